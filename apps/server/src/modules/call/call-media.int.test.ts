import type { CallId } from '@visavis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { code, createCallSteps, eventually, sdp, tracks } from '../../../test/call/call-steps.ts';
import { type CallWorld, createCallWorld } from '../../../test/call/call-world.ts';
import { callTiming } from './call.ts';

let world: CallWorld;
beforeEach(async () => {
  world = await createCallWorld();
});
afterEach(() => world.drop());

const { startFromAgent, accept, joinBoth, publishBoth, current, live } = createCallSteps(() => world);

describe('people outside the call', () => {
  it('get call_not_found for every command, and nothing changes', async () => {
    const { id, version } = await live();
    const asked = world.gateway.log.length;
    const commands: [string, object][] = [
      ['call:accept', { recordingConsent: 'given' }],
      ['call:decline', {}],
      ['call:end', {}],
      ['call:mute', { microphone: false, camera: false }],
      ['media:join', { epoch: null }],
      ['media:publish', { epoch: 1, sdp, tracks }],
      ['media:answer', { epoch: 1, sdp }],
      ['media:candidate', { epoch: 1, connection: 'publish', candidate: null }],
      ['media:renew', { epoch: 1, rebuild: true }],
      ['media:quality', { level: 'poor', reason: 'steady' }],
    ];
    for (const [name, payload] of commands) {
      for (const [side, principal] of [
        ['visitor', world.stranger],
        ['agent', world.otherAgent],
      ] as const)
        expect([
          name,
          await code(world.ask(side, name, { callId: id, ...payload }, { principal, socketId: 'x' })),
        ]).toEqual([name, 'call_not_found']);
    }
    expect(world.gateway.log.length).toBe(asked);
    expect((await current(id)).version).toBe(version);
  });
});

describe('media', () => {
  it('is refused before the join, with the wrong epoch, with malformed SDP, and beyond the budget', async () => {
    const { id } = await startFromAgent();
    expect(await code(world.ask('agent', 'media:join', { callId: id, epoch: null }))).toBe('call_state');
    await accept(id);
    expect(await code(world.ask('agent', 'media:publish', { callId: id, epoch: 1, sdp, tracks }))).toBe(
      'media_not_joined',
    );
    await joinBoth(id);
    expect(await code(world.ask('agent', 'media:publish', { callId: id, epoch: 2, sdp, tracks }))).toBe(
      'media_epoch_stale',
    );
    expect(
      await code(world.ask('agent', 'media:publish', { callId: id, epoch: 1, sdp: 'nonsense here', tracks })),
    ).toBe('media_sdp_invalid');
    expect(await current(id)).toMatchObject({ state: 'connecting' });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        code(world.ask('agent', 'media:renew', { callId: id, epoch: 1, rebuild: false })),
      ),
    );
    expect(answers.filter((answer) => answer === 'rate_limited').length).toBeGreaterThan(5);
  });
  it('offers go only to the connection that joined last', async () => {
    const { id } = await live();
    world.sent.length = 0;
    await world.ask('visitor', 'media:join', { callId: id, epoch: null }, { socketId: 'visitor-second-tab' });
    await eventually(
      async () => world.sent.filter(({ name }) => name === 'media:offer').length,
      (count) => count > 1,
    );
    const offers = world.sent.filter(({ name, to }) => name === 'media:offer' && to.includes('visitor'));
    expect(offers.map(({ to }) => to)).toEqual(['socket:visitor-second-tab']);
    expect(offers[0]?.payload).toMatchObject({ callId: id, epoch: 1 });
    expect(await code(world.ask('visitor', 'media:publish', { callId: id, epoch: 1, sdp, tracks }))).toBe(
      'media_not_joined',
    );
    expect(
      await code(
        world.ask(
          'visitor',
          'media:publish',
          { callId: id, epoch: 1, sdp, tracks },
          { socketId: 'visitor-second-tab' },
        ),
      ),
    ).toBe('fine');
  });
  it('is kept by a page whose socket came back, and begins anew after a reload', async () => {
    const { id } = await live();
    const joins = () => world.gateway.log.filter((line) => line.startsWith('leave')).length;
    const before = joins();
    const kept = (await world.ask('visitor', 'media:join', { callId: id, epoch: 1 }, { socketId: 'v2' })) as {
      resumed: boolean;
    };
    expect(kept).toMatchObject({ resumed: true, epoch: 1, iceServers: [{ urls: ['stun:stun.example:3478'] }] });
    expect(joins()).toBe(before);
    const anew = (await world.ask('visitor', 'media:join', { callId: id, epoch: null }, { socketId: 'v3' })) as {
      resumed: boolean;
    };
    expect(anew.resumed).toBe(false);
    expect(joins()).toBe(before + 1);
  });
  it('tells both sides what each sees, and who is muted', async () => {
    const { id, participants } = await live();
    world.sent.length = 0;
    await world.ask('visitor', 'media:quality', { callId: id, level: 'poor', reason: 'slow_network' });
    expect(world.sent.map(({ to, name }) => [to.split(':')[0], name])).toEqual([
      ['agent', 'media:quality'],
      ['visitor', 'media:quality'],
    ]);
    const visitorPart = participants.find(({ side }) => side === 'visitor')?.id ?? '';
    await world.settle();
    world.sent.length = 0;
    // What is known already is no news.
    await world.ask('visitor', 'call:mute', { callId: id, microphone: true, camera: true });
    await world.settle();
    expect(world.sent).toEqual([]);
    await world.ask('visitor', 'call:mute', { callId: id, microphone: true, camera: false });
    world.gateway.emit({ type: 'media_flow', callId: id, participantId: visitorPart, kind: 'video', receiving: false });
    expect(world.sent).toEqual([]);
    world.gateway.emit({ type: 'media_flow', callId: id, participantId: visitorPart, kind: 'audio', receiving: false });
    expect(world.sent[0]).toMatchObject({ name: 'media:quality', payload: { reason: 'no_sound', level: 'poor' } });
    expect((await current(id)).participants.find(({ side }) => side === 'visitor')).toMatchObject({
      microphone: true,
      camera: false,
    });
  });
  it('closes again what a page opened for a call that ended meanwhile', async () => {
    const { id } = await startFromAgent();
    await accept(id);
    const join = code(world.ask('agent', 'media:join', { callId: id, epoch: null }));
    await world.ask('visitor', 'call:end', { callId: id });
    await join;
    await world.settle();
    expect(world.gateway.calls.has(id)).toBe(false);
  });
  it('fails a call that gets no media in time', async () => {
    const { id } = await startFromAgent();
    await accept(id);
    await joinBoth(id);
    world.clock.advance(60_000);
    await world.calls.sweep();
    expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'failed' });
    expect(await world.liveLoad()).toBe(0);
  });
});

describe('bad days', () => {
  const close = (side: 'visitor' | 'agent', socketId: string, remaining: number) =>
    side === 'agent'
      ? world.calls.socket.connections?.agentDisconnected?.(world.agent, socketId, remaining)
      : world.calls.socket.connections?.visitorDisconnected?.(world.visitor, socketId, remaining);
  const stateOf = async (id: CallId, side: 'visitor' | 'agent') =>
    (await current(id)).participants.find((one) => one.side === side)?.state;

  it('a visitor who closes the page is away, comes back, and loses nothing', async () => {
    const { id } = await live();
    await close('visitor', 'visitor-socket', 0);
    expect(await stateOf(id, 'visitor')).toBe('away');
    world.clock.advance(20_000);
    expect(await world.calls.sweep()).toBe(0);
    await world.ask('visitor', 'media:join', { callId: id, epoch: null }, { socketId: 'v2' });
    world.clock.advance(20_000);
    expect(await world.calls.sweep()).toBe(0);
    expect(await stateOf(id, 'visitor')).toBe('joined');
    expect((await current(id)).state).toBe('live');
  });
  it('remembers when a connection was lost, until media flows again or somebody has left, and forgets one that was kept', async () => {
    const { id } = await live();
    const began = world.clock.now().getTime();
    const absences = async () =>
      (await world.database.db.selectFrom('call_absences').selectAll().orderBy('from_at').execute()).map((row) => [
        (row.from_at.getTime() - began) / 1_000,
        row.to_at && (row.to_at.getTime() - began) / 1_000,
      ]);
    world.clock.advance(5_000);
    await close('visitor', 'visitor-socket', 0);
    expect(await absences()).toEqual([[5, null]]);
    world.clock.advance(5_000);
    // The page had never lost what it had in the engine.
    await world.ask('visitor', 'media:join', { callId: id, epoch: 1 }, { socketId: 'v2' });
    expect(await absences()).toEqual([]);
    await close('visitor', 'v2', 0);
    world.clock.advance(5_000);
    await world.ask('visitor', 'media:join', { callId: id, epoch: null }, { socketId: 'v3' });
    expect(await absences()).toEqual([[10, null]]);
    world.clock.advance(2_000);
    await world.ask('visitor', 'media:publish', { callId: id, epoch: 1, sdp, tracks }, { socketId: 'v3' });
    await eventually(absences, ([first]) => first?.[1] === 17);
    await close('agent', 'agent-socket', 0);
    world.clock.advance(30_000);
    await world.calls.sweep();
    expect(await absences()).toEqual([
      [10, 17],
      [17, 47],
    ]);
  });
  it('a call ends as lost when somebody stays away, and the other tab of a person does not end it', async () => {
    const { id } = await live();
    await close('agent', 'some-other-tab', 1);
    expect(await stateOf(id, 'agent')).toBe('joined');
    await close('agent', 'agent-socket', 0);
    world.clock.advance(30_000);
    expect(await world.calls.sweep()).toBe(1);
    expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'lost' });
  });
  it.each([2, -2])(
    'a clock that is set by %i hours takes nobody’s time to come back, and gives none',
    async (hours) => {
      const { id } = await live();
      await world.calls.sweep();
      await close('visitor', 'visitor-socket', 0);
      world.clock.advance(10_000);
      world.setClock(hours * 3_600_000);
      expect(await world.calls.sweep()).toBe(0);
      world.clock.advance(19_000);
      expect(await world.calls.sweep()).toBe(0);
      expect((await current(id)).state).toBe('live');
      world.clock.advance(2_000);
      expect(await world.calls.sweep()).toBe(1);
      expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'lost' });
    },
  );
  it.each([2, -2])(
    'a call goes on ringing as long as it would have when the clock is set by %i hours',
    async (hours) => {
      const { id } = await startFromAgent();
      await world.calls.sweep();
      world.clock.advance(callTiming.ringMs - 2_000);
      world.setClock(hours * 3_600_000);
      expect(await world.calls.sweep()).toBe(0);
      expect((await current(id)).state).toBe('ringing');
      world.clock.advance(3_000);
      expect(await world.calls.sweep()).toBe(1);
      expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'missed' });
    },
  );
  it('a caller who reloads while it rings goes on ringing', async () => {
    const { id } = await startFromAgent();
    await close('agent', 'agent-socket', 0);
    expect(await stateOf(id, 'agent')).toBe('away');
    await world.calls.socket.connections?.agentConnected?.(world.agent, 'a2');
    world.clock.advance(30_000);
    expect(await world.calls.sweep()).toBe(0);
    expect(await stateOf(id, 'agent')).toBe('invited');
  });
  it('a caller who leaves while it rings cancels', async () => {
    const { id } = await startFromAgent();
    await close('agent', 'agent-socket', 0);
    world.clock.advance(30_000);
    await world.calls.sweep();
    expect(await current(id)).toMatchObject({ state: 'ended', endReason: 'cancelled' });
  });
  it('a dead engine: both told at once, new epoch, rejoined on the new engine without ending', async () => {
    const { id } = await live();
    world.sent.length = 0;
    world.gateway.killEngine();
    const resets = await eventually(
      async () => world.sent.filter(({ name }) => name === 'media:reset'),
      (found) => found.length === 2,
    );
    expect(resets.map(({ to, payload }) => [to, payload.epoch])).toEqual([
      ['socket:visitor-socket', 2],
      ['socket:agent-socket', 2],
    ]);
    expect(await current(id)).toMatchObject({ state: 'live', mediaEpoch: 2 });
    // The pages rejoin before the new engine is up; they wait instead of being refused.
    const rejoins = joinBoth(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    world.gateway.reviveEngine();
    await rejoins;
    expect(await code(world.ask('agent', 'media:publish', { callId: id, epoch: 1, sdp, tracks }))).toBe(
      'media_epoch_stale',
    );
    await publishBoth(id, 2);
    expect(await stateOf(id, 'visitor')).toBe('joined');
    const prefixes = [...(world.gateway.calls.get(id)?.values() ?? [])].map((one) => one.recordingPrefix ?? '');
    expect(prefixes.every((prefix) => prefix.endsWith('-2'))).toBe(true);
    world.clock.advance(60_000);
    expect(await world.calls.sweep()).toBe(0);
  });
  it('one participant forgotten by a living engine is told alone', async () => {
    const { id, participants } = await live();
    const visitorPart = participants.find(({ side }) => side === 'visitor')?.id ?? '';
    world.sent.length = 0;
    for (const connection of ['publish', 'subscribe'] as const)
      world.gateway.emit({
        type: 'disconnected',
        callId: id,
        participantId: visitorPart,
        connection,
        reason: 'session_lost',
      });
    expect(world.sent.map(({ to, name }) => [to, name])).toEqual([['socket:visitor-socket', 'media:reset']]);
    const again = (await world.ask('visitor', 'media:join', { callId: id, epoch: 1 })) as { resumed: boolean };
    expect(again.resumed).toBe(false);
  });
  it('our process restarted: intact calls go on with the connections their pages kept', async () => {
    const { id } = await live();
    await world.restart().resumeCalls();
    expect([await stateOf(id, 'visitor'), await stateOf(id, 'agent')]).toEqual(['away', 'away']);
    const back = (await world.ask('visitor', 'media:join', { callId: id, epoch: 1 }, { socketId: 'v2' })) as {
      resumed: boolean;
    };
    expect(back.resumed).toBe(true);
    await world.ask('agent', 'media:join', { callId: id, epoch: 1 }, { socketId: 'a2' });
    world.clock.advance(60_000);
    expect(await world.calls.sweep()).toBe(0);
    expect(await current(id)).toMatchObject({ state: 'live', mediaEpoch: 1 });
  });
  it('our process restarted and the engine was lost too: a new epoch, then rejoined', async () => {
    const { id } = await live();
    world.gateway.surviveRestart([]);
    await world.restart().resumeCalls();
    expect(await current(id)).toMatchObject({ state: 'live', mediaEpoch: 2 });
    const back = (await world.ask('visitor', 'media:join', { callId: id, epoch: 1 })) as {
      resumed: boolean;
      epoch: number;
    };
    expect(back).toMatchObject({ resumed: false, epoch: 2 });
  });
  it('media of a call that ended while our process was down is closed', async () => {
    const { id } = await live();
    await world.database.transactions.run((tx) => world.calls.service.endForConversation(tx, world.conversationId));
    await world.restart().resumeCalls();
    expect(world.gateway.calls.has(id)).toBe(false);
  });
});
