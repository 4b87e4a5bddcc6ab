import type { calendarRoutes } from '@visavis/protocol';
import type { RouteHandlers } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { CalendarService } from './calendar-service.ts';

export const createCalendarRoutes = (db: Db, service: CalendarService): RouteHandlers<typeof calendarRoutes> => ({
  listCalendars: () => service.listWithNow(db),
  getCalendar: async ({ params }) => ({ calendar: await service.getCalendar(db, params.calendarId) }),
  createCalendar: async ({ body }) => ({ calendar: await service.createCalendar(body) }),
  updateCalendar: async ({ params, body }) => ({ calendar: await service.updateCalendar(params.calendarId, body) }),
  deleteCalendar: async ({ params }) => {
    await service.deleteCalendar(params.calendarId);
    return undefined;
  },
});
