/** When somebody may be rung back: the calendar that the rules of their plan look at. Where they look at none, nobody has said. */
import type { CalendarId, RoutingRule } from '@visavis/protocol';
import { type CalendarService, isOpenAt } from './modules/calendar/index.ts';
import type { HoursForCallbacks, OpeningHours } from './modules/callback/index.ts';
import type { Queue } from './modules/queue/index.ts';
import type { RuleSetService } from './modules/rule/index.ts';
import type { Db } from './schema/index.ts';

interface Below {
  readonly db: Db;
  readonly entries: Pick<Queue['entries'], 'ruleOf'>;
  readonly rules: Pick<RuleSetService, 'inForce' | 'getVersion'>;
  readonly calendars: Pick<CalendarService, 'listCalendars'>;
}

const calendarIn = (rules: readonly RoutingRule[]): CalendarId | undefined =>
  rules.flatMap((rule) => rule.when.flatMap((one) => (one.kind === 'hours' ? [one.calendarId] : [])))[0];

export const hoursOfCallbacks = ({ db, entries, rules, calendars }: Below): HoursForCallbacks => {
  const hoursOf = async (id: CalendarId | undefined): Promise<OpeningHours | null> => {
    const calendar = id && (await calendars.listCalendars(db)).find((one) => one.id === id);
    if (!calendar) return null;
    return { timeZone: calendar.timeZone, isOpen: (at) => isOpenAt(calendar, at.getTime()) };
  };
  return {
    async of(conversationId) {
      const found = await entries.ruleOf(conversationId);
      if (!found || found.version === null) return null;
      const set = await rules.getVersion(found.version);
      return hoursOf(calendarIn(set.rules.filter((rule) => found.ids.includes(rule.id))));
    },
    async ofChannel(channelId) {
      const set = await rules.inForce();
      const possible = set.rules.filter(
        (rule) =>
          rule.enabled && rule.when.every((one) => one.kind !== 'channel' || one.channelIds.includes(channelId)),
      );
      return hoursOf(calendarIn(possible));
    },
  };
};
