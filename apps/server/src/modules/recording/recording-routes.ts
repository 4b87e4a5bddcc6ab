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
    { range: rangeHeader, headOnly = false }: { readonly range: string | undefined; readonly headOnly?: boolean },
  ): Promise<BinaryAnswer> => {
    const range = parseRange(rangeHeader, file.sizeBytes);
    // Players ask for many ranges; the one from the beginning is where somebody starts to watch.
    if (!headOnly && (range === null || range.start === 0)) await recordings.noteViewed(principal, file);
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
      // The shell throws the body of a HEAD away; then one byte is enough to read.
      body: storage.read(file.key, headOnly ? { start: 0, end: 0 } : (range ?? undefined)),
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
    getMixedRecording: async (request) =>
      send(
        request.principal,
        await recordings.mixedFile(request.principal, request.params.recordingId),
        'video/mp4',
        request,
      ),
    getRecordingTrack: async (request) => {
      const { principal, params } = request;
      const file = await recordings.trackFile(principal, params.recordingId, params.trackId);
      return send(principal, file, 'video/webm', request);
    },
  };
};
