import type { Alarm, FloorGroup } from '@visavis/protocol';

/** Nothing is wrong any more; the alarm is cleared when that lasts. Pure. */
export function isOver(alarm: Alarm, group: FloorGroup | undefined, now: number): boolean {
  if (!group || alarm.threshold === null) return false;
  switch (alarm.kind) {
    case 'waiting':
      return group.waiting <= alarm.threshold;
    case 'longest_wait':
      return group.oldestAt === null || now - Date.parse(group.oldestAt) <= alarm.threshold * 1000;
    case 'service_level':
      return (group.today.serviceLevelPercent ?? 100) >= alarm.threshold;
    case 'agents_free':
      return group.agents.free >= alarm.threshold;
    case 'agent_not_responding':
      return false;
  }
}
