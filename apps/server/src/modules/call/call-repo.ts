import type { AgentId, CallId, ConversationId, ParticipantId, VisitorId } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import { DomainError } from '../../lib/domain-error.ts';
import type { Tx } from '../../schema/index.ts';
import type { CallParticipantsTable, CallsTable } from '../../schema/tables.ts';
import type { CallRecord, ParticipantRecord } from './call.ts';

const toParticipant = (row: Selectable<CallParticipantsTable>): ParticipantRecord => ({
  id: row.id as ParticipantId,
  side: row.side,
  visitorId: row.visitor_id as VisitorId | null,
  agentId: row.agent_id as AgentId | null,
  displayName: row.display_name,
  state: row.state,
  microphone: row.microphone,
  camera: row.camera,
  joinedAt: row.joined_at,
  connectedAt: row.connected_at,
  awaySince: row.away_since,
  leftAt: row.left_at,
  leaving: row.leaving,
});

const toCall = (row: Selectable<CallsTable>, participants: readonly ParticipantRecord[]): CallRecord => ({
  id: row.id as CallId,
  conversationId: row.conversation_id as ConversationId,
  kind: row.kind,
  state: row.state,
  startedBy: row.started_by,
  ringing: row.ringing,
  ringUntil: row.ring_until,
  mediaDue: row.media_due,
  agentId: row.agent_id as AgentId,
  held: row.held,
  mediaEpoch: row.media_epoch,
  recorded: row.recorded,
  startedAt: row.started_at,
  liveAt: row.live_at,
  endedAt: row.ended_at,
  endReason: row.end_reason,
  version: row.version,
  participants,
});

const callColumns = (call: CallRecord) => ({
  state: call.state,
  ringing: call.ringing,
  ring_until: call.ringUntil,
  agent_id: call.agentId,
  held: call.held,
  media_due: call.mediaDue,
  media_epoch: call.mediaEpoch,
  recorded: call.recorded,
  live_at: call.liveAt,
  ended_at: call.endedAt,
  end_reason: call.endReason,
  version: call.version,
});

const participantColumns = (participant: ParticipantRecord) => ({
  state: participant.state,
  microphone: participant.microphone,
  camera: participant.camera,
  joined_at: participant.joinedAt,
  connected_at: participant.connectedAt,
  away_since: participant.awaySince,
  left_at: participant.leftAt,
  leaving: participant.leaving,
});

const participantRow = (callId: CallId, participant: ParticipantRecord) => ({
  id: participant.id,
  call_id: callId,
  side: participant.side,
  visitor_id: participant.visitorId,
  agent_id: participant.agentId,
  display_name: participant.displayName,
  ...participantColumns(participant),
});

/** Keeps when somebody's connection was lost, from how the participants stand now: they themselves know only the present. */
const noteAbsences = async (tx: Tx, callId: CallId): Promise<void> => {
  await sql`
    with own as (select id, state, away_since, connected_at, left_at from call_participants where call_id = ${callId}),
    begun as (
      insert into call_absences (participant_id, from_at)
      select id, away_since from own where state = 'away' and away_since is not null on conflict do nothing),
    -- Back on the connection they had: nothing was lost.
    kept as (
      delete from call_absences a using own
       where a.participant_id = own.id and a.to_at is null and own.state = 'joined' and own.connected_at <= a.from_at)
    update call_absences a
       set to_at = greatest(a.from_at, case own.state when 'left' then own.left_at else own.connected_at end)
      from own
     where a.participant_id = own.id and a.to_at is null
       and (own.state = 'left' or (own.state = 'joined' and own.connected_at > a.from_at))`.execute(tx);
};

/** The two unique indexes are the last word when two starts race. */
const inCatalogueWords = (error: unknown): unknown => {
  const constraint = typeof error === 'object' && error !== null && 'constraint' in error ? error.constraint : null;
  if (constraint === 'calls_open_conversation') return new DomainError('call_exists');
  if (constraint === 'calls_open_agent') return new DomainError('agent_at_capacity');
  return error;
};

const withParticipants = async (tx: Tx, rows: readonly Selectable<CallsTable>[]): Promise<CallRecord[]> => {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const participants = await tx
    .selectFrom('call_participants')
    .selectAll()
    .where('call_id', 'in', ids)
    .orderBy('id')
    .execute();
  const byCall = Map.groupBy(participants, (row) => row.call_id);
  return rows.map((row) => toCall(row, (byCall.get(row.id) ?? []).map(toParticipant)));
};

export const callRepo = {
  async insert(tx: Tx, call: CallRecord): Promise<void> {
    try {
      await tx
        .insertInto('calls')
        .values({
          id: call.id,
          conversation_id: call.conversationId,
          kind: call.kind,
          started_by: call.startedBy,
          started_at: call.startedAt,
          ...callColumns(call),
        })
        .execute();
    } catch (error) {
      throw inCatalogueWords(error);
    }
    const rows = call.participants.map((participant) => participantRow(call.id, participant));
    await tx.insertInto('call_participants').values(rows).execute();
  },

  /** Stores the changed call under the next version, and returns it as stored. */
  async save(tx: Tx, call: CallRecord): Promise<CallRecord> {
    const stored = { ...call, version: call.version + 1 };
    await tx.updateTable('calls').set(callColumns(stored)).where('id', '=', call.id).execute();
    for (const participant of call.participants)
      await tx
        .insertInto('call_participants')
        .values(participantRow(call.id, participant))
        .onConflict((conflict) => conflict.column('id').doUpdateSet(participantColumns(participant)))
        .execute();
    await noteAbsences(tx, call.id);
    return stored;
  },

  async find(tx: Tx, id: CallId): Promise<CallRecord | undefined> {
    const rows = await tx.selectFrom('calls').selectAll().where('id', '=', id).execute();
    return (await withParticipants(tx, rows))[0];
  },

  /** For a change: nobody else changes it until the transaction ends. */
  async lock(tx: Tx, id: CallId): Promise<CallRecord | undefined> {
    const rows = await tx.selectFrom('calls').selectAll().where('id', '=', id).forUpdate().execute();
    return (await withParticipants(tx, rows))[0];
  },

  async findOpenByConversation(tx: Tx, id: ConversationId): Promise<CallRecord | undefined> {
    const rows = await tx
      .selectFrom('calls')
      .selectAll()
      .where('conversation_id', '=', id)
      .where('state', '<>', 'ended')
      .execute();
    return (await withParticipants(tx, rows))[0];
  },

  /** The open call this agent is in, theirs or not. */
  async findOpenByAgent(tx: Tx, id: AgentId): Promise<CallRecord | undefined> {
    const rows = await tx
      .selectFrom('calls')
      .innerJoin('call_participants', 'call_participants.call_id', 'calls.id')
      .selectAll('calls')
      .where('call_participants.agent_id', '=', id)
      .where('call_participants.state', '<>', 'left')
      .where('calls.state', '<>', 'ended')
      .execute();
    return (await withParticipants(tx, rows))[0];
  },

  async findOpenByVisitor(tx: Tx, id: VisitorId): Promise<CallRecord | undefined> {
    const rows = await tx
      .selectFrom('calls')
      .innerJoin('call_participants', 'call_participants.call_id', 'calls.id')
      .selectAll('calls')
      .where('call_participants.visitor_id', '=', id)
      .where('calls.state', '<>', 'ended')
      .execute();
    return (await withParticipants(tx, rows))[0];
  },

  async listOpen(tx: Tx): Promise<CallRecord[]> {
    return withParticipants(tx, await tx.selectFrom('calls').selectAll().where('state', '<>', 'ended').execute());
  },

  /** Calls with a timer that may have run out: ringing, connecting, or somebody away since `awayBefore`. */
  async listDue(tx: Tx, now: Date, awayBefore: Date): Promise<CallId[]> {
    const rows = await tx
      .selectFrom('calls')
      .select('id')
      .where((eb) =>
        eb.or([
          eb.and([eb('state', '=', 'ringing'), eb('ring_until', '<=', now)]),
          eb.and([eb('state', '=', 'connecting'), eb('media_due', '<=', now)]),
          eb.and([
            eb('state', '<>', 'ended'),
            eb.exists(
              eb
                .selectFrom('call_participants')
                .select('call_participants.id')
                .whereRef('call_participants.call_id', '=', 'calls.id')
                .where('call_participants.state', '=', 'away')
                .where('call_participants.away_since', '<=', awayBefore),
            ),
          ]),
        ]),
      )
      .execute();
    return rows.map(({ id }) => id as CallId);
  },
};

export type CallRepo = typeof callRepo;
