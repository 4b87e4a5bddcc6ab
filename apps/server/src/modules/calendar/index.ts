/** Calendars: business hours and holidays. Event: `calendar_changed {calendarId}`, also after deletion. */
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createCalendarRepo } from './calendar-repo.ts';
import { createCalendarRoutes } from './calendar-routes.ts';
import { type CalendarUses, createCalendarService } from './calendar-service.ts';

export { checkHours, closesAt, isOpenAt, nextChange, nextOpening } from './calendar.ts';
export type { CalendarService, CalendarUses } from './calendar-service.ts';

export interface CalendarDeps extends CoreDeps {
  readonly db: Db;
  readonly uses: CalendarUses;
}

export const createCalendar = (deps: CalendarDeps) => {
  const service = createCalendarService({ ...deps, repo: createCalendarRepo() });
  return { service, routes: createCalendarRoutes(deps.db, service) };
};
