import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, createCallSteps, eventually } from '../../../test/call/call-steps.ts';
import { type CallWorld, createCallWorld } from '../../../test/call/call-world.ts';

let world: CallWorld;
beforeEach(async () => {
  world = await createCallWorld();
});
afterEach(() => world.drop());

const { startFromAgent, accept, joinBoth, publishBoth, current, live } = createCallSteps(() => world);

describe('a call inside a running conversation', () => {
  it('rings, is accepted with consent, connects, is recorded from the agreed moment, and ends on the time line', async () => {
    const ringing = await startFromAgent();
    expect(ringing).toMatchObject({ state: 'ringing', ringing: 'visitor', recordingId: null, recording: false });
    expect(await world.liveLoad()).toBe(1);
    const { call } = await accept(ringing.id);
    expect(call).toMatchObject({ state: 'connecting', recording: false });
    expect(call.recordingId).not.toBeNull();
    await joinBoth(call.id);
    await publishBoth(call.id);
    const running = await eventually(
      () => current(call.id),
      ({ state }) => state === 'live',
    );
    expect(running).toMatchObject({ state: 'live', recording: true });
    const prefixes = [...(world.gateway.calls.get(call.id)?.values() ?? [])].map(
      ({ recordingPrefix }) => recordingPrefix,
    );
    for (const prefix of prefixes)
      expect(prefix).toMatch(new RegExp(`^recordings/2026/03/${call.recordingId}/[0-9a-f-]+-1$`));
    world.clock.advance(65_000);
    await world.ask('visitor', 'call:end', { callId: call.id });
    await world.settle();
    expect(await current(call.id)).toMatchObject({ state: 'ended', endReason: 'hung_up', recording: false });
    expect(await world.liveLoad()).toBe(0);
    expect(world.gateway.calls.has(call.id)).toBe(false);
    expect(await world.timeline()).toEqual([
      { name: 'recording_consent', given: true },
      { name: 'call_started', callId: call.id, kind: 'video' },
      {
        name: 'call_ended',
        callId: call.id,
        kind: 'video',
        reason: 'hung_up',
        durationMs: 65_000,
        recordingId: call.recordingId,
      },
    ]);
    const told = world.sent.filter(({ name }) => name === 'call:changed').map(({ to }) => to.split(':')[0]);
    expect(new Set(told)).toEqual(new Set(['followers', 'agent', 'visitor']));
  });
});

describe('starting and answering', () => {
  const start = (side: 'agent' | 'visitor', more: object = {}, as?: Parameters<CallWorld['ask']>[3]) =>
    code(
      world.ask(
        side,
        'call:start',
        { conversationId: world.conversationId, kind: 'video', recordingConsent: null, ...more },
        as,
      ),
    );
  const nothingHappened = async (): Promise<void> => {
    expect(await world.liveLoad()).toBe(0);
    expect(await world.timeline()).toEqual([]);
    expect(await world.database.db.selectFrom('calls').select('id').execute()).toEqual([]);
  };

  it('asks the visitor about recording before a call that would be recorded', async () => {
    expect(await start('visitor')).toBe('consent_required');
    await nothingHappened();
    expect(await start('visitor', { recordingConsent: 'declined' })).toBe('fine');
    expect(await world.timeline()).toEqual([{ name: 'recording_consent', given: false }]);
  });
  it('records nothing without consent, and goes on', async () => {
    const { id } = await startFromAgent();
    expect(await code(accept(id, null))).toBe('consent_required');
    expect((await current(id)).state).toBe('ringing');
    const { call } = await accept(id, 'declined');
    expect(call.recordingId).toBeNull();
    await joinBoth(id);
    expect([...(world.gateway.calls.get(id)?.values() ?? [])].map((one) => one.recordingPrefix)).toEqual([null, null]);
    expect(await world.database.db.selectFrom('recordings').select('id').execute()).toEqual([]);
  });
  it('never asks where the channel does not record', async () => {
    await world.setChannel('off');
    const { id } = await startFromAgent();
    const { call } = await accept(id, null);
    expect(call).toMatchObject({ state: 'connecting', recordingId: null });
  });
  it('asks only once in a conversation', async () => {
    const first = await startFromAgent();
    await accept(first.id);
    await world.ask('agent', 'call:end', { callId: first.id });
    const second = await startFromAgent();
    expect(await code(accept(second.id, null))).toBe('fine');
    expect((await world.timeline()).filter(({ name }) => name === 'recording_consent')).toHaveLength(1);
  });
  it('refuses strangers, other agents, closed conversations, media the channel has not, and second calls', async () => {
    expect(await start('visitor', {}, { principal: world.stranger })).toBe('conversation_not_found');
    expect(await start('agent', {}, { principal: world.otherAgent })).toBe('conversation_not_found');
    await world.setChannel('ask', ['text', 'voice']);
    expect(await start('agent')).toBe('medium_not_offered');
    world.gateway.setState('absent');
    expect(await start('agent', { kind: 'voice' })).toBe('media_unavailable');
    world.gateway.setState('ready');
    await nothingHappened();
    expect(await start('agent', { kind: 'voice' })).toBe('fine');
    expect(await start('agent', { kind: 'voice' })).toBe('call_exists');
    expect(await start('visitor', { kind: 'voice', recordingConsent: 'given' })).toBe('call_exists');
    expect(await world.liveLoad()).toBe(1);
  });
  it('says clearly that the agent is taken by another call', async () => {
    await world.database.transactions.run((tx) => world.presence.reserve(tx, world.agent.agentId, 'video'));
    expect(await start('visitor', { recordingConsent: 'given' })).toBe('agent_at_capacity');
    expect(await world.timeline()).toEqual([]);
  });
  it('starts one call when both sides start at the same moment', async () => {
    const answers = await Promise.all([
      start('agent'),
      start('visitor', { recordingConsent: 'given' }),
      start('agent'),
    ]);
    expect(answers.filter((answer) => answer === 'fine')).toHaveLength(1);
    expect(
      answers
        .filter((answer) => answer !== 'fine')
        .every((answer) => ['call_exists', 'agent_at_capacity'].includes(answer)),
    ).toBe(true);
    expect(await world.liveLoad()).toBe(1);
  });
  it('is declined, cancelled or missed, each with its reason on the time line and the place given back', async () => {
    const declined = await startFromAgent();
    expect(await code(world.ask('agent', 'call:decline', { callId: declined.id }))).toBe('call_state');
    await world.ask('visitor', 'call:decline', { callId: declined.id });
    const cancelled = await startFromAgent();
    await world.ask('agent', 'call:end', { callId: cancelled.id });
    const missed = await startFromAgent();
    world.clock.advance(45_000);
    expect(await world.calls.sweep()).toBe(1);
    expect(await world.calls.sweep()).toBe(0);
    expect((await world.timeline()).map(({ reason, durationMs }) => [reason, durationMs])).toEqual([
      ['declined', null],
      ['cancelled', null],
      ['missed', null],
    ]);
    expect(await world.liveLoad()).toBe(0);
    expect(await code(accept(missed.id))).toBe('call_ended');
    expect(await code(world.ask('visitor', 'call:end', { callId: missed.id }))).toBe('fine');
  });
  it('begins connecting when a routed offer was accepted, and replaces a call whose agent was lost', async () => {
    const begin = () =>
      world.database.transactions.run(async (tx) =>
        world.calls.service.startForAcceptedOffer(tx, {
          conversation: {
            id: world.conversationId,
            visitorId: world.visitor.visitorId,
            agentId: world.agent.agentId,
            channelId: world.visitor.channelId,
            state: 'active',
            recordingConsent: 'given',
          },
          agentId: world.agent.agentId,
          kind: 'video',
        }),
      );
    await world.database.transactions.run((tx) => world.presence.reserve(tx, world.agent.agentId, 'video'));
    const first = await begin();
    expect(first).toMatchObject({ state: 'connecting', startedBy: 'visitor', ringing: null });
    expect(first.recordingId).not.toBeNull();
    const second = await begin();
    expect(await current(first.id)).toMatchObject({ state: 'ended', endReason: 'lost' });
    expect(second.state).toBe('connecting');
    expect(await world.liveLoad()).toBe(1);
  });
  it('ends with its conversation', async () => {
    const { id } = await live();
    await world.database.transactions.run((tx) => world.calls.service.endForConversation(tx, world.conversationId));
    expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'hung_up' });
    await world.database.transactions.run((tx) => world.calls.service.endForConversation(tx, world.conversationId));
  });
});
