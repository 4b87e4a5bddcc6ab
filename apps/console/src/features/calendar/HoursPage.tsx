import { IconCalendarTime } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Calendar, calendarRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage, EntityDrawer } from '../../shared/admin/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { EditButton, Nothing } from '../../shared/ui/index.ts';
import { CalendarForm } from './CalendarForm.tsx';
import { hoursAWeek, spansText, weekRuns } from './day-minutes.ts';
import { type Now, OpenNow } from './OpenNow.tsx';
import { useDayNames } from './use-day-names.ts';

/** When there is somebody to answer: weekly hours, holidays and special days, by time zone. */
export function HoursPage() {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const mayEdit = isAtLeast(me.role, 'administrator');
  const query = useQuery({
    queryKey: ['calendars'],
    queryFn: () => api(calendarRoutes.listCalendars),
    refetchInterval: 60_000,
  });
  const [open, setOpen] = useState<Calendar | 'new' | null>(null);
  const { data } = query;
  return (
    <AdminPage
      title={t('hours.title')}
      lead={t('hours.lead')}
      add={t('hours.add')}
      onAdd={mayEdit ? () => setOpen('new') : null}
      query={query}
      columns={3}
    >
      {data?.calendars.length === 0 && (
        <Nothing icon={IconCalendarTime} title={t('hours.empty')} text={t('hours.emptyText')} />
      )}
      <ul className="calendars">
        {data?.calendars.map((calendar) => (
          <CalendarCard
            key={calendar.id}
            calendar={calendar}
            now={data.now.find((one) => one.calendarId === calendar.id)}
            onEdit={mayEdit ? () => setOpen(calendar) : null}
          />
        ))}
      </ul>
      {open && (
        <EntityDrawer title={open === 'new' ? t('hours.newTitle') : open.name} onClose={() => setOpen(null)}>
          {(ways) => <CalendarForm calendar={open === 'new' ? null : open} ways={ways} onSaved={() => setOpen(null)} />}
        </EntityDrawer>
      )}
    </AdminPage>
  );
}

interface CalendarCardProps {
  readonly calendar: Calendar;
  readonly now: Now | undefined;
  readonly onEdit: (() => void) | null;
}

function CalendarCard({ calendar, now, onEdit }: CalendarCardProps) {
  const { t } = useTranslation();
  const days = useDayNames();
  const today = new Date().toISOString().slice(0, 10);
  const coming = calendar.exceptions
    .filter((one) => one.date >= today)
    .toSorted((a, b) => a.date.localeCompare(b.date));
  const [next] = coming;
  return (
    <li className="calendar">
      <div>
        <p className="flex">
          <b>{calendar.name}</b>
          {now && <OpenNow now={now} />}
        </p>
        <p className="small mut">
          {t('hours.summary', { zone: calendar.timeZone, count: Math.round(hoursAWeek(calendar.week)) })}
        </p>
      </div>
      <dl className="week-runs tabular">
        {weekRuns(calendar.week).map((run) => (
          <div key={run.first}>
            <dt>
              {run.first === run.last
                ? days[run.first]
                : t('hours.run', { first: days[run.first], last: days[run.last] })}
            </dt>
            <dd>{run.hours.length === 0 ? t('hours.closed') : spansText(run.hours)}</dd>
          </div>
        ))}
      </dl>
      <p className="small mid">
        {next
          ? t('hours.next', { date: next.date, name: next.name || t('hours.specialDay'), count: coming.length })
          : t('hours.noneComing')}
      </p>
      {onEdit && <EditButton name={calendar.name} onClick={onEdit} />}
    </li>
  );
}
