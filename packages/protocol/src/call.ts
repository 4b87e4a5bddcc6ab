import { z } from 'zod';
import { AgentId, CallId, ConversationId, Instant, ParticipantId, RecordingId } from './ids.ts';

export const CallKind = z.enum(['voice', 'video']);
export type CallKind = z.infer<typeof CallKind>;

/** ringing: the other side is asked; connecting: both agreed, media on its way; live: both connected; ended. */
export const CallState = z.enum(['ringing', 'connecting', 'live', 'ended']);
export type CallState = z.infer<typeof CallState>;
export const CallEndReason = z.enum(['hung_up', 'declined', 'missed', 'cancelled', 'lost', 'failed']);
export type CallEndReason = z.infer<typeof CallEndReason>;
export const CallSide = z.enum(['visitor', 'agent']);
export type CallSide = z.infer<typeof CallSide>;

/** invited: not in yet; joined: in; away: connection lost, may come back until the grace is over; left: gone. */
export const ParticipantState = z.enum(['invited', 'joined', 'away', 'left']);
export type ParticipantState = z.infer<typeof ParticipantState>;

export const Quality = z.enum(['good', 'fair', 'poor']);
export type Quality = z.infer<typeof Quality>;
export const QualityReason = z.enum([
  'steady',
  'slow_network',
  'packet_loss',
  'long_delay',
  'no_picture',
  'no_sound',
  'reconnecting',
]);
export type QualityReason = z.infer<typeof QualityReason>;

export const Participant = z
  .object({
    id: ParticipantId,
    side: CallSide,
    agentId: AgentId.nullable(),
    displayName: z.string().nullable(),
    state: ParticipantState,
    microphone: z.boolean(),
    camera: z.boolean(),
    /** Handed the call over, and stays until the new agent has media. */
    leaving: z.boolean(),
  })
  .meta({ id: 'Participant' });
export type Participant = z.infer<typeof Participant>;

export const Call = z
  .object({
    id: CallId,
    conversationId: ConversationId,
    kind: CallKind,
    state: CallState,
    startedBy: CallSide,
    /** The side that is asked while ringing. */
    ringing: CallSide.nullable(),
    ringUntil: Instant.nullable(),
    /** Whose call it is; other agents may be in it beside. */
    agentId: AgentId,
    /** The visitor is kept apart while the agents talk. */
    held: z.boolean(),
    participants: z.array(Participant),
    /** Grows when the media engine was lost and the call was rebuilt on a new one. */
    mediaEpoch: z.number().int(),
    recordingId: RecordingId.nullable(),
    /** Packets are being written right now. */
    recording: z.boolean(),
    startedAt: Instant,
    liveAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    endReason: CallEndReason.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Call' });
export type Call = z.infer<typeof Call>;

export const TrackKind = z.enum(['audio', 'video']);
export const TrackSource = z.enum(['microphone', 'camera', 'screen']);
export const MediaConnection = z.enum(['publish', 'subscribe']);
export const Sdp = z.string().min(10).max(65_536);
export const IceCandidate = z.strictObject({
  candidate: z.string().max(2048),
  sdpMid: z.string().max(32).nullable(),
  sdpMLineIndex: z.number().int().min(0).max(64).nullable(),
});
export const PublishedTrack = z.strictObject({ mid: z.string().max(32), kind: TrackKind, source: TrackSource });
export const SubscribedStream = z.object({
  mid: z.string(),
  participantId: ParticipantId,
  kind: TrackKind,
  source: TrackSource,
  active: z.boolean(),
});
export const IceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().optional(),
  credential: z.string().optional(),
});

const joined = z.object({
  participantId: ParticipantId,
  epoch: z.number().int(),
  iceServers: z.array(IceServer),
  /** True: the connections of the named epoch still live in the engine; keep them. */
  resumed: z.boolean(),
});

export const callCommandSchemas = {
  warm: z.strictObject({ conversationId: ConversationId }),
  /** `callId`: the call that begins if this offer is accepted. */
  warmed: joined.extend({ callId: CallId }),
  join: z.strictObject({
    callId: CallId,
    /** The epoch this client still has connections for; null after a reload. */ epoch: z.number().int().nullable(),
  }),
  joined,
  publish: z.strictObject({
    callId: CallId,
    epoch: z.number().int(),
    sdp: Sdp,
    tracks: z.array(PublishedTrack).max(8),
  }),
  answer: z.strictObject({ callId: CallId, epoch: z.number().int(), sdp: Sdp }),
  candidate: z.strictObject({
    callId: CallId,
    epoch: z.number().int(),
    connection: MediaConnection,
    candidate: IceCandidate.nullable(),
  }),
  renew: z.strictObject({ callId: CallId, epoch: z.number().int(), rebuild: z.boolean() }),
  mute: z.strictObject({ callId: CallId, microphone: z.boolean(), camera: z.boolean() }),
  quality: z.strictObject({ callId: CallId, level: Quality, reason: QualityReason }),
  mediaOffer: z.object({
    callId: CallId,
    epoch: z.number().int(),
    sdp: z.string(),
    streams: z.array(SubscribedStream),
  }),
  /** engine_lost: a new epoch on a new engine. forgotten: the engine lives but has lost this one page; same epoch, join again. */
  mediaReset: z.object({ callId: CallId, epoch: z.number().int(), why: z.enum(['engine_lost', 'forgotten']) }),
  qualityChanged: z.object({ callId: CallId, participantId: ParticipantId, level: Quality, reason: QualityReason }),
} as const;
