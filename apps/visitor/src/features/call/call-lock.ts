/** One window holds a call at a time; two of them would take it from each other for ever. */
export interface CallLock {
  /** True when this window holds the call now. `take` brings it here from wherever it is. */
  hold(callId: string, take: boolean): Promise<boolean>;
  release(): void;
}

/** A window that is being reloaded lets go within this time. */
const patienceMs = 2_000;

/** Web Locks where there are any; without them every window believes it is alone. `onTaken`: another window took the call. */
export function createCallLock(onTaken: () => void, locks: LockManager | undefined = navigator.locks): CallLock {
  let letGo: (() => void) | undefined;
  const release = () => {
    letGo?.();
    letGo = undefined;
  };
  return {
    release,
    hold(callId, take) {
      release();
      if (locks === undefined) return Promise.resolve(true);
      return new Promise((resolve) => {
        let held = false;
        const patience = AbortSignal.timeout(patienceMs);
        const options: LockOptions = take ? { steal: true } : { signal: patience };
        locks
          .request(`visavis:call:${callId}`, options, () => {
            held = true;
            resolve(true);
            return new Promise<void>((done) => {
              letGo = done;
            });
          })
          .catch(() => {
            // Rejected while held: another window took it. Out of patience: another window has it. Rejected at once:
            // the browser refuses locks here, as it refuses storage to a frame of another site in a private window.
            if (held) onTaken();
            else resolve(take || !patience.aborted);
          });
      });
    },
  };
}
