import type { recordingRoutes } from '@visavis/protocol';
import type { AgentPrincipal, BinaryAnswer, FileStorage, RouteHandlers } from '../../ports/index.ts';
import { parseRange } from './range.ts';
import type { PlayableFile, RecordingService } from './recording-service.ts';

export const createRecordingRoutes = (
  recordings: RecordingService,
  storage: FileStorage,
): RouteHandlers<typeof recordingRoutes> => {
  const send = async (
    principal: AgentPrincipal,
    file: PlayableFile,
    contentType: string,
    rangeHeader: string | undefined,
  ): Promise<BinaryAnswer> => {
    const range = parseRange(rangeHeader, file.sizeBytes);
    // Players ask for many ranges; the one from the beginning is where somebody starts to watch.
    if (range === null || range.start === 0) await recordings.noteViewed(principal, file);
    const length = range === null ? file.sizeBytes : range.end - range.start + 1;
    return {
      contentType,
      status: range === null ? 200 : 206,
      headers: {
        'accept-ranges': 'bytes',
        'content-length': String(length),
        'cache-control': 'private, no-store',
        ...(range === null ? {} : { 'content-range': `bytes ${range.start}-${range.end}/${file.sizeBytes}` }),
      },
      body: storage.read(file.key, range ?? undefined),
    };
  };

  return {
    listRecordings: ({ principal, query }) =>
      recordings.list(principal, {
        limit: query.limit,
        before: query.before === undefined ? undefined : new Date(query.before),
      }),
    getRecording: async ({ principal, params }) => ({ recording: await recordings.get(principal, params.recordingId) }),
    retryRecording: async ({ principal, params }) => ({
      recording: await recordings.retry(principal, params.recordingId),
    }),
    getMixedRecording: async ({ principal, params, range }) =>
      send(principal, await recordings.mixedFile(principal, params.recordingId), 'video/mp4', range),
    getRecordingTrack: async ({ principal, params, range }) =>
      send(principal, await recordings.trackFile(principal, params.recordingId, params.trackId), 'video/webm', range),
  };
};
