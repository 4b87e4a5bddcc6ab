/** Recordings: captured while a call runs, made playable afterwards. Events: `recording_changed`, `recording_viewed {recordingId, agentId}`. */
import type { CallId } from '@visavis/protocol';
import type { CoreDeps, FileStorage, Jobs, Realtime, StoredDomainEvent } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { callFactsRepo } from './call-facts-repo.ts';
import { createPrepareJob } from './prepare-service.ts';
import { recordingRepo } from './recording-repo.ts';
import { createRecordingRoutes } from './recording-routes.ts';
import { createRecordingService, prepareJob } from './recording-service.ts';
import { createRecordingSocket } from './recording-socket.ts';
import { createRenderer } from './render-service.ts';

export { createCaptureRegister } from './capture-service.ts';
export { recordingTransitions } from './recording.ts';
export type { RecordingService } from './recording-service.ts';

export interface RecordingDeps extends CoreDeps {
  readonly db: Db;
  readonly jobs: Jobs;
  readonly realtime: Realtime;
  /** Where playable files go. */
  readonly storage: FileStorage;
  /** Where the media engine writes raw tracks. */
  readonly rawFolder: string;
  readonly ffmpegBin: string;
}

export const createRecording = (deps: RecordingDeps) => {
  const { db, storage, log, clock, makeId } = deps;
  const repo = recordingRepo;
  const service = createRecordingService({ ...deps, repo });
  const renderer = createRenderer({ storage, rawRoot: deps.rawFolder, ffmpegBin: deps.ffmpegBin, makeId, log });
  return {
    service,
    routes: createRecordingRoutes(service, storage),
    socket: createRecordingSocket(deps.realtime, service),
    /** Durable consumers of domain events, by event type. */
    consumers: {
      call_ended: (event: StoredDomainEvent) =>
        deps.transactions.run((tx) => service.callEnded(tx, event.payload.callId as CallId)),
    },
    /** Job handlers, by kind; one at a time is enough. */
    jobs: {
      [prepareJob]: createPrepareJob({ db, callFacts: callFactsRepo, recordings: service, renderer, clock, log }),
    },
    /** At boot and now and then: takes up what a crash left behind. */
    recover: service.recover,
  };
};
