import type { ArrivalStream, SkillGroupId } from '@visavis/protocol';
import { defaultCapacity } from '@visavis/protocol';
import { expect, test } from 'vitest';
import { seededRandom } from '../../lib/seeded-random.ts';
import { makeContacts } from './contacts.ts';
import { type ContactOutcome, createOutcomes, createRow } from './outcomes.ts';
import { makeAgents, simulate, toRoutingGroup } from './simulate-service.ts';

const outcome = (over: Partial<ContactOutcome> = {}): ContactOutcome => ({
  ...{ outcome: 'served', waitMs: 1_500, callback: false, sameAgent: null, level: null },
  ...over,
});

test('outcomes are read in the order in which contacts came, by group, and gaps are nothing', () => {
  const held = createOutcomes();
  // Beyond the room it begins with.
  const late = outcome({ outcome: 'unfinished', waitMs: 3e10, callback: true });
  held.note(5_000, 1, late);
  const first = outcome({ sameAgent: true, level: 5 });
  const second = outcome({ outcome: 'abandoned', sameAgent: false });
  held.note(7, 0, second);
  held.note(3, 0, first);
  expect([...held.each()]).toEqual([first, second, late]);
  expect([...held.each(1)]).toEqual([late]);
  expect([...held.each(2)]).toEqual([]);
});

test('a row of numbers grows', () => {
  const row = createRow();
  for (let value = 0; value < 5_000; value += 1) row.push(value / 3);
  expect(row.values().length).toBe(5_000);
  expect(row.values()[4_999]).toBe(4_999 / 3);
});

test('contacts are taken as they come, so that no run needs memory for all of them', () => {
  const groupId = '00000000-0000-4000-8000-000000000001' as SkillGroupId;
  const stream: ArrivalStream = {
    ...{ name: 'calls', channelId: null, groupId, medium: 'voice', perHour: 60, patience: null, language: 'en' },
    ...{ vipLevel: 0, attributes: {}, tags: [], returning: null, handling: { kind: 'fixed', seconds: 60 } },
  };
  const untilMs = 100 * 3_600_000;
  let taken = 0;
  let ended = 0;
  let mostAtOnce = 0;
  const contacts = function* () {
    for (const contact of makeContacts([stream, stream], untilMs, seededRandom)) {
      taken += 1;
      yield contact;
    }
  };
  const agents = [
    { name: 'Ann', agentId: null, count: 20, groups: [{ groupId, level: 3 }], capacity: defaultCapacity },
  ];
  simulate({
    ...{ contacts: contacts(), rules: [], callbackShare: 0, untilMs, startAt: 0, random: seededRandom(1) },
    agents: makeAgents({ agents: agents.map((one) => ({ ...one, shift: null })) }),
    groups: [toRoutingGroup({ id: groupId, name: 'Cards', strategy: 'longest_idle' })],
    onEnd: () => {
      ended += 1;
      mostAtOnce = Math.max(mostAtOnce, taken - ended);
    },
  });
  expect(taken).toBeGreaterThan(10_000);
  expect(ended).toBe(taken);
  expect(mostAtOnce).toBeLessThan(20);
});
