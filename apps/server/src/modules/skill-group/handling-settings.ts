/** The group's columns of handling, to and from the wire. */
import { defaultHandling, type GroupHandling, type GroupHandlingChange } from '@visavis/protocol';

export const handlingColumns = [
  'ring_seconds',
  'voice_ring_seconds',
  'video_ring_seconds',
  'auto_accept_text',
  'text_wrap_seconds',
  'voice_wrap_seconds',
  'video_wrap_seconds',
  'disposition_required',
] as const;

export interface HandlingColumns {
  readonly ring_seconds: number;
  readonly voice_ring_seconds: number | null;
  readonly video_ring_seconds: number | null;
  readonly auto_accept_text: boolean;
  readonly text_wrap_seconds: number;
  readonly voice_wrap_seconds: number;
  readonly video_wrap_seconds: number;
  readonly disposition_required: boolean;
}

export const toHandling = (row: HandlingColumns): GroupHandling => ({
  ringSeconds: {
    text: row.ring_seconds,
    voice: row.voice_ring_seconds ?? row.ring_seconds,
    video: row.video_ring_seconds ?? row.ring_seconds,
  },
  autoAcceptText: row.auto_accept_text,
  wrapUpSeconds: { text: row.text_wrap_seconds, voice: row.voice_wrap_seconds, video: row.video_wrap_seconds },
  dispositionRequired: row.disposition_required,
});

/** Only what the change names. */
export const toHandlingColumns = (change: GroupHandlingChange): Partial<HandlingColumns> => ({
  ...(change.ringSeconds && {
    ring_seconds: change.ringSeconds.text,
    voice_ring_seconds: change.ringSeconds.voice,
    video_ring_seconds: change.ringSeconds.video,
  }),
  ...(change.autoAcceptText !== undefined && { auto_accept_text: change.autoAcceptText }),
  ...(change.wrapUpSeconds && {
    text_wrap_seconds: change.wrapUpSeconds.text,
    voice_wrap_seconds: change.wrapUpSeconds.voice,
    video_wrap_seconds: change.wrapUpSeconds.video,
  }),
  ...(change.dispositionRequired !== undefined && { disposition_required: change.dispositionRequired }),
});

export const withHandlingDefaults = (change: GroupHandlingChange): GroupHandling => ({
  ringSeconds: change.ringSeconds ?? defaultHandling.ringSeconds,
  autoAcceptText: change.autoAcceptText ?? defaultHandling.autoAcceptText,
  wrapUpSeconds: change.wrapUpSeconds ?? defaultHandling.wrapUpSeconds,
  dispositionRequired: change.dispositionRequired ?? defaultHandling.dispositionRequired,
});
