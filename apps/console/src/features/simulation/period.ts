/** The days that history is measured in, as instants. Pure; days are those of this browser's calendar. */

const dayMs = 86_400_000;
/** A browser's clock may be a little ahead of the server's, which measures nothing that is still to come. */
const aheadMs = 60_000;

export interface Period {
  /** Instants; null: no such day. */
  readonly from: string | null;
  readonly to: string | null;
}

/** `2026-11-26`, so many days before `now`. */
export function dayBefore(now: number, days: number): string {
  const at = new Date(now);
  at.setDate(at.getDate() - days);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

const midnight = (day: string): Date | null => {
  const at = new Date(`${day}T00:00`);
  return Number.isNaN(at.getTime()) ? null : at;
};

/** Both days and all between them; of a day that is not over, what there is of it. */
export function periodOf(firstDay: string, lastDay: string, now: number): Period {
  const end = midnight(lastDay);
  end?.setDate(end.getDate() + 1);
  return {
    from: midnight(firstDay)?.toISOString() ?? null,
    to: end && new Date(Math.min(end.getTime(), now - aheadMs)).toISOString(),
  };
}

/** How many days that are, the first and the last included; 0 where that cannot be said. */
export function daysIn(firstDay: string, lastDay: string): number {
  const [first, last] = [Date.parse(firstDay), Date.parse(lastDay)];
  return first <= last ? Math.round((last - first) / dayMs) + 1 : 0;
}
