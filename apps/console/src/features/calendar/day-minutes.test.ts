import { describe, expect, it } from 'vitest';
import { hoursAWeek, minuteOf, minuteText, spansOf, spansText, weekRuns } from './day-minutes.ts';

const workday = [{ from: 540, to: 1080 }];

describe('times of a day', () => {
  it.each([
    ['9', 540],
    ['9:05', 545],
    ['0905', 545],
    ['09：05', 545],
    ['24:00', 1440],
    ['0', 0],
  ])('%j is minute %d', (text, minute) => expect(minuteOf(text)).toBe(minute));
  it.each(['', '25', '9:75', '24:01', 'noon'])('%j is none', (text) => expect(minuteOf(text)).toBeNull());
  it('are shown with two digits', () => expect([0, 545, 1440].map(minuteText)).toEqual(['00:00', '09:05', '24:00']));
});

describe('the spans of a day', () => {
  it('are read in several ways, and sorted', () => {
    expect(spansOf('13:00 - 18:00, 9-12')).toEqual([
      { from: 540, to: 720 },
      { from: 780, to: 1080 },
    ]);
    expect(spansOf('9至12、13至18')).toHaveLength(2);
    expect(spansOf('')).toEqual([]);
  });
  it.each(['9', '18-9', '9-12, 11-14', '9-12-14', 'all day'])('%j is refused', (text) => {
    expect(spansOf(text)).toBeNull();
  });
  it('come back as they were', () => expect(spansOf(spansText(workday))).toEqual(workday));
});

describe('a week', () => {
  const week = [workday, workday, workday, workday, workday, [], []];
  it('is summed', () => expect(hoursAWeek(week)).toBe(45));
  it('is told in runs of equal days', () => {
    expect(weekRuns(week)).toEqual([
      { first: 0, last: 4, hours: workday },
      { first: 5, last: 6, hours: [] },
    ]);
  });
});
