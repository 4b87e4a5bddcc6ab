import type { Call, RecordingId } from '@visavis/protocol';
import { type CallRecord, isRecording } from './call.ts';

/** The call as it goes over the wire. */
export const toWire = (call: CallRecord, recordingId: RecordingId | null): Call => ({
  id: call.id,
  conversationId: call.conversationId,
  kind: call.kind,
  state: call.state,
  startedBy: call.startedBy,
  ringing: call.ringing,
  ringUntil: call.ringUntil?.toISOString() ?? null,
  agentId: call.agentId,
  held: call.held,
  participants: call.participants.map(({ id, side, agentId, displayName, state, microphone, camera, leaving }) => ({
    id,
    side,
    agentId,
    displayName,
    state,
    microphone,
    camera,
    leaving,
  })),
  mediaEpoch: call.mediaEpoch,
  recordingId,
  recording: isRecording(call),
  startedAt: call.startedAt.toISOString(),
  liveAt: call.liveAt?.toISOString() ?? null,
  endedAt: call.endedAt?.toISOString() ?? null,
  endReason: call.endReason,
  version: call.version,
});
