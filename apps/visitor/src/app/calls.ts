import { effect, untracked } from '@preact/signals';
import type { CallScreen, CallSession, Devices, MediaPorts, OwnPreview } from '../features/call/index.ts';
import type { Visit } from '../shared/visit/index.ts';

export interface CallModule {
  readonly Devices: typeof Devices;
  readonly CallScreen: typeof CallScreen;
  readonly OwnPreview: typeof OwnPreview;
  readonly session: CallSession;
}
export type LoadCalls = () => Promise<CallModule>;

/** Fetches the call module once, and lets go of camera and microphone as soon as no call needs them. */
export function lazyCalls(visit: Visit, media?: MediaPorts): LoadCalls {
  let loading: Promise<CallModule> | undefined;
  return () => {
    loading ??= load(visit, media).catch((error: unknown) => {
      // A failed download is tried again with the next press.
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load(visit: Visit, media: MediaPorts | undefined): Promise<CallModule> {
  const { Devices, CallScreen, OwnPreview, createCallSession, realMedia } = await import('../features/call/index.ts');
  const session = createCallSession(visit, media ?? realMedia);
  const { call, callback, conversation, queue, step } = visit.state;
  effect(() => {
    const now = call.value;
    if (now === null || now.state === 'ended') session.leave();
    const asks = step.value !== null;
    const waitsForCall = conversation.value?.state === 'waiting' && conversation.value.medium !== 'text';
    // Whoever is rung back may close the page: nothing is kept on for them.
    const rungBack = callback.value !== null;
    const comes = conversation.value?.state === 'active' && now === null && conversation.value.medium !== 'text';
    const on = now !== null && now.state !== 'ended';
    if (!asks && !on && (rungBack || (!waitsForCall && !comes))) session.release();
  });
  effect(() => {
    const now = call.value;
    const waiting = conversation.value?.state === 'waiting' ? conversation.value : null;
    // Before the screen is drawn: the first picture waits for whichever is slower.
    const rings = queue.value?.state === 'ringing';
    untracked(() => {
      if (now?.state === 'connecting' || now?.state === 'live') void session.enter(now);
      else if (waiting !== null && waiting.medium !== 'text') {
        if (rings && callback.value === null) session.warmUp(waiting.id);
        else session.coolDown();
      }
    });
  });
  return { Devices, CallScreen, OwnPreview, session };
}
