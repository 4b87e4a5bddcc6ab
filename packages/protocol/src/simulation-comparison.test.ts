import { describe, expect, it } from 'vitest';
import type { RuleSetReport, SimulatedFigures } from './simulation.ts';
import { comparedFigures, comparedGroups } from './simulation-comparison.ts';

const figures = (over: Partial<SimulatedFigures> = {}): SimulatedFigures => ({
  ...{ contacts: 100, served: 90, abandoned: 10, overflowed: 0, expired: 0, unfinished: 0, callbacks: 0 },
  ...{ meanWait: 20, meanWaitError: 5, medianWait: 10, p90Wait: 40, p95Wait: 50, maxWait: 90 },
  ...{ inTarget: 0.8, inTargetError: 0.01, sameAgent: null, meanLevel: 3 },
  ...over,
});
const set = (over: Partial<SimulatedFigures> = {}): RuleSetReport => ({
  name: '',
  all: figures(over),
  groups: [
    { id: 'g' as never, name: 'Cards', ...figures(over) },
    { id: 'h' as never, name: 'Empty', ...figures({ contacts: 0 }) },
  ],
  occupancy: { mean: 0.7, least: 0.6, most: 0.8 },
  fairness: 1,
  agents: [],
  answeredWithin: [],
});
const verdict = (over: Partial<SimulatedFigures>, key: string) =>
  comparedFigures([set(), set(over)]).find((row) => row.key === key)?.cells[1]?.verdict;

describe('side by side', () => {
  it('says better and worse by what is good', () => {
    expect(verdict({ meanWait: 8 }, 'meanWait')).toBe('better');
    expect(verdict({ inTarget: 0.9 }, 'inTarget')).toBe('better');
    expect(verdict({ abandoned: 40 }, 'gaveUp')).toBe('worse');
    expect(verdict({ meanLevel: 4 }, 'meanLevel')).toBeNull();
  });
  it('says neither where chance could have done it', () => {
    expect(verdict({ meanWait: 26 }, 'meanWait')).toBe('same');
    expect(verdict({ meanWait: 28 }, 'meanWait')).toBe('worse');
    expect(verdict({ abandoned: 14 }, 'gaveUp')).toBe('same');
    expect(verdict({ p95Wait: 500 }, 'p95Wait')).toBeNull();
  });
  it('leaves out what did not happen, and groups that nobody came in by', () => {
    const keys = comparedFigures([set(), set()]).map(({ key }) => key);
    expect(keys).not.toContain('callbacks');
    expect(keys).not.toContain('sameAgent');
    expect(comparedGroups([set()]).map(({ name }) => name)).toEqual(['Cards']);
  });
});
