import { useEffect, useState } from 'preact/hooks';

/** Long enough to see oneself, short enough that nobody wonders whether something is expected of them. */
export const goOnAfterMs = 8_000;

/**
 * Goes on by itself once everything works, so that somebody who only looks at the picture still gets into the line.
 * Any touch or key says "I am busy here": then nothing happens until the button is pressed. True while it is going to.
 */
export function useGoOn(ready: boolean, go: () => void): boolean {
  const [held, setHeld] = useState(false);
  const waiting = ready && !held;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(go, goOnAfterMs);
    const hold = () => setHeld(true);
    document.addEventListener('pointerdown', hold, true);
    document.addEventListener('keydown', hold, true);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('pointerdown', hold, true);
      document.removeEventListener('keydown', hold, true);
    };
    // `go` is a new function with every drawing; the countdown must not begin anew with it.
  }, [waiting]);
  return waiting;
}
