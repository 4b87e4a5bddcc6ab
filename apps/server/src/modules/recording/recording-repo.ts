import type {
  AgentId,
  CallId,
  ConversationId,
  ParticipantId,
  Recording,
  RecordingGap,
  RecordingId,
  RecordingState,
  RecordingTrack,
  RecordingTrackId,
  VisitorId,
} from '@visavis/protocol';
import type { Kysely } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

/** The row as decisions need it. */
export interface RecordingRow {
  readonly id: RecordingId;
  readonly callId: CallId;
  readonly conversationId: ConversationId;
  readonly state: RecordingState;
  readonly storagePrefix: string;
  readonly mixedKey: string | null;
  readonly startedAt: Date;
}

export interface PreparedTrack {
  readonly id: string;
  readonly participantId: string;
  readonly kind: 'audio' | 'video';
  readonly source: 'microphone' | 'camera' | 'screen';
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly storageKey: string;
  readonly sizeBytes: number;
  readonly gaps: readonly RecordingGap[];
  readonly levels: readonly number[] | null;
}

export interface RecordingChange {
  readonly state?: RecordingState;
  readonly progress?: number;
  readonly failure?: string | null;
  readonly mixedKey?: string | null;
  readonly mixedSizeBytes?: number | null;
  readonly startedAt?: Date;
  readonly endedAt?: Date | null;
  readonly durationMs?: number | null;
}

/** Whose recordings may be seen; null: everybody's. */
export interface RecordingQuery {
  readonly agentId: AgentId | null;
  readonly recordingId?: RecordingId;
  readonly before?: Date;
  readonly limit: number;
}

const rowOf = (row: {
  id: string;
  call_id: string;
  conversation_id: string;
  state: RecordingState;
  storage_prefix: string;
  mixed_key: string | null;
  started_at: Date;
}): RecordingRow => ({
  id: row.id as RecordingId,
  callId: row.call_id as CallId,
  conversationId: row.conversation_id as ConversationId,
  state: row.state,
  storagePrefix: row.storage_prefix,
  mixedKey: row.mixed_key,
  startedAt: row.started_at,
});

const tracksOf = async (db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, RecordingTrack[]>> => {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('recording_tracks as t')
    .innerJoin('call_participants as p', 'p.id', 't.participant_id')
    .selectAll('t')
    .select(['p.side', 'p.display_name'])
    .where('t.recording_id', 'in', ids)
    .orderBy('p.side', 'desc')
    .orderBy('t.kind', 'desc')
    .orderBy('t.id')
    .execute();
  const byRecording = Map.groupBy(rows, (row) => row.recording_id);
  return new Map(
    [...byRecording].map(([id, own]) => [
      id,
      own.map((row) => ({
        id: row.id as RecordingTrackId,
        participantId: row.participant_id as ParticipantId,
        side: row.side,
        displayName: row.display_name,
        kind: row.kind,
        source: row.source,
        offsetMs: row.offset_ms,
        durationMs: row.duration_ms,
        sizeBytes: Number(row.size_bytes),
        gaps: row.gaps as RecordingGap[],
        levels: row.levels as number[] | null,
      })),
    ]),
  );
};

export const recordingRepo = {
  /** Newest first, as they go over the wire. */
  async list(db: Kysely<Database>, query: RecordingQuery): Promise<Recording[]> {
    let select = db
      .selectFrom('recordings as r')
      .innerJoin('calls as c', 'c.id', 'r.call_id')
      .innerJoin('conversations as v', 'v.id', 'r.conversation_id')
      .innerJoin('channels as ch', 'ch.id', 'v.channel_id')
      .innerJoin('visitors as vi', 'vi.id', 'v.visitor_id')
      .innerJoin('agents as a', 'a.id', 'c.agent_id')
      .selectAll('r')
      .select(['c.kind', 'c.agent_id', 'a.display_name as agent_name', 'ch.name as channel_name'])
      .select(['vi.id as visitor_id', 'vi.display_name as visitor_name'])
      .orderBy('r.started_at', 'desc')
      .orderBy('r.id', 'desc')
      .limit(query.limit);
    const { agentId, recordingId, before } = query;
    if (agentId !== null)
      select = select.where((eb) => eb.or([eb('c.agent_id', '=', agentId), eb('v.agent_id', '=', agentId)]));
    if (recordingId !== undefined) select = select.where('r.id', '=', recordingId);
    if (before !== undefined) select = select.where('r.started_at', '<', before);
    const rows = await select.execute();
    const tracks = await tracksOf(
      db,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      id: row.id as RecordingId,
      callId: row.call_id as CallId,
      conversationId: row.conversation_id as ConversationId,
      kind: row.kind,
      state: row.state,
      progress: row.progress,
      failure: row.failure,
      visitorId: row.visitor_id as VisitorId,
      visitorName: row.visitor_name,
      channelName: row.channel_name,
      agent: { id: row.agent_id as AgentId, displayName: row.agent_name },
      startedAt: row.started_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      durationMs: row.duration_ms,
      mixedSizeBytes: row.mixed_size_bytes === null ? null : Number(row.mixed_size_bytes),
      tracks: tracks.get(row.id) ?? [],
      version: row.version,
    }));
  },

  async find(db: Kysely<Database>, id: RecordingId): Promise<RecordingRow | undefined> {
    const row = await db.selectFrom('recordings').selectAll().where('id', '=', id).executeTakeFirst();
    return row && rowOf(row);
  },

  async lock(tx: Tx, id: RecordingId): Promise<RecordingRow | undefined> {
    const row = await tx.selectFrom('recordings').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && rowOf(row);
  },

  async lockByCall(tx: Tx, callId: CallId): Promise<RecordingRow | undefined> {
    const row = await tx
      .selectFrom('recordings')
      .selectAll()
      .where('call_id', '=', callId)
      .forUpdate()
      .executeTakeFirst();
    return row && rowOf(row);
  },

  async update(tx: Tx, id: RecordingId, change: RecordingChange): Promise<void> {
    await tx
      .updateTable('recordings')
      .set((eb) => ({
        ...(change.state === undefined ? {} : { state: change.state }),
        ...(change.progress === undefined ? {} : { progress: change.progress }),
        ...(change.failure === undefined ? {} : { failure: change.failure }),
        ...(change.mixedKey === undefined ? {} : { mixed_key: change.mixedKey }),
        ...(change.mixedSizeBytes === undefined ? {} : { mixed_size_bytes: change.mixedSizeBytes }),
        ...(change.startedAt === undefined ? {} : { started_at: change.startedAt }),
        ...(change.endedAt === undefined ? {} : { ended_at: change.endedAt }),
        ...(change.durationMs === undefined ? {} : { duration_ms: change.durationMs }),
        version: eb('version', '+', 1),
      }))
      .where('id', '=', id)
      .execute();
  },

  async replaceTracks(tx: Tx, id: RecordingId, tracks: readonly PreparedTrack[]): Promise<void> {
    await tx.deleteFrom('recording_tracks').where('recording_id', '=', id).execute();
    if (tracks.length === 0) return;
    const rows = tracks.map((track) => ({
      id: track.id,
      recording_id: id,
      participant_id: track.participantId,
      kind: track.kind,
      source: track.source,
      offset_ms: track.offsetMs,
      duration_ms: track.durationMs,
      storage_key: track.storageKey,
      size_bytes: track.sizeBytes,
      gaps: JSON.stringify(track.gaps),
      levels: track.levels === null ? null : JSON.stringify(track.levels),
    }));
    await tx.insertInto('recording_tracks').values(rows).execute();
  },

  async findTrackKey(db: Kysely<Database>, id: RecordingId, trackId: RecordingTrackId): Promise<string | undefined> {
    const row = await db
      .selectFrom('recording_tracks')
      .select('storage_key')
      .where('recording_id', '=', id)
      .where('id', '=', trackId)
      .executeTakeFirst();
    return row?.storage_key;
  },

  /** Left behind by a crash: still capturing although the call has ended, or waiting for a job that may be gone. */
  async listUnfinished(db: Kysely<Database>): Promise<{ id: RecordingId; callId: CallId; state: RecordingState }[]> {
    const rows = await db
      .selectFrom('recordings as r')
      .innerJoin('calls as c', 'c.id', 'r.call_id')
      .select(['r.id', 'r.call_id', 'r.state'])
      .where('c.state', '=', 'ended')
      .where('r.state', 'in', ['capturing', 'queued', 'preparing'])
      .execute();
    return rows.map((row) => ({ id: row.id as RecordingId, callId: row.call_id as CallId, state: row.state }));
  },
};
export type RecordingRepo = typeof recordingRepo;
