import { type CallMedia, type CallMediaOptions, createCallMedia } from './call-media.ts';
import type { MediaSignal } from './signal.ts';

/** What signalling gives for media that is connected before its call has begun. */
export interface WarmSignalling {
  /** The call that this media belongs to if it begins. */
  readonly callId: string;
  readonly signal: MediaSignal;
  readonly iceServers: readonly RTCIceServer[];
  close(): void;
}

/** Handed over to whoever takes part in the call from now on. */
export interface WarmedCall<S> {
  readonly joined: S;
  readonly media: CallMedia;
  /** As `CallMedia.start`, which was called already. */
  readonly started: Promise<void>;
}

/**
 * Media that is connected while a contact still rings. Only ever a head start: when it cannot be had, or ends before the call
 * begins, the call is joined as if there had been none. The devices stay with whoever opened them until it is taken.
 */
export interface WarmCall<S> {
  /** At once; null while it is still being opened, when it is over, or when it belongs to another call. */
  takeNow(callId: string): WarmedCall<S> | null;
  /** The same, after waiting for what is being opened. */
  take(callId: string): Promise<WarmedCall<S> | null>;
  /** Ends it unless it was taken; the devices stay open. */
  close(): void;
}

export interface WarmCallOptions<S> extends Pick<CallMediaOptions, 'log' | 'microphone' | 'camera'> {
  readonly join: () => Promise<S>;
  /** It ended by itself. */
  readonly onOver: () => void;
  readonly createMedia?: typeof createCallMedia;
}

/** The first picture is a small one, so that it is there at once; the large ones follow when it has had the time to be. */
const fullAfterMs = 400;

export const createWarmCall = <S extends WarmSignalling>(options: WarmCallOptions<S>): WarmCall<S> => {
  const { log, microphone = null, camera = null, createMedia = createCallMedia } = options;
  let ready: (WarmedCall<S> & { readonly stopListening: () => void }) | null = null;
  let closed = false;

  const close = (): void => {
    closed = true;
    if (ready === null) return;
    const { media, joined, stopListening } = ready;
    ready = null;
    stopListening();
    media.close({ keepDevices: true });
    joined.close();
  };
  const fail = (why: string): void => {
    if (closed) return;
    log('info', 'prepared media is over', { why });
    close();
    options.onOver();
  };

  const open = async (): Promise<void> => {
    const joined = await options.join();
    if (closed) {
      joined.close();
      return;
    }
    // Before the session listens, so that it does not begin to repair what is being given up.
    const stopListening = joined.signal.onReset(() => fail('reset'));
    const { signal, iceServers } = joined;
    const media = createMedia({ signal, iceServers, log, microphone, camera, sparing: true });
    const started = media.start();
    ready = { joined, media, started, stopListening };
    started.catch((error: unknown) => fail(String(error)));
  };
  const opening = open().catch((error: unknown) => fail(String(error)));

  const takeNow = (callId: string): WarmedCall<S> | null => {
    if (ready === null || ready.joined.callId !== callId) return null;
    const { stopListening, ...taken } = ready;
    stopListening();
    ready = null;
    closed = true;
    setTimeout(() => {
      taken.media
        .sendFully()
        .catch((error: unknown) => log('warn', 'the picture stays small', { error: String(error) }));
    }, fullAfterMs);
    return taken;
  };

  return {
    takeNow,
    async take(callId) {
      await opening;
      return takeNow(callId);
    },
    close,
  };
};
