/** Calls `beat` every `everyMs` milliseconds, also while the page is hidden. Returns the way to stop. */
export function startHeartbeat(everyMs: number, beat: () => void): () => void {
  let worker: Worker;
  try {
    worker = new Worker(new URL('./heartbeat-worker.ts', import.meta.url), { type: 'module' });
  } catch {
    // No workers here: the page's own timer serves while the page is looked at.
    const timer = setInterval(beat, everyMs);
    return () => clearInterval(timer);
  }
  worker.onmessage = beat;
  worker.postMessage(everyMs);
  return () => worker.terminate();
}
