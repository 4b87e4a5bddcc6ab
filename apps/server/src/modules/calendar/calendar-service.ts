import type { Calendar, CalendarId, CreateCalendar, UpdateCalendar } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { checkHours, isOpenAt, nextChange } from './calendar.ts';
import type { CalendarFields, CalendarRepo } from './calendar-repo.ts';

/** Who names calendars; higher modules know. */
export interface CalendarUses {
  /** Places like `rules[2].when[0]`; empty: nobody. Whoever puts rules in force waits until the transaction ends. */
  usesOfCalendar(tx: Tx, calendarId: CalendarId): Promise<readonly string[]>;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: CalendarRepo;
  readonly uses: CalendarUses;
}

export const createCalendarService = (deps: Deps) => {
  const { repo, uses, clock, makeId, events, transactions } = deps;

  const sound = (fields: CalendarFields): CalendarFields => {
    const problems = checkHours(fields, clock.now().getTime());
    if (problems.length > 0) throw new DomainError('calendar_invalid', { problems });
    return fields;
  };
  const changed = (tx: Tx, calendarId: CalendarId): Promise<void> =>
    events.append(tx, { type: 'calendar_changed', subjectId: calendarId, payload: { calendarId } });

  return {
    listCalendars: (db: Db): Promise<Calendar[]> => repo.list(db),

    /** Of each: is it open now, and when does that change. */
    async listWithNow(db: Db) {
      const at = clock.now().getTime();
      const calendars = await repo.list(db);
      const now = calendars.map((calendar) => {
        const change = nextChange(calendar, at);
        return {
          calendarId: calendar.id,
          open: isOpenAt(calendar, at),
          changesAt: change === null ? null : new Date(change).toISOString(),
        };
      });
      return { calendars, now };
    },

    /** Throws calendar_not_found. */
    async getCalendar(db: Db, calendarId: CalendarId): Promise<Calendar> {
      const calendar = await repo.find(db, calendarId);
      if (!calendar) throw new DomainError('calendar_not_found');
      return calendar;
    },

    /** Throws calendar_invalid, calendar_name_taken. */
    createCalendar: (input: CreateCalendar): Promise<Calendar> =>
      transactions.run(async (tx) => {
        const calendar = await repo.insert(tx, makeId(), clock.now(), sound(input));
        await changed(tx, calendar.id);
        return calendar;
      }),

    /** Throws calendar_not_found, version_conflict, calendar_invalid, calendar_name_taken. */
    updateCalendar: (calendarId: CalendarId, input: UpdateCalendar): Promise<Calendar> =>
      transactions.run(async (tx) => {
        const before = await repo.lock(tx, calendarId);
        if (!before) throw new DomainError('calendar_not_found');
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        const calendar = await repo.update(
          tx,
          before,
          sound({
            name: input.name ?? before.name,
            timeZone: input.timeZone ?? before.timeZone,
            week: input.week ?? before.week,
            exceptions: input.exceptions ?? before.exceptions,
          }),
        );
        await changed(tx, calendarId);
        return calendar;
      }),

    /** Throws calendar_not_found, calendar_in_use (details.places). */
    deleteCalendar: (calendarId: CalendarId): Promise<void> =>
      transactions.run(async (tx) => {
        const places = await uses.usesOfCalendar(tx, calendarId);
        if (!(await repo.lock(tx, calendarId))) throw new DomainError('calendar_not_found');
        if (places.length > 0) throw new DomainError('calendar_in_use', { places });
        await repo.remove(tx, calendarId);
        await changed(tx, calendarId);
      }),
  };
};
export type CalendarService = ReturnType<typeof createCalendarService>;
