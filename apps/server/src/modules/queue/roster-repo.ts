import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../schema/index.ts';
import type { Roster, RosterMember } from '../routing/index.ts';

const same = (a: RosterMember | undefined, b: RosterMember | undefined): boolean =>
  a === b || (a?.agentId === b?.agentId && a?.displayName === b?.displayName && a?.capacity === b?.capacity);

/** Kept rosters in this process; the oldest go first. */
const MOST_KNOWN = 500;

/**
 * Rows of `routing_rosters`, named after what is in them, so that the same people are stored once whoever writes. A round
 * makes its rosters anew: whether one is known already is found out by its members, which is cheaper than its hash.
 */
export const createRosterRepo = () => {
  const byRound = new WeakMap<Roster, string>();
  const known: { readonly roster: Roster; readonly id: string }[] = [];
  const stored = new Set<string>();

  const idOf = (roster: Roster): string => {
    const already = byRound.get(roster);
    if (already) return already;
    const twin = known.find(
      (one) => one.roster.length === roster.length && roster.every((member, n) => same(member, one.roster[n])),
    );
    const id = twin?.id ?? hashed(roster);
    byRound.set(roster, id);
    if (!twin) {
      known.unshift({ roster, id });
      known.length = Math.min(known.length, MOST_KNOWN);
    }
    return id;
  };

  return {
    idOf,
    /** Stores those that are not there. Call the answer after the commit. */
    async save(tx: Tx, rosters: Iterable<Roster>): Promise<() => void> {
      const fresh = new Map<string, Roster>();
      for (const roster of new Set(rosters)) if (!stored.has(idOf(roster))) fresh.set(idOf(roster), roster);
      if (fresh.size === 0) return () => undefined;
      const texts = [...fresh.values()].map((roster) => JSON.stringify(roster));
      await sql`
        insert into routing_rosters (id, members)
        select * from unnest(${[...fresh.keys()]}::uuid[], ${texts}::jsonb[]) on conflict do nothing`.execute(tx);
      return () => {
        for (const id of fresh.keys()) stored.add(id);
      };
    },
  };
};

const hashed = (roster: Roster): string => {
  const hex = createHash('sha256').update(JSON.stringify(roster)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
};
