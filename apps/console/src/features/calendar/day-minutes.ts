/** Wall-clock times of calendars as they are typed and shown, and sums over their days. */
import type { CalendarHours, DayHours } from '@visavis/protocol';

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** 545 is `09:05`; 1440 is `24:00`, the end of the day. */
export const minuteText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Reads `9`, `9:05`, `0905`, `09：05`; null: it is no time of a day. */
export function minuteOf(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  const [, hours, minutes = '0'] = /^(\d{1,2})(?::?([0-5]\d))?$/.exec(plain) ?? [];
  if (hours === undefined) return null;
  const minute = Number(hours) * 60 + Number(minutes);
  return minute <= 1440 ? minute : null;
}

/** Reads `9-12, 13:00-18:00` as spans; null: something in it is none, or two overlap. Empty: closed. */
export function spansOf(text: string): Span[] | null {
  const pieces = text
    .normalize('NFKC')
    .split(/[,;、]/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
  const spans: Span[] = [];
  for (const piece of pieces) {
    const [from, to, ...rest] = piece.split(/\s*(?:-|–|—|~|至|to)\s*/).map(minuteOf);
    if (from === undefined || to === undefined || from === null || to === null) return null;
    if (rest.length > 0 || from >= to) return null;
    spans.push({ from, to });
  }
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  return sorted.some((span, index) => span.from < (sorted[index - 1]?.to ?? 0)) ? null : sorted;
}

export const spansText = (spans: readonly Span[]): string =>
  spans.map((span) => `${minuteText(span.from)}-${minuteText(span.to)}`).join(', ');

export const hoursAWeek = (week: CalendarHours['week']): number =>
  week.flat().reduce((sum, span) => sum + span.to - span.from, 0) / 60;

interface Run {
  readonly first: number;
  readonly last: number;
  readonly hours: DayHours;
}

/** Days in a row with the same hours, as one line: Monday to Friday, 09:00-18:00. */
export function weekRuns(week: CalendarHours['week']): Run[] {
  const runs: Run[] = [];
  for (const [day, hours] of week.entries()) {
    const run = runs.at(-1);
    if (run && spansText(run.hours) === spansText(hours)) runs[runs.length - 1] = { ...run, last: day };
    else runs.push({ first: day, last: day, hours });
  }
  return runs;
}
