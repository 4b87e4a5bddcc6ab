import { sql } from 'kysely';
import type { StoredDomainEvent } from '../../ports/events.ts';
import type { Db } from '../../schema/index.ts';

/**
 * Ids are taken in order but committed in any order: event 7 may be visible while 6 is still being written (or was rolled
 * back for ever). Passing 7 on and storing "7" as the cursor would lose 6. So a reader goes on only over settled ids:
 *
 * - ids without a gap are settled: everything below is visible;
 * - at a gap it remembers the highest id it sees and takes a transaction number of its own. Every id up to there belongs
 *   to a transaction that already had its number (`append` sees to that), hence a lower one; once all lower ones have
 *   ended, a gap that is still there stays empty for ever. (The snapshot's xmax would not do: it is one past the highest
 *   *ended* transaction, and running ones may lie above it.)
 *
 * Order of delivery is the order of ids. Two transactions that lock the same entity before they append therefore
 * deliver in the order in which they changed it.
 */
export interface Fence {
  /** Gaps up to this id are empty for ever ... */
  readonly upToId: bigint;
  /** ... as soon as the oldest running transaction has at least this number. */
  readonly xid: bigint;
}

export interface SettledBatch {
  readonly events: readonly StoredDomainEvent[];
  /** Set when events are visible behind a gap: read again soon, with this. */
  readonly waiting: Fence | undefined;
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly subject_id: string;
  readonly payload: Record<string, unknown>;
  readonly created_at: Date;
}

/** Pure half: how many of the visible rows may be delivered. Gaps up to `passed` are known to be empty for ever. */
export function countSettled(ids: readonly bigint[], cursor: bigint, passed: bigint): number {
  let expected = cursor + 1n;
  let count = 0;
  for (const id of ids) {
    if (id !== expected && id > passed) break;
    count += 1;
    expected = id + 1n;
  }
  return count;
}

/** Reads the next settled events after `cursor`. */
export async function readSettled(
  db: Db,
  cursor: bigint,
  limit: number,
  fence: Fence | undefined,
): Promise<SettledBatch> {
  // One statement, so that the rows and the oldest running transaction come from the same snapshot.
  const { rows } = await sql<Row & { xmin: string }>`
    select s.xmin, e.id, e.type, e.subject_id, e.payload, e.created_at
      from (select pg_snapshot_xmin(pg_current_snapshot())::text as xmin) s
      join lateral (select * from domain_events where id > ${cursor.toString()}::bigint order by id limit ${limit}) e on true
     order by e.id`.execute(db);
  const ids = rows.map((row) => BigInt(row.id));
  const highest = ids.at(-1);
  if (highest === undefined) return { events: [], waiting: fence };
  const fencePassed = fence !== undefined && BigInt(rows[0]?.xmin ?? 0) >= fence.xid;
  const count = countSettled(ids, cursor, fencePassed ? fence.upToId : cursor);
  const events = rows.slice(0, count).map((row) => ({
    id: row.id,
    type: row.type,
    subjectId: row.subject_id,
    payload: row.payload,
    createdAt: row.created_at,
  }));
  if (count === ids.length) return { events, waiting: undefined };
  if (fence && !fencePassed) return { events, waiting: fence };
  const { rows: own } = await sql<{ xid: string }>`select pg_current_xact_id()::text as xid`.execute(db);
  return { events, waiting: { upToId: highest, xid: BigInt(own[0]?.xid ?? 0) } };
}
