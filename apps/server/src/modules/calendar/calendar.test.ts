import type { CalendarHours, DayHours } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { checkHours, closesAt, isOpenAt, nextChange, nextOpening } from './calendar.ts';

const closed: DayHours = [];
const week = (day: DayHours, weekend: DayHours = closed): DayHours[] => [day, day, day, day, day, weekend, weekend];
const hours = (timeZone: string, days: DayHours[], exceptions: CalendarHours['exceptions'] = []): CalendarHours => ({
  ...{ timeZone, week: days, exceptions },
});
const at = (text: string): number => Date.parse(text);
const told = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());

const office: DayHours = [
  { from: 9 * 60, to: 12 * 60 },
  { from: 13 * 60, to: 18 * 60 },
];
const shanghai = hours('Asia/Shanghai', week(office), [
  { date: '2026-10-01', name: 'National Day', hours: [] },
  { date: '2026-10-10', name: 'Make-up day', hours: office },
]);

describe('office hours', () => {
  it.each([
    ['2026-11-27T00:59:59Z', false],
    ['2026-11-27T01:00:00Z', true],
    ['2026-11-27T03:59:59Z', true],
    ['2026-11-27T04:00:00Z', false],
    ['2026-11-27T05:00:00Z', true],
    ['2026-11-27T10:00:00Z', false],
    ['2026-11-28T02:00:00Z', false],
    ['2026-10-01T02:00:00Z', false],
    ['2026-10-10T02:00:00Z', true],
  ])('at %s: %s', (instant, open) => expect(isOpenAt(shanghai, at(instant))).toBe(open));

  it('open next after the night, the weekend and the holiday', () => {
    expect(told(nextOpening(shanghai, at('2026-11-26T10:00:00Z')))).toBe('2026-11-27T01:00:00.000Z');
    expect(told(nextOpening(shanghai, at('2026-11-27T10:00:00Z')))).toBe('2026-11-30T01:00:00.000Z');
    expect(told(nextOpening(shanghai, at('2026-09-30T10:00:00Z')))).toBe('2026-10-02T01:00:00.000Z');
    expect(told(nextOpening(shanghai, at('2026-11-27T02:00:00Z')))).toBe('2026-11-27T02:00:00.000Z');
  });
  it('close at the end of the span, and not while they are closed', () => {
    expect(told(closesAt(shanghai, at('2026-11-27T02:00:00Z')))).toBe('2026-11-27T04:00:00.000Z');
    expect(closesAt(shanghai, at('2026-11-27T04:30:00Z'))).toBeNull();
  });
  it('that meet at midnight are one', () => {
    const night = hours(
      'UTC',
      week(
        [
          { from: 0, to: 120 },
          { from: 1_320, to: 1_440 },
        ],
        [{ from: 0, to: 60 }],
      ),
    );
    expect(told(closesAt(night, at('2026-11-25T23:00:00Z')))).toBe('2026-11-26T02:00:00.000Z');
  });
  it('around the clock never close', () => {
    const always = hours('Europe/Berlin', week([{ from: 0, to: 1_440 }], [{ from: 0, to: 1_440 }]));
    expect(nextChange(always, at('2026-11-27T02:00:00Z'))).toBeNull();
  });
});

describe('when clocks are set', () => {
  const small: DayHours = [{ from: 90, to: 180 }];
  const berlin = hours('Europe/Berlin', week(small, small));
  it('back, the repeated hour is open twice', () => {
    // 2026-10-25: 03:00 summer time becomes 02:00.
    expect(told(nextOpening(berlin, at('2026-10-24T22:00:00Z')))).toBe('2026-10-24T23:30:00.000Z');
    expect(told(closesAt(berlin, at('2026-10-25T00:00:00Z')))).toBe('2026-10-25T02:00:00.000Z');
    const early = hours('Europe/Berlin', week([{ from: 90, to: 150 }], [{ from: 90, to: 150 }]));
    expect(told(closesAt(early, at('2026-10-25T00:00:00Z')))).toBe('2026-10-25T00:30:00.000Z');
    expect(told(nextOpening(early, at('2026-10-25T00:40:00Z')))).toBe('2026-10-25T01:00:00.000Z');
    expect(told(closesAt(early, at('2026-10-25T01:00:00Z')))).toBe('2026-10-25T01:30:00.000Z');
  });
  it('forward, the hour that is left out is not open', () => {
    // 2026-03-29: 02:00 becomes 03:00.
    expect(told(nextOpening(berlin, at('2026-03-28T23:00:00Z')))).toBe('2026-03-29T00:30:00.000Z');
    expect(told(closesAt(berlin, at('2026-03-29T00:30:00Z')))).toBe('2026-03-29T01:00:00.000Z');
    const gap = hours('Europe/Berlin', week([{ from: 120, to: 180 }], [{ from: 120, to: 180 }]));
    expect(told(nextOpening(gap, at('2026-03-28T12:00:00Z')))).toBe('2026-03-30T00:00:00.000Z');
  });
  it('at midnight (Beirut) or by half an hour (Lord Howe)', () => {
    const beirut = hours('Asia/Beirut', week([{ from: 0, to: 120 }], [{ from: 0, to: 120 }]));
    // 2026-03-29 begins at 01:00.
    expect(told(nextOpening(beirut, at('2026-03-28T12:00:00Z')))).toBe('2026-03-28T22:00:00.000Z');
    expect(told(closesAt(beirut, at('2026-03-28T22:00:00Z')))).toBe('2026-03-28T23:00:00.000Z');
    // 2026-10-04: 02:00 becomes 02:30, so these hours are left out that day.
    const island = hours('Australia/Lord_Howe', week([{ from: 120, to: 150 }], [{ from: 120, to: 150 }]));
    expect(told(nextOpening(island, at('2026-10-03T14:00:00Z')))).toBe('2026-10-04T15:00:00.000Z');
  });
  it('by a whole day (Apia left out 30 December 2011)', () => {
    const apia = hours('Pacific/Apia', week([{ from: 600, to: 660 }], [{ from: 600, to: 660 }]));
    expect(told(nextOpening(apia, at('2011-12-29T21:30:00Z')))).toBe('2011-12-30T20:00:00.000Z');
  });
});

describe('whatever the hours and wherever', () => {
  let seed = 11;
  const chance = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const day = (): DayHours => {
    const minutes = [...new Set(Array.from({ length: 2 * chance(4) }, () => 5 * chance(289)))].sort((a, b) => a - b);
    const spans: DayHours = [];
    for (let i = 0; i + 1 < minutes.length; i += 2) spans.push({ from: minutes[i] ?? 0, to: minutes[i + 1] ?? 0 });
    return spans;
  };
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Asia/Beirut',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Casablanca',
  ];
  /** Around changes of clocks of these zones. */
  const starts = [
    '2026-03-08',
    '2026-03-28',
    '2026-04-04',
    '2026-10-03',
    '2026-10-24',
    '2026-10-31',
    '2026-02-14',
    '2026-07-01',
  ];

  it('nextChange is the first five-minute step at which isOpenAt answers differently', () => {
    for (let world = 0; world < 60; world += 1) {
      const zone = zones[chance(zones.length)] ?? 'UTC';
      const made = hours(zone, Array.from({ length: 7 }, day));
      const start = at(`${starts[chance(starts.length)]}T00:00:00Z`) + chance(288) * 300_000;
      const open = isOpenAt(made, start);
      let first: number | null = null;
      for (let step = 1; step <= 4 * 288 && first === null; step += 1)
        if (isOpenAt(made, start + step * 300_000) !== open) first = start + step * 300_000;
      const found = nextChange(made, start);
      if (first === null) expect(found === null || found > start + 4 * 288 * 300_000, zone).toBe(true);
      else expect(told(found), `${zone} from ${told(start)}`).toBe(told(first));
    }
  });
});

describe('hours that make no sense', () => {
  const now = at('2026-11-27T00:00:00Z');
  it.each([
    ['an unknown time zone', hours('Mars/Olympus', week(office)), [{ place: 'timeZone', code: 'unknown_time_zone' }]],
    ['an offset', hours('+08:00', week(office)), [{ place: 'timeZone', code: 'unknown_time_zone' }]],
    [
      'a span without a minute',
      hours('UTC', [[{ from: 60, to: 60 }], ...week(office).slice(1)]),
      [{ place: 'week[0][0]', code: 'span_order' }],
    ],
    [
      'a span backwards',
      hours('UTC', [[{ from: 90, to: 60 }], ...week(office).slice(1)]),
      [{ place: 'week[0][0]', code: 'span_order' }],
    ],
    [
      'overlapping spans',
      hours('UTC', [
        office,
        [
          { from: 60, to: 120 },
          { from: 110, to: 130 },
        ],
        ...week(office).slice(2),
      ]),
      [{ place: 'week[1][1]', code: 'span_overlap' }],
    ],
    [
      'the same date twice',
      hours('UTC', week(office), [
        { date: '2026-12-25', name: '', hours: [] },
        { date: '2026-12-25', name: '', hours: office },
      ]),
      [{ place: 'exceptions[1].date', code: 'duplicate_date' }],
    ],
    ['never open', hours('UTC', week(closed)), [{ place: 'week', code: 'never_opens' }]],
    [
      'open in the past only',
      hours('UTC', week(closed), [{ date: '2026-01-02', name: '', hours: office }]),
      [{ place: 'week', code: 'never_opens' }],
    ],
  ])('%s', (_what, made, problems) => expect(checkHours(made as CalendarHours, now)).toEqual(problems));

  it('one special day years ahead is enough', () => {
    const rare = hours('UTC', week(closed), [{ date: '2029-01-02', name: 'Once', hours: office }]);
    expect(checkHours(rare, now)).toEqual([]);
    expect(checkHours(shanghai, now)).toEqual([]);
  });
});
