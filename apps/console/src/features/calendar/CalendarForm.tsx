import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type Calendar, CreateCalendar, calendarRoutes, UpdateCalendar } from '@visavis/protocol';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DeleteQuestion, type DrawerWays, FormFoot, useEntityForm } from '../../shared/admin/index.ts';
import { useApi } from '../../shared/ports.ts';
import { SpansInput } from './SpansInput.tsx';
import { type Exception, SpecialDays } from './SpecialDays.tsx';
import { useDayNames } from './use-day-names.ts';

interface Values {
  name: string;
  timeZone: string;
  week: { from: number; to: number }[][];
  exceptions: Exception[];
}

const workday = () => [{ from: 540, to: 1080 }];
const valuesOf = (calendar: Calendar | null): Values => ({
  name: calendar?.name ?? '',
  timeZone: calendar?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  week: calendar?.week ?? [workday(), workday(), workday(), workday(), workday(), [], []],
  exceptions: calendar?.exceptions ?? [],
});
const zones = Intl.supportedValuesOf('timeZone');

interface CalendarFormProps {
  readonly calendar: Calendar | null;
  readonly ways: DrawerWays;
  readonly onSaved: () => void;
}

export function CalendarForm({ calendar, ways, onSaved }: CalendarFormProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const reload = () => queryClient.invalidateQueries({ queryKey: ['calendars'] });
  const done = () => {
    void reload();
    onSaved();
  };
  const { form, submit, saving, problem } = useEntityForm({
    ways,
    initialValues: valuesOf(calendar),
    schema: calendar ? UpdateCalendar : CreateCalendar,
    toBody: (values: Values) => ({ ...(calendar ? { version: calendar.version } : {}), ...values }),
    save: (body) =>
      calendar
        ? api(calendarRoutes.updateCalendar, { params: { calendarId: calendar.id }, body })
        : api(calendarRoutes.createCalendar, { body }),
    labels: {
      name: t('hours.name'),
      timeZone: t('hours.timeZone'),
      week: t('hours.week'),
      exceptions: t('hours.special'),
    },
    fieldCodes: { calendar_name_taken: 'name' },
    onSaved: done,
  });
  const mark = (key: string) => (isWrong: boolean) =>
    setWrong((before) => {
      const after = new Set(before);
      if (isWrong) after.add(key);
      else after.delete(key);
      return after;
    });
  return (
    <form
      className="form-grid"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (wrong.size === 0) submit();
      }}
    >
      <TextInput label={t('hours.name')} data-autofocus maxLength={80} {...form.getInputProps('name')} />
      <Select
        label={t('hours.timeZone')}
        description={t('hours.timeZoneHint')}
        data={zones.includes(form.values.timeZone) ? zones : [form.values.timeZone, ...zones]}
        searchable
        limit={60}
        allowDeselect={false}
        nothingFoundMessage={t('hours.noZone')}
        {...form.getInputProps('timeZone')}
      />
      <Week
        week={form.values.week}
        onChange={(week) => form.setFieldValue('week', week)}
        mark={mark}
        error={form.errors.week}
      />
      <SpecialDays
        value={form.values.exceptions}
        onChange={(exceptions) => form.setFieldValue('exceptions', exceptions)}
        mark={mark}
        error={form.errors.exceptions}
      />
      <FormFoot
        problem={problem}
        saving={saving}
        isNew={calendar === null}
        onCancel={ways.close}
        onLoadAgain={() => void reload().then(onSaved)}
      >
        {calendar && (
          <DeleteQuestion
            label={t('hours.delete')}
            title={t('hours.deleteTitle', { name: calendar.name })}
            text={t('hours.deleteText')}
            remove={() => api(calendarRoutes.deleteCalendar, { params: { calendarId: calendar.id } })}
            onDeleted={done}
          />
        )}
      </FormFoot>
    </form>
  );
}

interface WeekProps {
  readonly week: Values['week'];
  readonly onChange: (week: Values['week']) => void;
  readonly mark: (key: string) => (wrong: boolean) => void;
  readonly error: ReactNode;
}

function Week({ week, onChange, mark, error }: WeekProps) {
  const { t } = useTranslation();
  const days = useDayNames();
  return (
    <fieldset className="form-sec bare-set">
      <legend className="sr">{t('hours.week')}</legend>
      <div className="flex">
        <h3 className="grow">{t('hours.week')}</h3>
        <Button
          size="compact-sm"
          onClick={() => onChange(week.map((hours, day) => (day < 5 ? structuredClone(week[0] ?? []) : hours)))}
        >
          {t('hours.likeMonday')}
        </Button>
      </div>
      <p className="small mut">{t('hours.spanHint')}</p>
      {week.map((hours, day) => (
        <div className="week-day" key={days[day]}>
          <span>{days[day]}</span>
          <SpansInput
            label={t('hours.hoursOf', { day: days[day] })}
            value={hours}
            onChange={(next) => onChange(week.map((other, index) => (index === day ? next : other)))}
            onWrong={mark(`week ${day}`)}
          />
        </div>
      ))}
      {error && <p className="small coral">{error}</p>}
    </fieldset>
  );
}
