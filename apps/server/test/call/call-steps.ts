/** Steps that tests of calls take again and again. */
import type { Call, CallId } from '@visavis/protocol';
import type { CallWorld } from './call-world.ts';

export const sdp = 'v=0 offer';
export const tracks = [
  { mid: '0', kind: 'audio' as const, source: 'microphone' as const },
  { mid: '1', kind: 'video' as const, source: 'camera' as const },
];
/** The error code, or "fine". */
export const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

/** Events of the engine are handled in the background. */
export const eventually = async <T>(read: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> => {
  for (let attempt = 0; attempt < 100; attempt++) {
    const value = await read();
    if (wanted(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return read();
};

export const createCallSteps = (world: () => CallWorld) => {
  const startFromAgent = async (): Promise<Call> => {
    const { call } = (await world().ask('agent', 'call:start', {
      conversationId: world().conversationId,
      kind: 'video',
    })) as { call: Call };
    return call;
  };
  const accept = (callId: CallId, recordingConsent: 'given' | 'declined' | null = 'given') =>
    world().ask('visitor', 'call:accept', { callId, recordingConsent }) as Promise<{ call: Call }>;
  const joinBoth = async (callId: CallId): Promise<void> => {
    for (const side of ['visitor', 'agent'] as const) await world().ask(side, 'media:join', { callId, epoch: null });
  };
  const publishBoth = async (callId: CallId, epoch = 1): Promise<void> => {
    for (const side of ['visitor', 'agent'] as const)
      await world().ask(side, 'media:publish', { callId, epoch, sdp, tracks });
  };
  const current = async (callId: CallId): Promise<Call> => {
    const found = await world().database.transactions.run((tx) => world().calls.service.findWithPeople(tx, callId));
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
  return { startFromAgent, accept, joinBoth, publishBoth, current, live };
};
