import type { Alarm, FloorGroup } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { isOver } from './alarm-over.ts';

const now = Date.parse('2026-03-02T10:00:00.000Z');
const alarm = (kind: Alarm['kind'], threshold: number | null) => ({ kind, threshold }) as Alarm;
const group = {
  waiting: 2,
  oldestAt: '2026-03-02T09:59:00.000Z',
  today: { serviceLevelPercent: 80 },
  agents: { free: 1 },
};
const over = (kind: Alarm['kind'], threshold: number, more: object = {}) =>
  isOver(alarm(kind, threshold), { ...group, ...more } as unknown as FloorGroup, now);

describe('an alarm whose cause is gone', () => {
  it('says so, until it is cleared', () => {
    expect([over('waiting', 2), over('longest_wait', 60), over('service_level', 80), over('agents_free', 1)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(over('longest_wait', 1, { oldestAt: null })).toBe(true);
  });
  it('is not called so while the cause is there', () => {
    expect([over('waiting', 1), over('longest_wait', 59), over('service_level', 81), over('agents_free', 2)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(isOver(alarm('agent_not_responding', null), undefined, now)).toBe(false);
  });
});
