import { describe, expect, it } from 'vitest';
import { absoluteMs, expiresAt, idleMs, needsTouch } from './session-expiry.ts';

const start = new Date('2026-11-22T08:00:00.000Z');
const after = (ms: number) => new Date(start.getTime() + ms);

describe('expiry of a sign-in', () => {
  it('slides with use', () => {
    expect(expiresAt(start, after(3_600_000))).toEqual(after(3_600_000 + idleMs));
  });
  it('never passes seven days', () => {
    expect(expiresAt(start, after(absoluteMs - 1_000))).toEqual(after(absoluteMs));
  });
  it('is written down at most once a minute', () => {
    expect(needsTouch(start, after(59_999))).toBe(false);
    expect(needsTouch(start, after(60_000))).toBe(true);
  });
});
