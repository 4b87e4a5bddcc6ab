import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silenceMs, watchPanel } from './panel-watch.ts';

describe('watching the panel', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('tells once when the frame has loaded and our page stays silent', () => {
    const silent = vi.fn();
    const watch = watchPanel(silent);
    watch.loaded();
    vi.advanceTimersByTime(silenceMs - 1);
    expect(silent).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    watch.loaded();
    vi.advanceTimersByTime(silenceMs);
    expect(silent).toHaveBeenCalledTimes(1);
  });

  it('says nothing while a slow line is still loading', () => {
    const silent = vi.fn();
    watchPanel(silent);
    vi.advanceTimersByTime(60_000);
    expect(silent).not.toHaveBeenCalled();
  });

  it.each(['heard', 'stop'] as const)('says nothing after %s, before or after the load', (end) => {
    const silent = vi.fn();
    const early = watchPanel(silent);
    early[end]();
    early.loaded();
    const late = watchPanel(silent);
    late.loaded();
    late[end]();
    vi.advanceTimersByTime(silenceMs);
    expect(silent).not.toHaveBeenCalled();
  });
});
