// The subscribing half against an engine that plays every word at a chosen moment.
import { describe, expect, it } from 'vitest';
import type { MediaEvent } from '../../ports/media-gateway.ts';
import type { JanusEvent, PluginReply } from './janus-client.ts';
import type { LinkContext } from './link-context.ts';
import { initialLinkState } from './link-state.ts';
import { createSubscription, type Subscription } from './subscription.ts';

const lines = ['s=-', 't=0 0', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0', 'a=recvonly', 'a=rtpmap:111 opus/48000/2'];
const description = (connection: number): string =>
  ['v=0', `o=- ${connection} 2 IN IP4 127.0.0.1`, 'a=fingerprint:sha-256 AA:BB', ...lines, ''].join('\r\n');
const sdp = description(1);
const stream = (mid: string, feed: string) => ({ mid, type: 'audio', feed_id: feed, active: true });
const said = (feed: string): PluginReply => ({ data: { streams: [stream('0', feed)] }, sdp });
const pushed = (feed: string): JanusEvent => ({
  janus: 'event',
  plugindata: { plugin: 'videoroom', data: { streams: [stream('0', feed)] } },
  jsep: { type: 'offer', sdp },
});

/** `reply` may let the engine say more before its reply arrives, as it does when two frames come in one read. */
const makeSubscription = (reply: (request: string, self: () => Subscription) => PluginReply) => {
  const requests: string[] = [];
  const offers: MediaEvent[] = [];
  const gone: number[] = [];
  const feeds = [{ participantId: 'ada', tracks: [{ mid: '0', kind: 'audio', source: 'microphone' }] }];
  const context = {
    engineId: 'engine',
    keys: { room: 'call', adminKey: '', secret: '' },
    client: () => ({
      attach: async () => 7,
      detach: async (_session: number, handle: number) => void gone.push(handle),
      message: async (_session: number, _handle: number, body: { request: string; restart?: boolean }) => {
        const request = body.restart ? 'restart' : body.request;
        requests.push(request);
        return reply(request, () => subscription);
      },
    }),
    emit: (event: MediaEvent) => void offers.push(event),
    otherFeeds: () => feeds,
    route: () => undefined,
  } as unknown as LinkContext;
  const state = { ...initialLinkState('visitor', null, false), sessionId: 1, publishHandle: 2 };
  const ref = { callId: 'call', participantId: 'visitor' };
  const subscription = createSubscription(context, ref, state, async () => undefined);
  return { subscription, state, requests, offers, gone };
};

describe('a subscription', () => {
  it('takes the answer to an offer that the engine made in the very moment of the answer before', async () => {
    let first = true;
    const { subscription, requests, offers } = makeSubscription((request, self) => {
      // Somebody left meanwhile: the engine's next offer comes together with what it says to this answer.
      if (request === 'start' && first) self().receive(pushed('ada'));
      if (request === 'start') first = false;
      return request === 'start' ? { data: { started: 'ok' }, sdp: null } : said('ada');
    });
    await subscription.catchUp();
    await subscription.answer(sdp);
    expect(offers).toHaveLength(2);
    await subscription.answer(sdp);
    expect(requests).toEqual(['join', 'start', 'start']);
  });

  it('keeps its connection when it is to be refreshed while an offer is out, and refreshes after the answer', async () => {
    const { subscription, requests, offers, gone } = makeSubscription((request) =>
      request === 'start' ? { data: { started: 'ok' }, sdp: null } : said('ada'),
    );
    await subscription.catchUp();
    await subscription.renew(false);
    expect(requests).toEqual(['join']);
    await subscription.answer(sdp);
    expect(requests).toEqual(['join', 'start', 'restart']);
    expect(offers).toHaveLength(2);
    expect(gone).toEqual([]);
    // Made anew when that is what is asked for, and the forgotten refresh does not follow.
    await subscription.renew(false);
    await subscription.renew(true);
    expect(gone).toEqual([7]);
    await subscription.answer(description(2));
    expect(requests).toEqual(['join', 'start', 'restart', 'join', 'start']);
  });

  it('still waits for the answer when the engine did not take it', async () => {
    let refuses = true;
    const { subscription, state } = makeSubscription((request) => {
      if (request === 'start' && refuses) throw new Error('no');
      return request === 'start' ? { data: { started: 'ok' }, sdp: null } : said('ada');
    });
    await subscription.catchUp();
    await expect(subscription.answer(sdp)).rejects.toThrow('no');
    expect(state.offered).toBe(true);
    refuses = false;
    await subscription.answer(sdp);
    expect(state.offered).toBe(false);
  });
});
