import type { MediaGateway } from '../../ports/media-gateway.ts';

export interface EngineWait {
  /** Resolves true when the engine is ready, false after `ms`, or at once when there is none on this machine. */
  ready(ms: number): Promise<boolean>;
}

/** A dead engine is replaced within a second or so; people who rejoin meanwhile wait instead of seeing a refusal. */
export const createEngineWait = (gateway: Pick<MediaGateway, 'status' | 'subscribe'>): EngineWait => ({
  ready: (ms) => {
    const { state } = gateway.status();
    if (state === 'ready' || state === 'absent') return Promise.resolve(state === 'ready');
    return new Promise((resolve) => {
      const finish = (isReady: boolean): void => {
        clearTimeout(timer);
        unsubscribe();
        resolve(isReady);
      };
      const unsubscribe = gateway.subscribe((event) => {
        if (event.type === 'engine_ready') finish(true);
      });
      const timer = setTimeout(() => finish(false), ms);
    });
  },
});
