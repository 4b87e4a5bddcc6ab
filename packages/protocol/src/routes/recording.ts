import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { Instant, RecordingId, RecordingTrackId } from '../ids.ts';
import { Recording, RecordingList } from '../recording.ts';

const params = z.strictObject({ recordingId: RecordingId });
const one = z.object({ recording: Recording });

export const recordingRoutes = defineRoutes({
  listRecordings: {
    method: 'GET',
    path: '/api/v1/recordings',
    audience: 'agent',
    tag: 'recordings',
    summary: 'Recordings of my conversations; supervisors see all',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(50), before: Instant.optional() }),
    response: RecordingList,
    errors: [],
  },
  getRecording: {
    method: 'GET',
    path: '/api/v1/recordings/:recordingId',
    audience: 'agent',
    tag: 'recordings',
    summary: 'One recording',
    params,
    response: one,
    errors: ['recording_not_found'],
  },
  retryRecording: {
    method: 'POST',
    path: '/api/v1/recordings/:recordingId/retry',
    audience: 'agent',
    tag: 'recordings',
    summary: 'Prepare a failed recording again',
    params,
    response: one,
    errors: ['recording_not_found', 'recording_state'],
  },
  getMixedRecording: {
    method: 'GET',
    path: '/api/v1/recordings/:recordingId/mixed.mp4',
    audience: 'agent',
    tag: 'recordings',
    summary: 'Both pictures side by side with both voices (byte ranges)',
    params,
    response: 'binary',
    errors: ['recording_not_found', 'recording_not_ready', 'range_invalid'],
  },
  getRecordingTrack: {
    method: 'GET',
    path: '/api/v1/recordings/:recordingId/tracks/:trackId',
    audience: 'agent',
    tag: 'recordings',
    summary: 'One track as WebM (byte ranges)',
    params: z.strictObject({ recordingId: RecordingId, trackId: RecordingTrackId }),
    response: 'binary',
    errors: ['recording_not_found', 'recording_not_ready', 'range_invalid'],
  },
});
