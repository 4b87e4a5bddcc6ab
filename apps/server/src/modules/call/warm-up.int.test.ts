import type { Call, CallId, OfferId } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, createCallSteps, eventually, sdp, tracks } from '../../../test/call/call-steps.ts';
import { type CallWorld, createCallWorld } from '../../../test/call/call-world.ts';
import { DomainError } from '../../lib/domain-error.ts';

let world: CallWorld;
beforeEach(async () => {
  world = await createCallWorld();
  await world.database.transactions.run((tx) => world.presence.reserve(tx, world.agent.agentId, 'video'));
});
afterEach(() => world.drop());

const { current } = createCallSteps(() => world);
const sides = ['visitor', 'agent'] as const;

const ring = (agentId = world.agent.agentId): OfferId => {
  const offerId = uuidv7() as OfferId;
  const { visitorId } = world.visitor;
  const expiresAt = new Date(world.clock.now().getTime() + 20_000);
  world.ringing.set(world.conversationId, { offerId, agentId, visitorId, kind: 'video', expiresAt });
  return offerId;
};
const warm = (side: (typeof sides)[number], as?: Parameters<CallWorld['ask']>[3]) =>
  world.ask(side, 'media:warm', { conversationId: world.conversationId }, as) as Promise<{
    callId: CallId;
    participantId: string;
    epoch: number;
  }>;
const publish = (side: (typeof sides)[number], callId: CallId, epoch = 1) =>
  world.ask(side, 'media:publish', { callId, epoch, sdp, tracks });

/** Both pages are connected while it rings. */
const warmBoth = async (): Promise<CallId> => {
  const { callId } = await warm('visitor');
  await warm('agent');
  for (const side of sides) await publish(side, callId);
  return callId;
};
/** What the queue does when the agent accepts. */
const accept = async (recordingConsent: 'given' | 'declined' = 'given'): Promise<Call> => {
  const call = await world.database.transactions.run((tx) =>
    world.calls.service.startForAcceptedOffer(tx, {
      conversation: {
        ...{ id: world.conversationId, visitorId: world.visitor.visitorId, agentId: world.agent.agentId },
        ...{ channelId: world.visitor.channelId, state: 'active', recordingConsent },
      },
      ...{ agentId: world.agent.agentId, kind: 'video' },
    }),
  );
  world.ringing.clear();
  world.calls.begun(call, world.visitor.visitorId);
  return call;
};
const offerEnds = async (offerId: OfferId, state: string): Promise<void> => {
  world.ringing.clear();
  await world.calls.consumers.offer_ended({
    ...{ id: '1', type: 'offer_ended', subjectId: offerId, createdAt: world.clock.now() },
    payload: { offerId, conversationId: world.conversationId, agentId: world.agent.agentId, state },
  });
};
const inEngine = (callId: CallId) => [...(world.gateway.calls.get(callId)?.values() ?? [])];
const resets = () => world.sent.filter(({ name }) => name === 'media:reset').map(({ to }) => to);
const links = async () => (await world.database.db.selectFrom('media_links').selectAll().execute()).length;

describe('while a call rings', () => {
  it('its visitor and the agent who is asked connect under one call, and are sent nothing and not recorded', async () => {
    ring();
    const callId = await warmBoth();
    expect(inEngine(callId).map(({ withheld, recordingPrefix }) => [withheld, recordingPrefix])).toEqual([
      [true, null],
      [true, null],
    ]);
    const offered = () => world.sent.filter(({ name }) => name === 'media:offer').map(({ to }) => to);
    const told = await eventually(
      async () => offered(),
      (to) => to.length === 2,
    );
    expect(told.sort()).toEqual(['socket:agent-socket', 'socket:visitor-socket']);
    expect(await world.database.db.selectFrom('calls').select('id').execute()).toEqual([]);
    expect(await world.timeline()).toEqual([]);
    expect(await code(world.ask('agent', 'media:join', { callId, epoch: 1 }))).toBe('call_not_found');
  });
  it('nobody else may, and the engine hears nothing of it', async () => {
    ring();
    const strangers = { visitor: world.stranger, agent: world.otherAgent };
    for (const side of sides) {
      expect(await code(warm(side, { principal: strangers[side], socketId: 'x' }))).toBe('offer_not_found');
    }
    expect(world.gateway.log).toEqual([]);
    const callId = await warmBoth();
    for (const side of sides) {
      const theirs = world.ask(
        side,
        'media:publish',
        { callId, epoch: 1, sdp, tracks },
        { principal: strangers[side], socketId: 'x' },
      );
      expect(await code(theirs)).toBe('call_not_found');
    }
  });
  it('nothing is prepared for what does not ring, nor without an engine', async () => {
    for (const side of sides) expect(await code(warm(side))).toBe('offer_not_found');
    ring();
    world.gateway.setState('down');
    expect(await code(warm('visitor'))).toBe('media_unavailable');
    expect(world.gateway.log).toEqual([]);
  });
  it('a second window takes over, and the first is told to let go', async () => {
    ring();
    const { callId } = await warm('visitor');
    await warm('visitor', { socketId: 'second' });
    expect(resets()).toEqual(['socket:visitor-socket']);
    expect(await code(publish('visitor', callId))).toBe('media_not_joined');
    expect(inEngine(callId)).toHaveLength(1);
  });
});

describe('when the offer is accepted', () => {
  it('the prepared media is let through and recorded from then on, and the call is live', async () => {
    ring();
    const callId = await warmBoth();
    const offers = () => world.sent.filter(({ name }) => name === 'media:offer').length;
    await eventually(
      async () => offers(),
      (count) => count === 2,
    );
    const call = await accept();
    expect(call.id).toBe(callId);
    expect(world.sent.at(-1)).toMatchObject({ to: `visitor:${world.visitor.visitorId}`, name: 'call:changed' });
    const live = await eventually(
      () => current(callId),
      ({ state }) => state === 'live',
    );
    expect(live.participants.map(({ state }) => state)).toEqual(['joined', 'joined']);
    expect(live.recording).toBe(true);
    for (const { withheld, recordingPrefix } of inEngine(callId)) {
      expect(withheld).toBe(false);
      expect(recordingPrefix).toMatch(new RegExp(`/${call.recordingId}/[0-9a-f-]+-1$`));
    }
    // No second negotiation, and a page whose line was down keeps its connections.
    expect(offers()).toBe(2);
    expect(await world.ask('visitor', 'media:join', { callId, epoch: 1 }, { socketId: 'v2' })).toMatchObject({
      resumed: true,
    });
    await world.ask('visitor', 'call:end', { callId });
    await world.settle();
    expect(world.gateway.calls.size).toBe(0);
    expect(await links()).toBe(0);
  });
  it('it is let through unrecorded without consent', async () => {
    ring();
    const callId = await warmBoth();
    await accept('declined');
    await eventually(
      () => current(callId),
      ({ state }) => state === 'live',
    );
    expect(inEngine(callId).map(({ withheld, recordingPrefix }) => [withheld, recordingPrefix])).toEqual([
      [false, null],
      [false, null],
    ]);
  });
  it('a side that was not ready joins as ever', async () => {
    ring();
    const { callId } = await warm('visitor');
    await publish('visitor', callId);
    await accept();
    await eventually(
      () => current(callId),
      ({ participants }) => participants.some(({ state }) => state === 'joined'),
    );
    expect((await current(callId)).state).toBe('connecting');
    await world.ask('agent', 'media:join', { callId, epoch: null });
    await publish('agent', callId);
    const live = await eventually(
      () => current(callId),
      ({ state }) => state === 'live',
    );
    expect(live.state).toBe('live');
    expect(inEngine(callId).every(({ recordingPrefix }) => recordingPrefix !== null)).toBe(true);
  });
  it('a page that cannot be let through is told, and builds its media anew', async () => {
    ring();
    const callId = await warmBoth();
    world.gateway.failNext('join', new DomainError('media_failed'));
    await accept();
    await eventually(
      async () => resets().length,
      (count) => count === 1,
    );
    await eventually(
      () => current(callId),
      ({ participants }) => participants.some(({ state }) => state === 'joined'),
    );
    const [side] = sides.filter((one) => resets().includes(`socket:${one}-socket`));
    expect(await world.ask(side ?? 'agent', 'media:join', { callId, epoch: 1 })).toMatchObject({ resumed: false });
    await publish(side ?? 'agent', callId);
    await eventually(
      () => current(callId),
      ({ state }) => state === 'live',
    );
    expect(inEngine(callId).map(({ withheld }) => withheld)).toEqual([false, false]);
  });
  it('somebody who has gone meanwhile is not counted as joined', async () => {
    ring();
    const callId = await warmBoth();
    await world.calls.socket.connections?.visitorDisconnected?.(world.visitor, 'visitor-socket', 0);
    expect(inEngine(callId)).toHaveLength(1);
    await accept();
    const call = await eventually(
      () => current(callId),
      ({ participants }) => participants.some(({ state }) => state === 'joined'),
    );
    expect(call.participants.map(({ side, state }) => [side, state])).toEqual([
      ['visitor', 'invited'],
      ['agent', 'joined'],
    ]);
  });
});

describe('when it is not accepted', () => {
  it.each(['declined', 'missed', 'cancelled'])('%s: everything goes and both pages are told', async (state) => {
    const offerId = ring();
    const callId = await warmBoth();
    expect(await links()).toBe(0);
    await offerEnds(offerId, state);
    expect(world.gateway.calls.has(callId)).toBe(false);
    expect(resets().sort()).toEqual(['socket:agent-socket', 'socket:visitor-socket']);
    expect(await code(publish('visitor', callId))).toBe('call_not_found');
    expect(await code(warm('visitor'))).toBe('offer_not_found');
  });
  it('the next agent gets another call, and the first one is not in it', async () => {
    ring();
    const first = await warmBoth();
    ring(world.otherAgent.agentId);
    const { callId } = await warm('visitor');
    expect(callId).not.toBe(first);
    expect(world.gateway.calls.has(first)).toBe(false);
    expect(await code(warm('agent'))).toBe('offer_not_found');
    expect(await code(publish('agent', callId))).toBe('call_not_found');
  });
  it('a call that began under other ids leaves nothing of what was prepared', async () => {
    ring(world.otherAgent.agentId);
    const { callId } = await warm('visitor');
    const call = await accept();
    expect(call.id).not.toBe(callId);
    await eventually(
      async () => world.gateway.calls.has(callId),
      (known) => !known,
    );
    expect(world.gateway.calls.has(callId)).toBe(false);
  });
  it('nothing stays of a page that was still joining when the offer ended', async () => {
    const offerId = ring();
    const joining = code(warm('visitor'));
    await Promise.resolve();
    await offerEnds(offerId, 'declined');
    await joining;
    expect(world.gateway.calls.size).toBe(0);
  });
  it('an offer nobody told us the end of is forgotten in time', async () => {
    ring();
    const callId = await warmBoth();
    await world.calls.sweep();
    expect(world.gateway.calls.has(callId)).toBe(true);
    world.clock.advance(31_000);
    await world.calls.sweep();
    expect(world.gateway.calls.has(callId)).toBe(false);
  });
});

describe('when things break while it rings', () => {
  it('a dead engine takes the preparation with it, and the call begins without', async () => {
    ring();
    const callId = await warmBoth();
    world.gateway.killEngine();
    expect(resets().sort()).toEqual(['socket:agent-socket', 'socket:visitor-socket']);
    world.gateway.reviveEngine();
    const call = await accept();
    expect(call.id).not.toBe(callId);
    for (const side of sides) await world.ask(side, 'media:join', { callId: call.id, epoch: null });
    for (const side of sides) await publish(side, call.id);
    await eventually(
      () => current(call.id),
      ({ state }) => state === 'live',
    );
    expect(inEngine(call.id).map(({ withheld }) => withheld)).toEqual([false, false]);
  });
  it('a restart of our process closes what was prepared', async () => {
    ring();
    const callId = await warmBoth();
    const again = world.restart();
    world.gateway.surviveRestart('all');
    await again.resumeCalls();
    expect(world.gateway.calls.has(callId)).toBe(false);
  });
});
