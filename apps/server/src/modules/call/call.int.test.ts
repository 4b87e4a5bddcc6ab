import type { Call, CallId } from '@visavis/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CallWorld, createCallWorld } from '../../../test/call/call-world.ts';

let world: CallWorld;
beforeEach(async () => {
  world = await createCallWorld();
});
afterEach(() => world.drop());

const sdp = 'v=0 offer';
const tracks = [
  { mid: '0', kind: 'audio' as const, source: 'microphone' as const },
  { mid: '1', kind: 'video' as const, source: 'camera' as const },
];
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

const startFromAgent = async (): Promise<Call> => {
  const { call } = (await world.ask('agent', 'call:start', {
    conversationId: world.conversationId,
    kind: 'video',
  })) as { call: Call };
  return call;
};
const accept = (callId: CallId, recordingConsent: 'given' | 'declined' | null = 'given') =>
  world.ask('visitor', 'call:accept', { callId, recordingConsent }) as Promise<{ call: Call }>;
const joinBoth = async (callId: CallId): Promise<void> => {
  for (const side of ['visitor', 'agent'] as const) await world.ask(side, 'media:join', { callId, epoch: null });
};
const publishBoth = async (callId: CallId, epoch = 1): Promise<void> => {
  for (const side of ['visitor', 'agent'] as const)
    await world.ask(side, 'media:publish', { callId, epoch, sdp, tracks });
};
/** Events of the engine are handled in the background. */
const eventually = async <T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const value = await read();
    if (wanted(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return read();
};
const current = async (callId: CallId): Promise<Call> => {
  const found = await world.database.transactions.run((tx) => world.calls.service.findWithPeople(tx, callId));
  if (found === null) throw new Error('no call');
  return found.call;
};
const live = async (): Promise<Call> => {
  const { id } = await startFromAgent();
  await accept(id);
  await joinBoth(id);
  await publishBoth(id);
  return eventually(
    () => current(id),
    ({ state }) => state === 'live',
  );
};

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
