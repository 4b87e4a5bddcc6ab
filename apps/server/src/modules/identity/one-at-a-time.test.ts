import { describe, expect, it } from 'vitest';
import { createOneAtATime } from './one-at-a-time.ts';

const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
};

describe('one at a time', () => {
  it('runs works of one key in order, also after a failure', async () => {
    const run = createOneAtATime(10);
    const first = gate();
    const seen: string[] = [];
    const a = run('k', async () => {
      await first.opened;
      seen.push('a');
      throw new Error('a failed');
    });
    const b = run('k', async () => {
      seen.push('b');
    });
    const other = run('other', async () => {
      seen.push('other');
    });
    await other;
    expect(seen).toEqual(['other']);
    first.open();
    await expect(a).rejects.toThrow('a failed');
    await b;
    expect(seen).toEqual(['other', 'a', 'b']);
  });
  it('refuses when too many wait, and takes works again afterwards', async () => {
    const run = createOneAtATime(2);
    const first = gate();
    const a = run('k', () => first.opened);
    const b = run('k', async () => undefined);
    expect(run('k', async () => undefined)).toBeNull();
    first.open();
    await Promise.all([a, b]);
    expect(run('k', async () => undefined)).not.toBeNull();
  });
});
