import '../src/app/styles.ts';
import { connectOver, memoryOutboxStorage } from '@visavis/client';
import type { AgentEvents, CallId } from '@visavis/protocol';
import { mountConsole } from '../src/app/mount.tsx';
import { useLiveCall } from '../src/features/call/live-call.ts';
import { call, callId, ids, offer, recordingId, visitorParticipant } from './fake-data.ts';
import { drop, fakeFetch, fakeTransport, say, scene } from './fake-server.ts';

// The console without a server, for looking at it: `vite --mode fake`, then /console/work?state=offer and others.

/** A moving picture of a person, drawn. */
function picture(tall: boolean, hue: number): MediaStream {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = tall ? [720, 960] : [1280, 800];
  const pen = canvas.getContext('2d');
  const draw = () => {
    if (!pen) return;
    const [w, h] = [canvas.width, canvas.height];
    const sway = Math.sin(Date.now() / 900) * 6;
    pen.fillStyle = `hsl(${hue} 14% 62%)`;
    pen.fillRect(0, 0, w, h);
    pen.fillStyle = `hsl(${hue} 18% 76%)`;
    pen.fillRect(w * 0.06, -10, w * 0.22, h * 0.6);
    pen.fillStyle = 'hsl(205 26% 34%)';
    pen.beginPath();
    pen.ellipse(w / 2 + sway, h * 1.02, w * (tall ? 0.46 : 0.3), h * 0.36, 0, 0, 7);
    pen.fill();
    pen.fillStyle = 'hsl(26 46% 70%)';
    pen.beginPath();
    pen.ellipse(w / 2 + sway, h * 0.44, h * 0.16, h * 0.21, 0, 0, 7);
    pen.fill();
    pen.fillStyle = 'hsl(250 4% 44%)';
    pen.beginPath();
    pen.ellipse(w / 2 + sway, h * 0.32, h * 0.18, h * 0.13, 0, Math.PI, 0);
    pen.fill();
  };
  setInterval(draw, 60);
  draw();
  return canvas.captureStream(15);
}

const connect = () => connectOver<AgentEvents>({ transport: fakeTransport, wakeUps: () => () => undefined });
void mountConsole({
  fetch: fakeFetch,
  connect,
  outboxStorage: () => memoryOutboxStorage(),
  noteStorage: () => memoryOutboxStorage(),
});

const scenes: Record<string, () => void> = {
  offer: () => say('offer:ringing', offer()),
  missed: () => {
    const missed = offer();
    say('offer:ringing', missed);
    say('offer:ended', { offerId: missed.id, conversationId: missed.conversationId, state: 'missed' });
  },
  typing: () => say('typing:changed', { conversationId: ids.lin, side: 'visitor', typing: true }),
  offline: drop,
  call: () => inCall('video'),
  voice: () => inCall('voice'),
  ringing: () => say('call:changed', call('ringing')),
};

function inCall(kind: 'video' | 'voice') {
  say('call:changed', call('live', kind));
  setTimeout(() => {
    const local = picture(false, 160);
    const media = { local, expect: () => undefined, setMicrophone: async () => null, setCamera: async () => null };
    useLiveCall.setState({
      callId: callId as CallId,
      phase: 'connected',
      media: media as never,
      remote: new Map([[visitorParticipant, picture(window.location.hash === '#tall', 38)]]),
      microphoneOn: true,
      cameraOn: kind === 'video',
      trouble: window.location.hash === '#trouble' ? { device: 'camera', problem: 'busy' } : null,
      quality: { level: 'fair', reason: 'slow_network' },
    });
  }, 300);
}
setTimeout(() => scenes[scene]?.(), 900);
Object.assign(window, { fake: { ids, recordingId } });
