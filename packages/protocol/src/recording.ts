import { z } from 'zod';
import { CallKind, CallSide, TrackKind, TrackSource } from './call.ts';
import {
  AgentId,
  CallId,
  ConversationId,
  Instant,
  ParticipantId,
  RecordingId,
  RecordingTrackId,
  VisitorId,
} from './ids.ts';

/** capturing: the call runs; queued and preparing: being made playable; ready; failed: may be tried again. empty: nothing was captured. */
export const RecordingState = z.enum(['capturing', 'queued', 'preparing', 'ready', 'failed', 'empty']);
export type RecordingState = z.infer<typeof RecordingState>;

/**
 * Why a track has nothing there. consultation: the agents talked among themselves and the visitor waited; nothing of anybody
 * is recorded meanwhile. not_in_call: its participant had not come yet, or had left. connection_lost: the participant's
 * connection had ended and was built anew. engine_lost: the media engine was restarted. no_packets: nothing arrived, for
 * another reason. not_connected: only in recordings prepared before consultations had a reason of their own; it stands for
 * consultation, not_in_call and connection_lost alike.
 */
export const RecordingGapReason = z.enum([
  'no_packets',
  'engine_lost',
  'connection_lost',
  'consultation',
  'not_in_call',
  'not_connected',
]);
export type RecordingGapReason = z.infer<typeof RecordingGapReason>;

/** A stretch without packets, declared. Times are from the start of the recording. Gaps with different reasons may touch. */
export const RecordingGap = z.object({
  fromMs: z.number().int(),
  toMs: z.number().int(),
  reason: RecordingGapReason,
});
export type RecordingGap = z.infer<typeof RecordingGap>;

export const RecordingTrack = z
  .object({
    id: RecordingTrackId,
    participantId: ParticipantId,
    side: CallSide,
    displayName: z.string().nullable(),
    kind: TrackKind,
    source: TrackSource,
    /** Where the track begins on the recording's time line. */
    offsetMs: z.number().int(),
    durationMs: z.number().int(),
    sizeBytes: z.number().int(),
    gaps: z.array(RecordingGap),
    /** Loudness 0..1 in equal steps over the whole recording, for the wave form; audio only. */
    levels: z.array(z.number()).nullable(),
  })
  .meta({ id: 'RecordingTrack' });
export type RecordingTrack = z.infer<typeof RecordingTrack>;

export const Recording = z
  .object({
    id: RecordingId,
    callId: CallId,
    conversationId: ConversationId,
    kind: CallKind,
    state: RecordingState,
    /** 0..1 while preparing. */
    progress: z.number(),
    /** Plain words when failed. */
    failure: z.string().nullable(),
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    channelName: z.string(),
    agent: z.object({ id: AgentId, displayName: z.string() }).nullable(),
    startedAt: Instant,
    endedAt: Instant.nullable(),
    durationMs: z.number().int().nullable(),
    mixedSizeBytes: z.number().int().nullable(),
    tracks: z.array(RecordingTrack),
    version: z.number().int(),
  })
  .meta({ id: 'Recording' });
export type Recording = z.infer<typeof Recording>;

export const RecordingList = z
  .object({ recordings: z.array(Recording), more: z.boolean() })
  .meta({ id: 'RecordingList' });
