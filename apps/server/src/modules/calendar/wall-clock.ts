/** Wall clocks of the world: what a clock in a time zone shows at an instant, and when it shows something. Instants are epoch ms. */

export interface WallTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** Minutes since midnight on the clock. */
  readonly minute: number;
}

export const dayMs = 86_400_000;
const minuteMs = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();
/** Throws RangeError for what is no time zone. */
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    era: 'short',
  });
  formats.set(timeZone, made);
  return made;
};

/** Names only: offsets like +08:00 know no summer time and are not what people mean. */
export const isTimeZone = (name: string): boolean => {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
};

/** What the clock shows, as if it were UTC. */
const shown = (timeZone: string, at: number): number => {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/** How far the clock is ahead of UTC, ms. */
export const offsetAt = (timeZone: string, at: number): number => shown(timeZone, at) - Math.floor(at / 1_000) * 1_000;

export const wallTimeAt = (timeZone: string, at: number): WallTime => {
  const local = shown(timeZone, at);
  return { date: new Date(local).toISOString().slice(0, 10), minute: Math.floor((local % dayMs) / minuteMs) };
};

/** The day after, on the calendar; no clock is asked. */
export const nextDate = (date: string): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);

/** 0 is Monday. */
export const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;

/** When the clock shows this: once; twice when it is set back; never in the hour it leaves out. Ascending. */
export const instantsOf = (timeZone: string, { date, minute }: WallTime): number[] => {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minute * minuteMs;
  const offsets = new Set([wanted - dayMs, wanted, wanted + dayMs].map((at) => offsetAt(timeZone, at)));
  return [...offsets]
    .map((offset) => wanted - offset)
    .filter((at) => shown(timeZone, at) === wanted)
    .sort((a, b) => a - b);
};

/** When the clock is set forward or back between two instants; null: not. At most one change is looked for. */
export const clockChange = (timeZone: string, from: number, to: number): number | null => {
  const before = offsetAt(timeZone, from);
  if (offsetAt(timeZone, to) === before) return null;
  let low = from;
  let high = to;
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2_000) * 1_000;
    if (middle <= low) break;
    if (offsetAt(timeZone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
};
