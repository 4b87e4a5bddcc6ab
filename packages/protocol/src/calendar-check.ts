import { z } from 'zod';

export const CalendarProblem = z
  .object({
    /** `week[0][1]` is the second span of Monday; `exceptions[3].hours[0]`; `timeZone`. */
    place: z.string(),
    code: z.enum([
      'unknown_time_zone',
      /** A span ends before it begins, or lasts no minute. */
      'span_order',
      /** A span begins before the one before it has ended. */
      'span_overlap',
      'duplicate_date',
      /** There is not one open minute from now on. */
      'never_opens',
    ]),
  })
  .meta({ id: 'CalendarProblem' });
export type CalendarProblem = z.infer<typeof CalendarProblem>;
