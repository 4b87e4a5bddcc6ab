/** Alarms: raised once and cleared once, by thresholds of groups and by agents who do not respond. */
export { type AlarmService, createAlarmService } from './alarm-service.ts';
