import { Switch } from '@mantine/core';
import { IconAlertTriangle, IconBellRinging, IconClock, IconGauge, IconUsers } from '@tabler/icons-react';
import type { Alarm, AlarmKind, FloorBoard } from '@visavis/protocol';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useObservable } from '../../shared/desk/index.ts';
import { clockOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { preferences, setPreference } from '../../shared/preferences.ts';
import { isOver } from './alarm-over.ts';
import { playAlarm } from './alarm-sound.ts';

const icons: Readonly<Record<AlarmKind, typeof IconClock>> = {
  waiting: IconUsers,
  longest_wait: IconClock,
  service_level: IconGauge,
  agents_free: IconBellRinging,
  agent_not_responding: IconAlertTriangle,
};

/** Alarms beside the board: who waits and how long, what is short, who does not respond. */
export function Alarms({ board, now }: { board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const { alarmSound } = useObservable(preferences);
  const newest =
    board.alarms
      .map(({ raisedAt }) => raisedAt)
      .sort()
      .at(-1) ?? '';
  const heard = useRef(newest);
  useEffect(() => {
    if (newest > heard.current && alarmSound) playAlarm();
    if (newest > heard.current) heard.current = newest;
  }, [newest, alarmSound]);
  return (
    <aside className="side pane scroll" aria-label={t('floor.alarms')}>
      <div className="side-h">
        <h2>{t('floor.alarms')}</h2>
        <Switch
          size="xs"
          label={t('floor.alarmSound')}
          checked={alarmSound}
          onChange={(event) => setPreference({ alarmSound: event.currentTarget.checked })}
        />
      </div>
      {board.alarms.length === 0 && <p className="floor-none">{t('floor.noAlarms')}</p>}
      <ul aria-live="polite">
        {board.alarms.map((alarm) => (
          <AlarmRow key={alarm.id} alarm={alarm} board={board} now={now} />
        ))}
      </ul>
    </aside>
  );
}

function AlarmRow({ alarm, board, now }: { alarm: Alarm; board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useVisitorName();
  const Icon = icons[alarm.kind];
  const group = board.groups.find((one) => one.groupId === alarm.groupId);
  const longest = group?.oldest ?? (alarm.visitorId === null ? undefined : { ...alarm, visitorId: alarm.visitorId });
  const waited = group?.oldestAt ? clockOf(now - Date.parse(group.oldestAt)) : clockOf((alarm.value ?? 0) * 1000);
  const live = {
    waiting: group?.waiting,
    service_level: group?.today.serviceLevelPercent,
    agents_free: group?.agents.free,
  } as const;
  const value = (alarm.kind in live ? live[alarm.kind as keyof typeof live] : undefined) ?? alarm.value ?? 0;
  const over = isOver(alarm, group, now);
  const words = {
    group: alarm.groupName ?? '',
    agent: alarm.agentName ?? '',
    who: longest ? nameOf(longest) : (alarm.visitorName ?? t('floor.alarm.somebody')),
    waited,
    value,
    threshold: alarm.kind === 'longest_wait' ? clockOf((alarm.threshold ?? 0) * 1000) : (alarm.threshold ?? 0),
  };
  return (
    <li className={`alarm${alarm.kind === 'longest_wait' && !over ? ' loud' : ''}`}>
      <Icon className="icon" aria-hidden />
      <h3>{over ? t('floor.alarm.over', words) : t(`floor.alarm.${alarm.kind}.title`, words)}</h3>
      <p>
        {t(`floor.alarm.${alarm.kind}.text`, words)}{' '}
        {t('floor.alarm.since', { time: timeOf(alarm.raisedAt, language) })}
      </p>
    </li>
  );
}
