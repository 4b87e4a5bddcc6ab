import type { CallId, Recording, RecordingId, RecordingTrackId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { type AgentPrincipal, type CoreDeps, type FileStorage, type Jobs, maySupervise } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { afterRecordingEvent } from './recording.ts';
import type { PreparedTrack, RecordingChange, RecordingRepo, RecordingRow } from './recording-repo.ts';

export const prepareJob = 'prepare_recording';

export interface RecordingServiceDeps extends Pick<CoreDeps, 'events' | 'transactions'> {
  readonly db: Db;
  readonly repo: RecordingRepo;
  readonly jobs: Jobs;
  readonly storage: FileStorage;
}

/** What the job made of the raw tracks. */
export interface PreparedRecording {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly mixedKey: string;
  readonly mixedSizeBytes: number;
  readonly tracks: readonly PreparedTrack[];
}

export interface PlayableFile {
  readonly recordingId: RecordingId;
  readonly key: string;
  readonly sizeBytes: number;
}

export interface RecordingService {
  list(
    principal: AgentPrincipal,
    page: { readonly limit: number; readonly before: Date | undefined },
  ): Promise<{ recordings: Recording[]; more: boolean }>;
  /** Throws recording_not_found, also for those who may not see it. */
  get(principal: AgentPrincipal, id: RecordingId): Promise<Recording>;
  retry(principal: AgentPrincipal, id: RecordingId): Promise<Recording>;
  mixedFile(principal: AgentPrincipal, id: RecordingId): Promise<PlayableFile>;
  trackFile(principal: AgentPrincipal, id: RecordingId, trackId: RecordingTrackId): Promise<PlayableFile>;
  /** Somebody begins to play; part of the audit. */
  noteViewed(principal: AgentPrincipal, file: PlayableFile): Promise<void>;
  /** For facts on the wire: no question of rights. */
  find(id: RecordingId): Promise<Recording | undefined>;
  callEnded(tx: Tx, callId: CallId): Promise<void>;
  /** Null: there is nothing to prepare any more. */
  begin(id: RecordingId): Promise<RecordingRow | null>;
  progress(id: RecordingId, share: number): Promise<void>;
  finish(id: RecordingId, prepared: PreparedRecording): Promise<void>;
  findNothing(id: RecordingId): Promise<void>;
  fail(id: RecordingId, words: string): Promise<void>;
  /** Takes up what a crash left behind. Returns how many. Safe to run at any time. */
  recover(): Promise<number>;
}

export const createRecordingService = (deps: RecordingServiceDeps): RecordingService => {
  const { db, repo, transactions, events, jobs, storage } = deps;

  const announce = (tx: Tx, row: RecordingRow): Promise<void> =>
    events.append(tx, { type: 'recording_changed', subjectId: row.conversationId, payload: { recordingId: row.id } });

  const store = async (tx: Tx, row: RecordingRow, change: RecordingChange): Promise<void> => {
    await repo.update(tx, row.id, change);
    await announce(tx, row);
  };

  const enqueue = (tx: Tx, id: RecordingId): Promise<void> =>
    jobs.add(tx, { kind: prepareJob, key: id, payload: { recordingId: id }, maxAttempts: 5 });

  const get = async (principal: AgentPrincipal, id: RecordingId): Promise<Recording> => {
    const agentId = maySupervise(principal) ? null : principal.agentId;
    const [recording] = await repo.list(db, { agentId, recordingId: id, limit: 1 });
    if (recording === undefined) throw new DomainError('recording_not_found');
    return recording;
  };

  const lock = async (tx: Tx, id: RecordingId): Promise<RecordingRow> => {
    const row = await repo.lock(tx, id);
    if (row === undefined) throw new DomainError('recording_not_found');
    return row;
  };

  const playable = async (id: RecordingId, key: string | null | undefined): Promise<PlayableFile> => {
    if (key === null || key === undefined) throw new DomainError('recording_not_found');
    return { recordingId: id, key, sizeBytes: await storage.size(key) };
  };

  const callEnded: RecordingService['callEnded'] = async (tx, callId) => {
    const row = await repo.lockByCall(tx, callId);
    // Told twice, or nothing was ever captured: nothing to do.
    if (row?.state !== 'capturing') return;
    await store(tx, row, { state: afterRecordingEvent(row.state, 'call_ended'), progress: 0 });
    await enqueue(tx, row.id);
  };

  return {
    async list(principal, { limit, before }) {
      const found = await repo.list(db, {
        agentId: maySupervise(principal) ? null : principal.agentId,
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
      });
      return { recordings: found.slice(0, limit), more: found.length > limit };
    },
    get,
    async retry(principal, id) {
      await get(principal, id);
      await transactions.run(async (tx) => {
        const row = await lock(tx, id);
        await store(tx, row, { state: afterRecordingEvent(row.state, 'retry'), failure: null, progress: 0 });
        await enqueue(tx, id);
      });
      return get(principal, id);
    },
    async mixedFile(principal, id) {
      const { state } = await get(principal, id);
      if (state === 'empty') throw new DomainError('recording_not_found');
      if (state !== 'ready') throw new DomainError('recording_not_ready', { state });
      return playable(id, (await repo.find(db, id))?.mixedKey);
    },
    async trackFile(principal, id, trackId) {
      const { state } = await get(principal, id);
      if (state !== 'ready') throw new DomainError('recording_not_ready', { state });
      return playable(id, await repo.findTrackKey(db, id, trackId));
    },
    async noteViewed(principal, { recordingId, key }) {
      await transactions.run((tx) =>
        events.append(tx, {
          type: 'recording_viewed',
          subjectId: recordingId,
          payload: { recordingId, agentId: principal.agentId, key },
        }),
      );
    },
    async find(id) {
      const [recording] = await repo.list(db, { agentId: null, recordingId: id, limit: 1 });
      return recording;
    },
    callEnded,
    begin: (id) =>
      transactions.run(async (tx) => {
        const row = await repo.lock(tx, id);
        // Prepared, failed or given up meanwhile: the job was asked for twice.
        if (row === undefined || (row.state !== 'queued' && row.state !== 'preparing')) return null;
        await store(tx, row, { state: afterRecordingEvent(row.state, 'begin'), progress: 0, failure: null });
        return { ...row, state: 'preparing' };
      }),
    async progress(id, share) {
      await transactions.run(async (tx) => {
        const row = await lock(tx, id);
        if (row.state === 'preparing') await store(tx, row, { progress: share });
      });
    },
    async finish(id, prepared) {
      await transactions.run(async (tx) => {
        const row = await lock(tx, id);
        const state = afterRecordingEvent(row.state, 'finish');
        await repo.replaceTracks(tx, id, prepared.tracks);
        await store(tx, row, {
          state,
          progress: 1,
          mixedKey: prepared.mixedKey,
          mixedSizeBytes: prepared.mixedSizeBytes,
          startedAt: prepared.startedAt,
          endedAt: new Date(prepared.startedAt.getTime() + prepared.durationMs),
          durationMs: prepared.durationMs,
        });
      });
    },
    async findNothing(id) {
      await transactions.run(async (tx) => {
        const row = await lock(tx, id);
        await store(tx, row, { state: afterRecordingEvent(row.state, 'find_nothing'), progress: 1, durationMs: 0 });
      });
    },
    async fail(id, words) {
      await transactions.run(async (tx) => {
        const row = await lock(tx, id);
        await store(tx, row, { state: afterRecordingEvent(row.state, 'fail'), failure: words });
      });
    },
    async recover() {
      const left = await repo.listUnfinished(db);
      for (const { id, callId, state } of left) {
        await transactions.run(async (tx) => {
          if (state === 'capturing') await callEnded(tx, callId);
          else await enqueue(tx, id);
        });
      }
      return left.length;
    },
  };
};
