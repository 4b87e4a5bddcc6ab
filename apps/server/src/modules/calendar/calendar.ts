/**
 * Is it open, until when, and when does it open next. Hours are what the clock on the wall shows: an hour that the clock
 * repeats is open twice, an hour that it leaves out is not open at all. Instants are epoch ms.
 */
import type { CalendarHours, CalendarProblem, DayHours } from '@visavis/protocol';
import { clockChange, dayMs, instantsOf, isTimeZone, nextDate, wallTimeAt, weekdayOf } from './wall-clock.ts';

/** How far ahead is looked. */
const horizonDays = 370;

const hoursOn = (hours: CalendarHours, date: string): DayHours =>
  hours.exceptions.find((one) => one.date === date)?.hours ?? hours.week[weekdayOf(date)] ?? [];

const covers = (day: DayHours, minute: number): boolean => day.some(({ from, to }) => minute >= from && minute < to);

export const isOpenAt = (hours: CalendarHours, at: number): boolean => {
  const { date, minute } = wallTimeAt(hours.timeZone, at);
  return covers(hoursOn(hours, date), minute);
};

const dateAt = (timeZone: string, at: number): string => wallTimeAt(timeZone, at).date;

/** Instants of a day at which it may open or close, ascending. */
const edgesOf = (hours: CalendarHours, date: string): number[] => {
  const { timeZone } = hours;
  const minutes = new Set([0, ...hoursOn(hours, date).flatMap(({ from, to }) => [from, to])]);
  // The end of the day is the beginning of the next one.
  minutes.delete(1_440);
  const edges = [...minutes].flatMap((minute) => instantsOf(timeZone, { date, minute }));
  const noon = Date.parse(`${date}T12:00:00Z`);
  const change = clockChange(timeZone, noon - 1.5 * dayMs, noon + 1.5 * dayMs);
  if (change !== null && (dateAt(timeZone, change) === date || dateAt(timeZone, change - 1_000) === date))
    edges.push(change);
  return edges.sort((a, b) => a - b);
};

/** The first instant after `at` at which it is the other way round; null: not within a year. */
export const nextChange = (hours: CalendarHours, at: number): number | null => {
  const open = isOpenAt(hours, at);
  let { date } = wallTimeAt(hours.timeZone, at);
  for (let day = 0; day <= horizonDays; day += 1) {
    const edge = edgesOf(hours, date).find((one) => one > at && isOpenAt(hours, one) !== open);
    if (edge !== undefined) return edge;
    date = nextDate(date);
  }
  return null;
};

/** `at` itself while it is open; null: it does not open within a year. */
export const nextOpening = (hours: CalendarHours, at: number): number | null =>
  isOpenAt(hours, at) ? at : nextChange(hours, at);

/** null: it is closed, or open for a year and longer. */
export const closesAt = (hours: CalendarHours, at: number): number | null =>
  isOpenAt(hours, at) ? nextChange(hours, at) : null;

const checkDay = (day: DayHours, place: string): CalendarProblem[] =>
  day.flatMap(({ from, to }, index): CalendarProblem[] => {
    const here = `${place}[${index}]`;
    if (from >= to) return [{ place: here, code: 'span_order' }];
    const before = day[index - 1];
    return before && from < before.to ? [{ place: here, code: 'span_overlap' }] : [];
  });

/** What is wrong with these hours, in the order of the places. */
export const checkHours = (hours: CalendarHours, now: number): CalendarProblem[] => {
  if (!isTimeZone(hours.timeZone)) return [{ place: 'timeZone', code: 'unknown_time_zone' }];
  const dates = hours.exceptions.map((one) => one.date);
  const problems = [
    ...hours.week.flatMap((day, index) => checkDay(day, `week[${index}]`)),
    ...hours.exceptions.flatMap(({ date, hours: day }, index): CalendarProblem[] => [
      ...(dates.indexOf(date) === index
        ? []
        : [{ place: `exceptions[${index}].date`, code: 'duplicate_date' } as const]),
      ...checkDay(day, `exceptions[${index}].hours`),
    ]),
  ];
  // Special days may lie further ahead than anybody looks when a contact comes in.
  if (problems.length === 0 && nextOpening(hours, now) === null && !opensLater(hours, now))
    return [{ place: 'week', code: 'never_opens' }];
  return problems;
};

const opensLater = (hours: CalendarHours, now: number): boolean => {
  const { date: today } = wallTimeAt(hours.timeZone, now);
  return hours.exceptions.some(({ date, hours: day }) => date > today && day.length > 0);
};
