import type { AgentId, OfferId, QueueEntryId } from '@visavis/protocol';
import { type RawBuilder, sql } from 'kysely';
import { plainArray } from '../../lib/plain-array.ts';
import type { Tx } from '../../schema/index.ts';
import type { Reached } from '../routing/index.ts';
import type { PackedReason } from './stored-reason-repo.ts';
import type { Mark } from './world-marks-repo.ts';

/** An offer that was decided on the row of the entry that has this mark. */
export interface DecidedOffer {
  readonly id: OfferId;
  readonly entryId: QueueEntryId;
  /** null: whatever the row is, as long as it waits. */
  readonly mark: Mark | null;
  readonly agentId: AgentId;
  readonly stageIndex: number;
  readonly reached: Reached | null;
  readonly reason: PackedReason;
  readonly ringMs: number;
}

/** As parameters of the statement that stores it. */
export interface OfferSet {
  readonly size: number;
  readonly considered: { readonly id: string; readonly lines: Buffer };
  readonly columns: Readonly<Record<'ids' | 'entries' | 'marks' | 'agents' | 'stages' | 'rings' | 'reasons', string>>;
  readonly reached: Readonly<Record<'stages' | 'instants', string>>;
  /** Most reasons of a set are alike, so each is told once. */
  readonly reasons: string;
}

/** Everyone considered for the n-th offer is on line n. */
export const offerSetOf = (offers: readonly DecidedOffer[], considered: OfferSet['considered']): OfferSet => {
  const reasons = new Map<string, number>();
  const numberOf = (reason: PackedReason): number => {
    const text = JSON.stringify(reason);
    const number = reasons.get(text) ?? reasons.size + 1;
    reasons.set(text, number);
    return number;
  };
  const column = (of: (offer: DecidedOffer) => string | number | null): string => plainArray(offers.map(of));
  return {
    size: offers.length,
    considered,
    columns: {
      ids: column(({ id }) => id),
      entries: column(({ entryId }) => entryId),
      marks: column(({ mark }) => mark),
      agents: column(({ agentId }) => agentId),
      stages: column(({ stageIndex }) => stageIndex),
      rings: column(({ ringMs }) => ringMs),
      reasons: column(({ reason }) => numberOf(reason)),
    },
    reached: {
      stages: column(({ reached }) => reached?.stage ?? null),
      instants: column(({ reached }) => reached && new Date(reached.at).toISOString()),
    },
    reasons: `[${[...reasons.keys()].join(',')}]`,
  };
};

export interface StatementParts {
  /** Takes the places that it selects (agent_id, medium); answers the agents who had them. */
  readonly takingPlaces: (wanted: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Tells what it selects: type, subject_id and payload of events. */
  readonly telling: (rows: RawBuilder<unknown>) => RawBuilder<unknown>;
}

export const setEvents = ['offer_ringing', 'queue_changed'] as const;

/**
 * Stores a set of offers in one statement, so that PostgreSQL never waits for the program in the middle of it: the entries that still wait
 * in the row that was decided on, and that nobody holds, are locked; places are taken; entries whose agent had room ring, have their offer,
 * and are told. Answers how many; of the others nothing was done.
 *
 * What was estimated for a part is mostly wrong, so parts are not joined with one another: each carries along what the next one needs, and
 * who had room is looked up in a table of hashes (which `coalesce` forces).
 */
export async function storeOffers(tx: Tx, set: OfferSet, now: Date, parts: StatementParts): Promise<number> {
  const { columns, reached, considered } = set;
  const { rows } = await sql<{ made: number }>`
    with waiting as materialized (
      select x.*, e.medium, e.conversation_id, e.group_id
        from unnest(${columns.ids}::uuid[], ${columns.entries}::uuid[], ${columns.marks}::xid[], ${columns.agents}::uuid[],
                    ${columns.stages}::int[], ${columns.rings}::int[], ${columns.reasons}::int[],
                    ${reached.stages}::int[], ${reached.instants}::timestamptz[])
             with ordinality as x (id, entry_id, mark, agent_id, stage_index, ring_ms, reason, reached_stage, reached_at, place)
        join queue_entries e on e.id = x.entry_id
       where e.state = 'waiting' and (x.mark is null or e.xmin = x.mark)
       order by e.id for no key update of e skip locked),
    placed as (${parts.takingPlaces(sql`select agent_id, medium from waiting`)}),
    ringing as (
      update queue_entries e
         set state = 'ringing', stage_index = x.stage_index, reached_stage = x.reached_stage, reached_at = x.reached_at, version = e.version + 1
        from waiting x where e.id = x.entry_id and coalesce(x.agent_id in (select agent_id from placed), false)
      returning x.*),
    considered as (
      insert into routing_considered (id, lines)
      select ${considered.id}::uuid, ${considered.lines}::bytea where exists (select from ringing)),
    offered as (
      insert into offers (id, queue_entry_id, conversation_id, agent_id, medium, state, reason, considered_id, considered_line,
                          offered_at, expires_at)
      select id, entry_id, conversation_id, agent_id, medium, 'ringing', ${set.reasons}::jsonb -> (reason - 1), ${considered.id}::uuid, place - 1,
             ${now}::timestamptz, ${now}::timestamptz + ring_ms * interval '1 ms' from ringing),
    told as (${parts.telling(sql`
      select 'offer_ringing', id::text, jsonb_build_object('offerId', id, 'agentId', agent_id, 'conversationId', conversation_id)
        from ringing
      union all
      -- One per line: who looks at it looks at all of it.
      select 'queue_changed', group_id::text, jsonb_build_object('groupId', group_id) from ringing group by group_id`)})
    select count(*)::int as made from ringing`.execute(tx);
  return rows[0]?.made ?? 0;
}
