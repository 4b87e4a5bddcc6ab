import { newUuid } from '@visavis/client';
import type { Recording } from '@visavis/protocol';
import { ago, as, callId, ids, me, recordingId } from './fake-data.ts';

const wave = (seed: number) =>
  Array.from({ length: 240 }, (_, at) => {
    const talk = Math.sin(at / 9 + seed) + Math.sin(at / 23 + seed * 2) > 0.1;
    return talk ? 0.15 + 0.7 * Math.abs(Math.sin(at * 12.9898 + seed)) : 0;
  });
const track = (side: string, kind: string, sizeBytes: number, gaps: unknown[] = []) => ({
  id: newUuid(),
  participantId: newUuid(),
  side,
  displayName: null,
  kind,
  source: kind === 'audio' ? 'microphone' : 'camera',
  offsetMs: side === 'agent' ? 1200 : 0,
  durationMs: 756_000 - (side === 'agent' ? 1200 : 0),
  sizeBytes,
  gaps,
  levels: kind === 'audio' ? wave(side === 'agent' ? 1 : 4) : null,
});
const consultation = { fromMs: 210_000, toMs: 262_000, reason: 'consultation' };
const recording = (id: string, state: string, over: object = {}) =>
  as<Recording>({
    id,
    callId,
    conversationId: ids.lin,
    kind: 'video',
    state,
    progress: state === 'ready' ? 1 : 0.42,
    failure: state === 'failed' ? 'The disk was full while the films were being joined.' : null,
    visitorId: newUuid(),
    visitorName: 'Chen Yulan 陈玉兰',
    channelName: 'Mobile app',
    agent: { id: ids.me, displayName: me.displayName },
    startedAt: ago(600),
    endedAt: state === 'capturing' ? null : ago(0),
    durationMs: state === 'capturing' ? null : 756_000,
    mixedSizeBytes: 148_300_000,
    tracks: [
      track('visitor', 'video', 88e6, [consultation, { fromMs: 521_000, toMs: 530_000, reason: 'no_packets' }]),
      track('agent', 'video', 91e6, [consultation]),
      track('visitor', 'audio', 6e6, [consultation]),
      track('agent', 'audio', 6.1e6, [consultation]),
    ],
    version: 1,
    ...over,
  });
export const recordings: Recording[] = [
  recording(newUuid(), 'capturing', { visitorName: null }),
  recording(newUuid(), 'preparing', { visitorName: 'Oliver Hartmann', kind: 'voice' }),
  recording(recordingId, 'ready'),
  recording(newUuid(), 'failed', { visitorName: 'Zhao Min 赵敏', startedAt: ago(90_000) }),
  recording(newUuid(), 'ready', {
    visitorName: 'Priya Nair',
    startedAt: ago(200_000),
    agent: { id: ids.yang, displayName: 'Liu Yang' },
  }),
  recording(newUuid(), 'empty', { visitorName: 'Wu Xiaotong 吴晓彤', startedAt: ago(260_000), durationMs: 0 }),
];
