import type {
  AgentId,
  CallId,
  ConversationId,
  SkillGroupId,
  Transfer,
  TransferEndReason,
  TransferId,
  TransferTarget,
  VisitorId,
} from '@visavis/protocol';
import { type Kysely, type Selectable, sql } from 'kysely';
import { DomainError } from '../../lib/domain-error.ts';
import type { Database, Tx } from '../../schema/index.ts';
import { visitsOfPerson } from '../visitor/index.ts';
import type { AskedAgent, DeclinedWith, ReachedStage, TransferRecord } from './transfer.ts';
import type { TransferPlan } from './transfer-wants.ts';

type Row = Selectable<Database['transfers']>;

const targetOf = (row: Row): TransferTarget => {
  if (row.target_kind === 'agent') return { kind: 'agent', agentId: row.target_agent_id as AgentId };
  if (row.target_kind === 'skill_group') return { kind: 'skill_group', groupId: row.target_group_id as SkillGroupId };
  return { kind: 'rules' };
};

/** Rows of earlier versions do not say who it was. */
const declinedOf = (stored: Row['declined']): DeclinedWith | null =>
  stored === null ? null : { by: null, ...(stored as Omit<DeclinedWith, 'by'>) };

const toRecord = (row: Row): TransferRecord => ({
  id: row.id as TransferId,
  conversationId: row.conversation_id as ConversationId,
  callId: row.call_id as CallId | null,
  mode: row.mode,
  state: row.state,
  target: targetOf(row),
  from: row.from_agent_id as AgentId,
  to: row.to_agent_id as AgentId | null,
  note: row.note,
  held: { text: row.held_text, call: row.held_call },
  asked: row.asked as AskedAgent[],
  declined: declinedOf(row.declined),
  reached:
    row.reached_stage === null || row.reached_at === null
      ? null
      : { stage: row.reached_stage, at: row.reached_at.getTime() },
  enqueuedAt: row.enqueued_at,
  dueAt: row.due_at,
  giveUpAt: row.give_up_at,
  startedAt: row.started_at,
  endedAt: row.ended_at,
  endReason: row.end_reason as TransferEndReason | null,
});

const changing = (transfer: TransferRecord) => ({
  state: transfer.state,
  to_agent_id: transfer.to,
  held_text: transfer.held.text,
  held_call: transfer.held.call,
  asked: JSON.stringify(transfer.asked),
  declined: transfer.declined && JSON.stringify(transfer.declined),
  reached_stage: transfer.reached?.stage ?? null,
  reached_at: transfer.reached && new Date(transfer.reached.at),
  due_at: transfer.dueAt,
  ended_at: transfer.endedAt,
  end_reason: transfer.endReason,
});

interface WireRow extends Row {
  group_name: string | null;
  from_name: string;
  to_name: string | null;
  call_kind: 'voice' | 'video' | null;
  visitor_id: string;
  visitor_name: string | null;
  vip_level: number;
  language: Transfer['language'];
  channel_name: string;
  preview: string;
  declined_name: string | null;
}

const declinedOnWire = ({ declined, endReason }: TransferRecord, name: string | null): Transfer['declined'] => {
  if (declined === null || endReason !== 'declined') return null;
  const { by, ...said } = declined;
  return { ...said, by: by === null ? null : { agentId: by, displayName: name ?? '' } };
};

const toWire = (row: WireRow): Transfer => {
  const record = toRecord(row);
  return {
    id: record.id,
    conversationId: record.conversationId,
    callId: record.callId,
    mode: record.mode,
    state: record.state,
    target: record.target,
    groupName: row.group_name,
    from: { agentId: record.from, displayName: row.from_name },
    to: record.to === null ? null : { agentId: record.to, displayName: row.to_name ?? '' },
    note: record.note,
    medium: row.call_kind ?? 'text',
    visitorId: row.visitor_id as VisitorId,
    visitorName: row.visitor_name,
    vipLevel: row.vip_level,
    channelName: row.channel_name,
    language: row.language,
    preview: row.preview,
    startedAt: record.startedAt.toISOString(),
    dueAt: record.dueAt?.toISOString() ?? null,
    endedAt: record.endedAt?.toISOString() ?? null,
    endReason: record.endReason,
    declined: declinedOnWire(record, row.declined_name),
    version: row.version,
  };
};

const wire = async (db: Kysely<Database>, where: ReturnType<typeof sql>): Promise<Transfer[]> => {
  const { rows } = await sql<WireRow>`
    select t.*, g.name as group_name, f.display_name as from_name, a.display_name as to_name, k.kind as call_kind,
           c.visitor_id, v.display_name as visitor_name, v.vip_level, v.language, ch.name as channel_name, c.preview,
           d.display_name as declined_name
      from transfers t
      join conversations c on c.id = t.conversation_id
      join visitors v on v.id = c.visitor_id
      join channels ch on ch.id = c.channel_id
      join agents f on f.id = t.from_agent_id
      left join agents a on a.id = t.to_agent_id
      left join agents d on d.id = (t.declined->>'by')::uuid
      left join skill_groups g on g.id = t.target_group_id
      left join calls k on k.id = t.call_id
     where ${where}
     order by t.started_at, t.id`.execute(db);
  return rows.map(toWire);
};

/** A transfer that goes on with other deadlines, and who sees them. */
export interface MovedTransfer {
  readonly id: TransferId;
  readonly conversationId: ConversationId;
  readonly from: AgentId;
  readonly to: AgentId | null;
}
const moved = sql.raw(
  'returning id, conversation_id as "conversationId", from_agent_id as "from", to_agent_id as "to"',
);

/** Rows of `transfers`. Locked after the conversation, before queue entry, call and presence. */
export const transferRepo = {
  async insert(tx: Tx, transfer: TransferRecord, plan: TransferPlan | null): Promise<void> {
    try {
      await tx
        .insertInto('transfers')
        .values({
          id: transfer.id,
          conversation_id: transfer.conversationId,
          call_id: transfer.callId,
          mode: transfer.mode,
          target_kind: transfer.target.kind,
          target_agent_id: transfer.target.kind === 'agent' ? transfer.target.agentId : null,
          target_group_id: transfer.target.kind === 'skill_group' ? transfer.target.groupId : null,
          plan: plan ? JSON.stringify(plan) : null,
          enqueued_at: transfer.enqueuedAt,
          from_agent_id: transfer.from,
          note: transfer.note,
          give_up_at: transfer.giveUpAt,
          started_at: transfer.startedAt,
          ...changing(transfer),
        })
        .execute();
    } catch (error) {
      const constraint = (error as { constraint?: unknown }).constraint;
      throw constraint === 'transfers_open_conversation' ? new DomainError('transfer_exists') : error;
    }
  },

  async find(db: Kysely<Database>, id: TransferId): Promise<TransferRecord | undefined> {
    const row = await db.selectFrom('transfers').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toRecord(row);
  },

  async lock(tx: Tx, id: TransferId): Promise<TransferRecord | undefined> {
    const row = await tx.selectFrom('transfers').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
    return row && toRecord(row);
  },

  /** Undefined when it is not searched any more, or somebody else has it in hand right now. */
  async lockSearching(tx: Tx, id: TransferId): Promise<TransferRecord | undefined> {
    const row = await tx
      .selectFrom('transfers')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'searching')
      .forNoKeyUpdate()
      .skipLocked()
      .executeTakeFirst();
    return row && toRecord(row);
  },

  async findOpen(db: Kysely<Database>, conversationId: ConversationId): Promise<TransferRecord | undefined> {
    const row = await db
      .selectFrom('transfers')
      .selectAll()
      .where('conversation_id', '=', conversationId)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return row && toRecord(row);
  },

  async save(tx: Tx, transfer: TransferRecord): Promise<void> {
    await tx
      .updateTable('transfers')
      .set({ ...changing(transfer), version: sql`version + 1` })
      .where('id', '=', transfer.id)
      .execute();
  },

  /** The rule whose stage found whoever is asked now; of a plan joined from several it is one of them. */
  async saveFoundBy(
    tx: Tx,
    id: TransferId,
    { rule, ruleVersion }: { readonly rule: string; readonly ruleVersion: number | null },
  ): Promise<void> {
    const found = JSON.stringify({ foundBy: { rule, ruleVersion } });
    await sql`update transfers set plan = plan || ${found}::jsonb where id = ${id} and plan is not null`.execute(tx);
  },

  /** The search of these has come to another stage. */
  async saveReached(
    tx: Tx,
    moved: readonly { readonly id: string; readonly reached: ReachedStage | null }[],
  ): Promise<void> {
    await sql`
      update transfers t set reached_stage = x.stage, reached_at = x.at, version = version + 1
        from unnest(${moved.map(({ id }) => id)}::uuid[], ${moved.map(({ reached }) => reached?.stage ?? null)}::int[],
                    ${moved.map(({ reached }) => reached && new Date(reached.at))}::timestamptz[]) as x (id, stage, at)
       where t.id = x.id and t.state = 'searching'`.execute(tx);
  },

  async listOpen(db: Kysely<Database>): Promise<TransferRecord[]> {
    const rows = await db
      .selectFrom('transfers')
      .selectAll()
      .where('ended_at', 'is', null)
      .orderBy('started_at')
      .execute();
    return rows.map(toRecord);
  },

  /** What the router is to find somebody for. */
  async listSearching(
    db: Kysely<Database>,
  ): Promise<
    { transfer: TransferRecord; plan: TransferPlan; medium: Transfer['medium']; channelGroupId: SkillGroupId }[]
  > {
    const rows = await db
      .selectFrom('transfers as t')
      .innerJoin('conversations as c', 'c.id', 't.conversation_id')
      .innerJoin('channels as h', 'h.id', 'c.channel_id')
      .leftJoin('calls as k', 'k.id', 't.call_id')
      .selectAll('t')
      .select(['k.kind as call_kind', 'h.group_id as channel_group_id'])
      .where('t.state', '=', 'searching')
      .execute();
    return rows.map((row) => ({
      transfer: toRecord(row),
      plan: row.plan as TransferPlan,
      medium: row.call_kind ?? 'text',
      channelGroupId: row.channel_group_id as SkillGroupId,
    }));
  },

  /** The open transfer of a conversation, while somebody is looked for; locked. */
  async lockPlan(
    tx: Tx,
    conversationId: string,
  ): Promise<(MovedTransfer & { readonly plan: TransferPlan }) | undefined> {
    const { rows } = await sql<MovedTransfer & { plan: TransferPlan }>`
      select id, conversation_id as "conversationId", from_agent_id as "from", to_agent_id as "to", plan from transfers
       where conversation_id = ${conversationId} and ended_at is null and plan is not null for no key update`.execute(
      tx,
    );
    return rows[0];
  },
  async setPlan(tx: Tx, id: TransferId, plan: TransferPlan): Promise<void> {
    await sql`
      update transfers set plan = ${JSON.stringify(plan)}::jsonb, version = version + 1 where id = ${id}`.execute(tx);
  },

  async findWire(db: Kysely<Database>, id: TransferId): Promise<Transfer | undefined> {
    return (await wire(db, sql`t.id = ${id}`))[0];
  },
  listWireOf: (db: Kysely<Database>, conversationId: string): Promise<Transfer[]> =>
    wire(db, sql`t.conversation_id = ${conversationId}`),
  /** Open ones this agent has to do with. */
  listWireFor: (db: Kysely<Database>, agentId: AgentId): Promise<Transfer[]> =>
    wire(db, sql`t.ended_at is null and (t.from_agent_id = ${agentId} or t.to_agent_id = ${agentId})`),

  listOpenWireOfPerson: (db: Kysely<Database>, visitorId: string): Promise<Transfer[]> =>
    wire(db, sql`t.ended_at is null and v.id in ${visitsOfPerson(visitorId)}`),

  /** How the world around the open transfer looks, as far as rows tell. */
  async around(
    db: Kysely<Database>,
    id: TransferId,
  ): Promise<
    | {
        state: 'waiting' | 'active' | 'closed';
        agentId: AgentId | null;
        callEnded: boolean;
        targetInCall: boolean | null;
        plan: TransferPlan | null;
      }
    | undefined
  > {
    const { rows } = await sql<{
      state: 'waiting' | 'active' | 'closed';
      agent_id: string | null;
      call_ended: boolean;
      target_in_call: boolean | null;
      plan: TransferPlan | null;
    }>`
      select t.plan, c.state, c.agent_id, coalesce(k.state = 'ended', false) as call_ended,
             case when k.id is not null then exists (select 1 from call_participants p
               where p.call_id = k.id and p.agent_id = t.to_agent_id and p.state <> 'left') end as target_in_call
        from transfers t join conversations c on c.id = t.conversation_id left join calls k on k.id = t.call_id
       where t.id = ${id}`.execute(db);
    const [row] = rows;
    return (
      row && {
        state: row.state,
        agentId: row.agent_id as AgentId | null,
        callEnded: row.call_ended,
        targetInCall: row.target_in_call,
        plan: row.plan,
      }
    );
  },

  async isConsulted(db: Kysely<Database>, agentId: AgentId, conversationId: ConversationId): Promise<boolean> {
    const row = await db
      .selectFrom('transfers')
      .select('id')
      .where('conversation_id', '=', conversationId)
      .where('to_agent_id', '=', agentId)
      .where('state', '=', 'consulting')
      .executeTakeFirst();
    return row !== undefined;
  },

  /** The clock was set forward by so much: what was begun before that lasts as long as it would have. */
  async setForward(tx: Tx, now: Date, jumpedMs: number): Promise<MovedTransfer[]> {
    const jump = sql`${jumpedMs}::float8 * interval '1 ms'`;
    const { rows } = await sql<MovedTransfer>`
      update transfers set started_at = started_at + ${jump}, give_up_at = give_up_at + ${jump}, version = version + 1,
             reached_at = reached_at + ${jump},
             due_at = due_at + case when due_at <= ${now} then ${jump} else interval '0' end
       where ended_at is null and started_at <= ${now}::timestamptz - ${jump} ${moved}`.execute(tx);
    return rows;
  },

  /** Deadlines that passed while nobody could have answered are given a moment more. */
  async extendPassed(tx: Tx, now: Date, byMs: number): Promise<MovedTransfer[]> {
    const passed = await sql<MovedTransfer>`
      update transfers set due_at = ${new Date(now.getTime() + byMs)},
             give_up_at = greatest(give_up_at, ${new Date(now.getTime() + byMs)}), version = version + 1
       where ended_at is null and due_at <= ${now} ${moved}`.execute(tx);
    // The clock was set back: nobody is asked for hours because of that.
    const setBack = await sql<MovedTransfer>`
      update transfers set due_at = ${now}::timestamptz + (due_at - started_at), give_up_at = ${now}::timestamptz + (give_up_at - started_at),
             started_at = ${now}, version = version + 1
       where ended_at is null and started_at > ${now} ${moved}`.execute(tx);
    return [...passed.rows, ...setBack.rows];
  },
};
