import type { AgentId, QueueEntryId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../schema/index.ts';

/** By what a row is known to be the one that was read: whoever writes a row, PostgreSQL notes which transaction it was. */
export type Mark = string;

export interface PresenceMark {
  readonly agentId: AgentId;
  readonly mark: Mark;
  /** Not marked offline and still not to be reached at present: no tab is open, or the lease is over. */
  readonly lapsed: boolean;
}

export interface WorldMarks {
  readonly waiting: readonly { readonly id: QueueEntryId; readonly mark: Mark }[];
  readonly presences: readonly PresenceMark[];
  /** Of the contents of small tables: equal only when nothing in them has changed. */
  readonly people: Mark;
  readonly groups: Mark;
  readonly channels: Mark;
}

/** What the leader compares its memory with at the beginning of every round. */
export const readMarks = async (db: Kysely<Database>, now: Date): Promise<WorldMarks> => {
  const { rows: waiting } = await sql<{ id: QueueEntryId; mark: Mark }>`
    select id, xmin::text as mark from queue_entries where ended_at is null and state = 'waiting'`.execute(db);
  const { rows: presences } = await sql<PresenceMark>`
    select agent_id as "agentId", xmin::text as mark,
           state <> 'offline' and (lease_until < ${now} or disconnected_at is not null) as lapsed
      from presences`.execute(db);
  const { rows } = await sql<Pick<WorldMarks, 'people' | 'groups' | 'channels'>>`
    select concat_ws('/',
             (select sum(hash_record_extended(m, 0)) from skill_group_members m),
             (select sum(hash_record_extended(row(id, display_name, disabled_at), 0)) from agents)) as people,
           (select sum(hash_record_extended(g, 0))::text from skill_groups g) as groups,
           (select sum(hash_record_extended(row(id, group_id), 0))::text from channels) as channels`.execute(db);
  const [small] = rows;
  if (!small) throw new Error('No marks of the small tables');
  return { waiting, presences, ...small };
};
