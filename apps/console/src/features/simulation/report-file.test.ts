import type { SimulatedFigures, SimulationReport } from '@visavis/protocol';
import { expect, it } from 'vitest';
import { csvOf } from './report-file.ts';

const figures: SimulatedFigures = {
  ...{ contacts: 100, served: 90, abandoned: 10, overflowed: 0, expired: 0, unfinished: 0, callbacks: 0 },
  ...{ meanWait: 20, meanWaitError: null, medianWait: 10, p90Wait: 40, p95Wait: 50, maxWait: 90 },
  ...{ inTarget: 1 / 3, inTargetError: 0.01, sameAgent: null, meanLevel: 3 },
};
const report: SimulationReport = {
  ...{ targetSeconds: 20, hours: 24, agents: 2 },
  ruleSets: [
    {
      ...{ name: 'x', all: figures, fairness: 1, agents: [], answeredWithin: [] },
      groups: [
        { id: 'g' as never, name: '=HYPERLINK("evil"), "really"', ...figures },
        { id: 'h' as never, name: '信用卡', ...figures },
      ],
      occupancy: { mean: 0.7, least: 0.6, most: 0.8 },
    },
  ],
};

it('is a line for all and for each group, empty where there is nothing to count', () => {
  const [head, all, ...groups] = csvOf(report, ['In force']).trimEnd().split('\r\n');
  expect(head?.startsWith('\uFEFFruleSet,group,targetSeconds,contacts')).toBe(true);
  expect(all).toBe('In force,,20,100,90,10,0,0,0,0,20,,10,40,50,90,0.333333,0.01,,3,0.7,0.6,0.8,1');
  expect(groups.length).toBe(2);
  expect(groups[1]?.startsWith('In force,信用卡,20,100')).toBe(true);
});

it('runs no formula that somebody hid in a name', () => {
  expect(csvOf(report, ['In force'])).toContain(`"'=HYPERLINK(""evil""), ""really"""`);
});
