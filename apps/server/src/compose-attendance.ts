import type { CalendarId } from '@visavis/protocol';
import { type CalendarService, isOpenAt } from './modules/calendar/index.ts';
import { type HoursForCallbacks, opensAgainAt } from './modules/callback/index.ts';
import type { ChannelSurroundings } from './modules/channel/index.ts';
import type { QueueService } from './modules/queue/index.ts';
import { groupsOfChannel, type RuleSetService } from './modules/rule/index.ts';
import type { Clock } from './ports/index.ts';
import type { Db } from './schema/index.ts';

/** What the page of a channel says of this moment, by the groups its rules lead to at this hour. Hours are looked up only when nobody can come: then people ask until when. */
export const presentOfChannels =
  (below: {
    readonly hours: Pick<HoursForCallbacks, 'ofChannel'>;
    readonly queue: Pick<QueueService, 'groupStatus'>;
    readonly rules: Pick<RuleSetService, 'inForce'>;
    readonly calendars: Pick<CalendarService, 'listCalendars'>;
    readonly db: Db;
    readonly clock: Clock;
  }): ChannelSurroundings['present'] =>
  async (channel) => {
    const { rules } = await below.rules.inForce();
    const asksForHours = rules.some(({ when }) => when.some((one) => one.kind === 'hours'));
    const calendars = new Map(
      (asksForHours ? await below.calendars.listCalendars(below.db) : []).map((one) => [one.id, one]),
    );
    const openNow = (id: CalendarId): boolean | null => {
      const calendar = calendars.get(id);
      return calendar ? isOpenAt(calendar, below.clock.now().getTime()) : null;
    };
    const groups = groupsOfChannel(rules, channel, openNow);
    const each = await Promise.all(groups.map((groupId) => below.queue.groupStatus(groupId)));
    const attendance =
      (['here', 'busy'] as const).find((best) => each.some((one) => one.attendance === best)) ?? 'away';
    const waiting = each.reduce((sum, one) => sum + one.waiting, 0);
    const hours = attendance === 'here' ? null : await below.hours.ofChannel(channel.id);
    return { attendance, waiting, opensAt: opensAgainAt(hours, below.clock.now())?.toISOString() ?? null };
  };
