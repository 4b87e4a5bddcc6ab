import type { AgentId, ConversationId, Medium, QueueEntryId, RoutingRuleId, SkillGroupId } from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import type { AskedAll, Reached, RoutingPlan } from '../routing/index.ts';
import { type EntryCallback, storedCallback } from './callback-entry-repo.ts';
import { awayFrom, type EntryState } from './queue.ts';

export interface EntryRecord {
  readonly id: QueueEntryId;
  readonly conversationId: ConversationId;
  readonly groupId: SkillGroupId;
  readonly medium: Medium;
  readonly plan: RoutingPlan;
  /** From the plan; a supervisor may have changed it. */
  readonly priority: number;
  readonly rule: string;
  readonly ruleVersion: number | null;
  readonly ruleIds: readonly RoutingRuleId[];
  readonly state: EntryState;
  /** The stage of the plan it was last seen at, 0-based. */
  readonly stageIndex: number;
  /** When the visitor came, by which the place in line goes, and since when they stand in this line. */
  readonly enqueuedAt: Date;
  readonly enteredAt: Date;
  /** When they came back from an agent, since when they wait; null: since they came. */
  readonly returnedAt: Date | null;
  readonly excluded: readonly AgentId[];
  readonly awayUntil: Date | null;
  readonly servedBy: AgentId | null;
  /** The visitor is rung back. */
  readonly callback: EntryCallback | null;
}

export interface NewEntry
  extends Pick<
    EntryRecord,
    | 'id'
    | 'conversationId'
    | 'groupId'
    | 'medium'
    | 'plan'
    | 'rule'
    | 'ruleVersion'
    | 'ruleIds'
    | 'enqueuedAt'
    | 'enteredAt'
    | 'awayUntil'
    | 'excluded'
  > {
  /** The plan's unless said. */
  readonly priority?: number;
  readonly callback?: EntryCallback | null;
  readonly returnedAt?: Date | null;
}

export interface OpenWork {
  readonly conversationId: ConversationId;
  readonly agentId: AgentId;
}

const toEntry = (row: Selectable<Database['queue_entries']>): EntryRecord => ({
  id: row.id as QueueEntryId,
  conversationId: row.conversation_id as ConversationId,
  groupId: row.group_id as SkillGroupId,
  medium: row.medium,
  plan: row.plan as unknown as RoutingPlan,
  priority: row.priority,
  rule: row.rule,
  ruleVersion: row.rule_version,
  ruleIds: row.rule_ids as RoutingRuleId[],
  state: row.state,
  stageIndex: row.stage_index,
  enqueuedAt: row.enqueued_at,
  enteredAt: row.entered_at,
  returnedAt: row.returned_at,
  excluded: row.excluded as AgentId[],
  awayUntil: row.away_until,
  servedBy: row.served_by as AgentId | null,
  callback: row.callback as unknown as EntryCallback | null,
});

export interface EntryAtStage {
  readonly entryId: QueueEntryId;
  readonly stageIndex: number;
  readonly reached: Reached | null;
  readonly askedAll: AskedAll | null;
}

/** Rows of `queue_entries`. Locks are taken in the order conversation, entry, offer, presence. */
export const queueRepo = {
  async insert(tx: Tx, entry: NewEntry): Promise<void> {
    await tx
      .insertInto('queue_entries')
      .values({
        id: entry.id,
        conversation_id: entry.conversationId,
        group_id: entry.groupId,
        medium: entry.medium,
        priority: entry.priority ?? entry.plan.priority,
        plan: JSON.stringify(entry.plan),
        rule: entry.rule,
        rule_version: entry.ruleVersion,
        rule_ids: [...entry.ruleIds],
        state: 'waiting',
        enqueued_at: entry.enqueuedAt,
        entered_at: entry.enteredAt,
        returned_at: entry.returnedAt ?? null,
        excluded: [...entry.excluded],
        away_until: entry.awayUntil,
        callback: storedCallback(entry.callback ?? null),
      })
      .execute();
  },

  async find(db: Kysely<Database>, id: QueueEntryId): Promise<EntryRecord | undefined> {
    const row = await db.selectFrom('queue_entries').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toEntry(row);
  },

  async lock(tx: Tx, id: QueueEntryId): Promise<EntryRecord | undefined> {
    const row = await tx
      .selectFrom('queue_entries')
      .selectAll()
      .where('id', '=', id)
      .forNoKeyUpdate()
      .executeTakeFirst();
    return row && toEntry(row);
  },

  /** The entry that is waiting or ringing, else the served one whose work is not over; locked. */
  async lockCurrent(tx: Tx, conversationId: ConversationId): Promise<EntryRecord | undefined> {
    const row = await tx
      .selectFrom('queue_entries')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where((eb) =>
        eb.or([eb('ended_at', 'is', null), eb.and([eb('state', '=', 'served'), eb('released_at', 'is', null)])]),
      )
      .forNoKeyUpdate()
      .executeTakeFirst();
    return row && toEntry(row);
  },

  async setPlan(tx: Tx, id: QueueEntryId, plan: RoutingPlan): Promise<void> {
    await sql`update queue_entries set plan = ${JSON.stringify(plan)}::jsonb, version = version + 1 where id = ${id}`.execute(
      tx,
    );
  },
  async markRinging(tx: Tx, id: QueueEntryId): Promise<void> {
    await sql`update queue_entries set state = 'ringing', version = version + 1 where id = ${id}`.execute(tx);
  },
  /** Answers those that still wait. */
  async saveStages(tx: Tx, entries: readonly EntryAtStage[]): Promise<Pick<EntryRecord, 'id' | 'groupId'>[]> {
    const { rows } = await sql<Pick<EntryRecord, 'id' | 'groupId'>>`
      update queue_entries e
         set stage_index = x.stage_index, reached_stage = x.reached_stage, reached_at = x.reached_at, asked_all = x.asked_all,
             asked_all_until = x.asked_all_until, version = version + 1
        from unnest(${entries.map((one) => one.entryId)}::uuid[], ${entries.map((one) => one.stageIndex)}::int[],
                    ${entries.map(({ reached }) => reached?.stage ?? null)}::int[],
                    ${entries.map(({ reached }) => reached && new Date(reached.at))}::timestamptz[],
                    ${entries.map(({ askedAll }) => askedAll?.next ?? null)}::text[],
                    ${entries.map(({ askedAll }) => (askedAll?.at == null ? null : new Date(askedAll.at)))}::timestamptz[])
             as x (id, stage_index, reached_stage, reached_at, asked_all, asked_all_until)
       where e.id = x.id and e.state = 'waiting'
      returning e.id, e.group_id as "groupId"`.execute(tx);
    return rows;
  },
  async markWaiting(tx: Tx, id: QueueEntryId): Promise<void> {
    await sql`update queue_entries set state = 'waiting', version = version + 1 where id = ${id}`.execute(tx);
  },
  async markServed(tx: Tx, id: QueueEntryId, agentId: AgentId, now: Date): Promise<void> {
    await sql`
      update queue_entries set state = 'served', served_by = ${agentId}, ended_at = ${now}, away_until = null, version = version + 1
       where id = ${id}`.execute(tx);
  },
  async markOver(tx: Tx, id: QueueEntryId, state: 'abandoned' | 'overflowed' | 'expired', now: Date): Promise<void> {
    await sql`
      update queue_entries set state = ${state}, ended_at = ${now}, away_until = null, version = version + 1 where id = ${id}`.execute(
      tx,
    );
  },
  /** The work on a served entry is another agent's from now on. */
  async moveServed(tx: Tx, id: QueueEntryId, agentId: AgentId): Promise<void> {
    await sql`update queue_entries set served_by = ${agentId}, version = version + 1 where id = ${id}`.execute(tx);
  },
  /** The work on a served entry is over. */
  async markReleased(tx: Tx, id: QueueEntryId, now: Date): Promise<void> {
    await sql`update queue_entries set released_at = ${now}, version = version + 1 where id = ${id}`.execute(tx);
  },

  /** Sets or clears (null) the deadline of a waiting visitor; a deadline that runs already is kept. Returns which entry it was. */
  async setAway(
    db: Kysely<Database>,
    visitorId: string,
    awayUntil: Date | null,
  ): Promise<Pick<EntryRecord, 'id' | 'groupId'> | undefined> {
    const { rows } = await sql<Pick<EntryRecord, 'id' | 'groupId'>>`
      update queue_entries e set away_until = ${awayUntil}::timestamptz, version = e.version + 1
        from conversations c
       where c.id = e.conversation_id and c.visitor_id = ${visitorId} and c.state = 'waiting' and e.ended_at is null
         and e.callback is null
         and (e.away_until is null) <> (${awayUntil}::timestamptz is null)
      returning e.id, e.group_id as "groupId"`.execute(db);
    return rows[0];
  },

  /** Gives everybody who waits a deadline: after a restart nobody has been seen yet. Answers the lines they wait in. */
  async setAllAway(tx: Tx, awayUntil: Date): Promise<ReadonlySet<SkillGroupId>> {
    const { rows } = await sql<{ group_id: SkillGroupId }>`
      update queue_entries set away_until = ${awayUntil}, version = version + 1
       where ended_at is null and away_until is null and callback is null returning group_id`.execute(tx);
    return new Set(rows.map((row) => row.group_id));
  },

  async listAwayVisitors(db: Kysely<Database>): Promise<string[]> {
    const { rows } = await sql<{ visitor_id: string }>`
      select c.visitor_id from queue_entries e join conversations c on c.id = e.conversation_id
       where e.ended_at is null and e.away_until is not null`.execute(db);
    return rows.map((row) => row.visitor_id);
  },

  async listAwayDue(db: Kysely<Database>, now: Date, limit: number): Promise<ConversationId[]> {
    const { rows } = await sql<{ conversation_id: string }>`
      select conversation_id from queue_entries
       where ended_at is null and away_until < ${now} order by away_until limit ${limit}`.execute(db);
    return rows.map((row) => row.conversation_id as ConversationId);
  },

  /** Who has work that is not over and is not there. */
  async listAbsentServing(db: Kysely<Database>): Promise<AgentId[]> {
    const { rows } = await sql<{ served_by: string }>`
      select p.agent_id as served_by from presences p
       where p.state = 'offline'
         and exists (select 1 from queue_entries e where e.served_by = p.agent_id and e.state = 'served' and e.released_at is null)`.execute(
      db,
    );
    return rows.map((row) => row.served_by as AgentId);
  },

  async listWorkOf(db: Kysely<Database>, agentIds: readonly AgentId[]): Promise<OpenWork[]> {
    const { rows } = await sql<{ conversation_id: string; served_by: string }>`
      select conversation_id, served_by from queue_entries
       where state = 'served' and released_at is null and served_by = any(${agentIds}::uuid[]) order by enqueued_at`.execute(
      db,
    );
    return rows.map((row) => ({
      conversationId: row.conversation_id as ConversationId,
      agentId: row.served_by as AgentId,
    }));
  },

  /**
   * The clock was set forward by so much: whoever came before that has waited no longer because of it, neither in a stage nor
   * for the limits of the line. Callbacks are for a time of day and stay. Answers the lines in which somebody waits.
   */
  async setForward(tx: Tx, now: Date, jumpedMs: number): Promise<SkillGroupId[]> {
    const jump = sql`${jumpedMs}::float8 * interval '1 ms'`;
    const { rows } = await sql<{ group_id: SkillGroupId }>`
      update queue_entries set enqueued_at = enqueued_at + ${jump}, entered_at = entered_at + ${jump}, reached_at = reached_at + ${jump},
             returned_at = returned_at + ${jump},
             away_until = away_until + case when away_until <= ${awayFrom(now)}::timestamptz - ${jump} then ${jump} else interval '0' end,
             version = version + 1
       where ended_at is null and callback is null and entered_at <= ${now}::timestamptz - ${jump}
      returning group_id`.execute(tx);
    return [...new Set(rows.map((row) => row.group_id))];
  },

  /** The next deadline of a ringing offer or of an absent visitor. */
  async nextDue(db: Kysely<Database>): Promise<Date | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select least((select min(expires_at) from offers where state = 'ringing'),
                   (select min(away_until) from queue_entries where ended_at is null and away_until is not null)) as at`.execute(
      db,
    );
    return rows[0]?.at ?? null;
  },
};
