import { type RawBuilder, sql } from 'kysely';
import { ageingMs, highestPriority } from '../routing/index.ts';

/** `agedPriority` for statements that look at `queue_entries`: the priority with what waiting has added to it. */
export const agedPriorityAt = (now: Date): RawBuilder<number> => sql<number>`
  greatest(priority, least(${sql.lit(highestPriority)}, priority + floor(
    greatest(0, date_part('epoch', ${now}::timestamptz - enqueued_at)) * 1000 / ${sql.lit(ageingMs)})::int))`;

/** Since when the visitor of entry `e` waits: a time with an agent is no waiting. The place in line goes by `enqueued_at`. */
export const waitingSince = sql<Date>`coalesce(e.returned_at, e.enqueued_at)`;
