import type { Calendar, CalendarHours, CalendarId } from '@visavis/protocol';
import type { Selectable } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { CalendarsTable } from '../../schema/tables.ts';

const toCalendar = (row: Selectable<CalendarsTable>): Calendar => ({
  id: row.id as CalendarId,
  name: row.name,
  timeZone: row.time_zone,
  week: row.week as Calendar['week'],
  exceptions: row.exceptions as Calendar['exceptions'],
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

export type CalendarFields = CalendarHours & Pick<Calendar, 'name'>;

const toColumns = ({ name, timeZone, week, exceptions }: CalendarFields) => ({
  name,
  time_zone: timeZone,
  week: JSON.stringify(week),
  exceptions: JSON.stringify(exceptions),
});

const translated = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (violates(error, 'calendars_name'))
      throw new DomainError('calendar_name_taken', { fields: { name: 'another calendar has this name' } });
    throw error;
  }
};

/** Rows of `calendars`. */
export const createCalendarRepo = () => ({
  list: async (db: Db): Promise<Calendar[]> =>
    (await db.selectFrom('calendars').selectAll().orderBy('name').orderBy('id').execute()).map(toCalendar),

  find: async (db: Db, id: string): Promise<Calendar | undefined> => {
    const row = await db.selectFrom('calendars').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toCalendar(row);
  },

  lock: async (tx: Tx, id: string): Promise<Calendar | undefined> => {
    const row = await tx.selectFrom('calendars').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    return row && toCalendar(row);
  },

  insert: async (tx: Tx, id: string, createdAt: Date, fields: CalendarFields): Promise<Calendar> =>
    toCalendar(
      await translated(
        tx
          .insertInto('calendars')
          .values({ id, created_at: createdAt, ...toColumns(fields) })
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    ),

  update: async (tx: Tx, before: Calendar, fields: CalendarFields): Promise<Calendar> =>
    toCalendar(
      await translated(
        tx
          .updateTable('calendars')
          .set({ ...toColumns(fields), version: before.version + 1 })
          .where('id', '=', before.id)
          .returningAll()
          .executeTakeFirstOrThrow(),
      ),
    ),

  remove: async (tx: Tx, id: string): Promise<void> => {
    await tx.deleteFrom('calendars').where('id', '=', id).execute();
  },
});
export type CalendarRepo = ReturnType<typeof createCalendarRepo>;
