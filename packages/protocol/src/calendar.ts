import { z } from 'zod';
import { CalendarId, Instant } from './ids.ts';

/** Minutes of the wall clock since midnight; 1440 is the end of the day. */
const DayMinute = z.number().int().min(0).max(1440);
const Span = z.strictObject({ from: DayMinute, to: DayMinute });
/** `YYYY-MM-DD` in the time zone of the calendar. */
export const LocalDate = z.iso.date();

/** Hours of one day: any number of spans, none means closed. */
export const DayHours = z.array(Span).max(6);
export type DayHours = z.infer<typeof DayHours>;

const hours = {
  /** IANA name: "Asia/Shanghai". Hours are wall-clock hours there, summer time included. */
  timeZone: z.string().min(1).max(60),
  /** Monday first. */
  week: z.array(DayHours).length(7),
  /** Days that differ from the week: holidays (no hours) and special days. */
  exceptions: z.array(z.strictObject({ date: LocalDate, name: z.string().trim().max(80), hours: DayHours })).max(400),
};
const name = z.string().trim().min(1).max(80);

/** When a service is open: business hours and holidays, time zone aware. */
export const Calendar = z
  .object({ id: CalendarId, name, ...hours, createdAt: Instant, version: z.number().int() })
  .meta({ id: 'Calendar' });
export type Calendar = z.infer<typeof Calendar>;
export type CalendarHours = Pick<Calendar, 'timeZone' | 'week' | 'exceptions'>;

export const CreateCalendar = z.strictObject({ name, ...hours });
export type CreateCalendar = z.infer<typeof CreateCalendar>;
export const UpdateCalendar = z.strictObject({
  version: z.number().int(),
  name: name.optional(),
  timeZone: hours.timeZone.optional(),
  week: hours.week.optional(),
  exceptions: hours.exceptions.optional(),
});
export type UpdateCalendar = z.infer<typeof UpdateCalendar>;
