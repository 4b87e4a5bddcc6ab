import type { Dictionary } from '../en/index.ts';
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

export const zh: Dictionary = {
  ...frame,
  ...work,
  ...call,
  ...callback,
  ...joined,
  ...keys,
  ...note,
  ...recording,
  ...admin,
  ...fault,
  ...capacity,
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
  ...earlier,
  ...consulted,
  ...vip,
  ...naming,
  errors,
};
