import type { RoutingReason } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { expect, it } from 'vitest';
import { timeOf } from '../../shared/format.ts';
import { spacing, textOptions } from '../../shared/i18n/i18n.ts';
import { whyMe } from './why-me.ts';

const said = async (over: Partial<RoutingReason>, lng: 'en' | 'zh' = 'en') => {
  const words = createInstance();
  await words.use(spacing).init({ ...textOptions, lng });
  const chosen = { rule: 'VIPs', stageKind: 'skill_group', strategy: 'least_loaded', groupName: 'Cards', minLevel: 2 };
  const rest = { assignedBy: null, onlyOne: null, askedBefore: null };
  return whyMe({ groupName: 'Line', reason: { ...chosen, ...rest, ...over } as RoutingReason }, words.t, lng);
};
const before = '2026-03-02T10:42:00.000Z';
const time = timeOf(before, 'en');

it('says what spoke for the agent only where there was a choice', async () => {
  expect(await said({})).toBe('Cards, level 2 and above: of those free you have the most room.');
  expect(await said({ onlyOne: 'free' })).toBe('Cards, level 2 and above: you are the only one free.');
  expect(await said({ onlyOne: 'free', strategy: 'random' }, 'zh')).toBe('Cards（2 级起）：空闲的只有您一位。');
  expect(await said({ onlyOne: 'left' })).toBe('Cards, level 2 and above: nobody else free is left to ask.');
});

it('says that it is not the first time, and when that was', async () => {
  expect(await said({ askedBefore: before, minLevel: 1 })).toBe(
    `Cards: everybody free has been asked, you at ${time}.`,
  );
  expect(await said({ askedBefore: before, minLevel: 1 }, 'zh')).toBe(
    `Cards：空闲坐席均已询问过，您在 ${time} 被问过。`,
  );
  expect(await said({ askedBefore: before, stageKind: 'regular_agent' })).toBe(
    `You served them before. You were asked before, at ${time}.`,
  );
});

it('names the supervisor who gave it by hand', async () => {
  expect(await said({ stageKind: 'manual', assignedBy: 'Marta' })).toBe('Assigned to you by Marta.');
});
