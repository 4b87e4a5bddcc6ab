import { z } from 'zod';
import { Calendar, CreateCalendar, UpdateCalendar } from '../calendar.ts';
import { defineRoutes } from '../contract.ts';
import { CalendarId, Instant } from '../ids.ts';

const params = z.strictObject({ calendarId: CalendarId });
const one = z.object({ calendar: Calendar });

export const calendarRoutes = defineRoutes({
  listCalendars: {
    method: 'GET',
    path: '/api/v1/calendars',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'All calendars, and whether each is open now',
    response: z.object({
      calendars: z.array(Calendar),
      /** `changesAt`: when it next opens or closes; null: not within a year. */
      now: z.array(z.object({ calendarId: CalendarId, open: z.boolean(), changesAt: Instant.nullable() })),
    }),
    errors: [],
  },
  getCalendar: {
    method: 'GET',
    path: '/api/v1/calendars/:calendarId',
    audience: 'supervisor',
    tag: 'routing',
    summary: 'One calendar',
    params,
    response: one,
    errors: ['calendar_not_found'],
  },
  createCalendar: {
    method: 'POST',
    path: '/api/v1/calendars',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Create a calendar of business hours and holidays',
    body: CreateCalendar,
    response: one,
    errors: ['calendar_invalid', 'calendar_name_taken'],
  },
  updateCalendar: {
    method: 'PATCH',
    path: '/api/v1/calendars/:calendarId',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Change a calendar; contacts that come in from then on see it',
    params,
    body: UpdateCalendar,
    response: one,
    errors: ['calendar_not_found', 'calendar_invalid', 'calendar_name_taken', 'version_conflict'],
  },
  deleteCalendar: {
    method: 'DELETE',
    path: '/api/v1/calendars/:calendarId',
    audience: 'administrator',
    tag: 'routing',
    summary: 'Delete a calendar no rule names',
    params,
    response: null,
    errors: ['calendar_not_found', 'calendar_in_use'],
  },
});
