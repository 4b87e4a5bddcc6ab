import type { QueuePlace } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { language, t } from '../../shared/i18n/index.ts';
import { looksReachable } from './address.ts';
import { comfortAt, placeSentence, rangeText } from './place.ts';

describe('an address', () => {
  it.each([
    ['phone', '07700 900 417', true],
    ['phone', '+86 138-0013-8000', true],
    ['phone', '１３８００１３８０００', true],
    ['phone', '12', false],
    ['phone', 'ring me', false],
    ['email', 'li@example.com', true],
    ['email', 'li@example', false],
    ['email', 'li example.com', false],
  ] as const)('%s %s: %s', (kind, value, fine) => {
    expect(looksReachable({ kind, value })).toBe(fine);
  });
});

describe('what is said while somebody waits', () => {
  const words = (en: string) => ({ en, zh: en });
  const comfort = [
    { afterSeconds: 30, text: words('first') },
    { afterSeconds: 90, text: words('second') },
  ];
  it.each([
    [29_999, null],
    [30_000, 'first'],
    [89_000, 'first'],
    [200_000, 'second'],
  ])('after %i ms: %s', (waitedMs, said) => {
    expect(comfortAt(comfort, waitedMs)?.en ?? null).toBe(said);
  });

  it('gives the range in whole minutes, outwards, and nothing where there is none', () => {
    expect(rangeText(null)).toBeNull();
    expect(rangeText({ from: 200_000, to: 341_000 })).toContain('3 to 6 minutes');
    expect(rangeText({ from: 10_000, to: 110_000 })).toContain('less than 2 minutes');
    expect(rangeText({ from: 10_000, to: 50_000 })).toContain('less than a minute');
  });

  const second: QueuePlace = {
    conversationId: '0193a5d0-0000-7000-8000-000000000001' as QueuePlace['conversationId'],
    ...{ state: 'waiting', position: 2, options: [], searching: true, attendance: 'here' },
    ...{ estimateMs: 360_000, estimateRangeMs: null, enqueuedAt: '2026-03-02T10:00:00.000Z' },
    waitingSince: '2026-03-02T10:00:00.000Z',
  };
  it.each([
    ['en', {}, '2nd in line for an answer. About 6 minutes.'],
    ['en', { estimateMs: null }, '2nd in line for an answer. We cannot say yet how long it takes.'],
    ['en', { attendance: 'busy' }, '2nd in line for an answer. About 6 minutes.'],
    [
      'en',
      { attendance: 'busy', estimateMs: null },
      '2nd in line for an answer. Everybody is busy just now; we cannot say yet how long it takes.',
    ],
    ['en', { estimateMs: null, attendance: 'away' }, '2nd in line for an answer.'],
    ['en', { state: 'ringing' }, 'You are next. Somebody is being asked now.'],
    ['zh', {}, '第 2 位，等候答复。大约 6 分钟。'],
    ['zh', { attendance: 'busy', estimateMs: null }, '第 2 位，等候答复。客服人员都在忙，暂时无法估计需要多久。'],
    ['zh', { estimateMs: null }, '第 2 位，等候答复。暂时无法估计需要多久。'],
  ] as const)('%s, above the text, %j: %s', (spoken, change, sentence) => {
    language.value = spoken;
    expect(placeSentence({ ...second, ...change }, t('medium.text.in'))).toBe(sentence);
    language.value = 'en';
  });
});
