import type { RecordingId } from '@visavis/protocol';
import type { Realtime, SocketModule } from '../../ports/index.ts';
import type { RecordingService } from './recording-service.ts';

export const createRecordingSocket = (realtime: Realtime, recordings: RecordingService): SocketModule => ({
  events: {
    async recording_changed({ payload }) {
      const recording = await recordings.find(payload.recordingId as RecordingId);
      if (recording === undefined) return;
      realtime.toFollowers(recording.conversationId, 'recording:changed', recording);
      realtime.toSupervisors('recording:changed', recording);
      // Whoever served may have closed the conversation and no longer follow it.
      if (recording.agent !== null) realtime.toAgent(recording.agent.id, 'recording:changed', recording);
    },
  },
});
