import { admin } from './admin.ts';
import { alarm } from './alarm.ts';
import { call } from './call.ts';
import { callback } from './callback.ts';
import { capacity } from './capacity.ts';
import { consulted } from './consulted.ts';
import { earlier } from './earlier.ts';
import { errors } from './errors.ts';
import { fault } from './fault.ts';
import { floor } from './floor.ts';
import { frame } from './frame.ts';
import { handling } from './handling.ts';
import { joined } from './joined.ts';
import { keys } from './keys.ts';
import { limits } from './limits.ts';
import { naming } from './naming.ts';
import { note } from './note.ts';
import { recording } from './recording.ts';
import { routingPlaces } from './routing-places.ts';
import { ruleEdit } from './rule-edit.ts';
import { ruleSet } from './rule-set.ts';
import { rules } from './rules.ts';
import { simulator } from './simulator.ts';
import { vip } from './vip.ts';
import { work } from './work.ts';
import { wrapUp } from './wrap-up.ts';

export const en = {
  ...frame,
  ...work,
  ...call,
  ...recording,
  ...admin,
  ...fault,
  ...capacity,
  ...joined,
  ...limits,
  ...handling,
  ...wrapUp,
  ...floor,
  ...alarm,
  ...rules,
  ...ruleEdit,
  ...ruleSet,
  ...routingPlaces,
  ...simulator,
  ...callback,
  ...keys,
  ...note,
  ...earlier,
  ...consulted,
  ...vip,
  ...naming,
  errors,
};

type Words<T> = T extends string ? string : { readonly [K in keyof T]: Words<T[K]> };
/** The shape every language has to fill. */
export type Dictionary = Words<typeof en>;
export type Part<T> = Words<T>;
