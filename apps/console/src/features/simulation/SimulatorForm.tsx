import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { simulationRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGroups } from '../../shared/admin/index.ts';
import { ApiError, failureCode } from '../../shared/api/index.ts';
import { dateOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { storedDraft } from '../rule/index.ts';
import { ComesFields } from './ComesFields.tsx';
import { type ChosenSets, comparedOf } from './compared.ts';
import { missingOf, mostSets } from './missing.ts';
import { dayBefore, daysIn, periodOf } from './period.ts';
import { RuleSetFields } from './RuleSetFields.tsx';
import { nothingComes, streamsOf } from './what-comes.ts';

const setsAtFirst = (): ChosenSets => {
  const rules = storedDraft();
  return { inForce: true, noRules: false, draft: rules && { rules, ticked: true }, version: null, file: null };
};

export function SimulatorForm({ onStarted }: { onStarted: (id: string) => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const cache = useQueryClient();
  const groups = useGroups().data ?? [];
  const [basis, setBasis] = useState<'history' | 'figures'>('history');
  const [from, setFrom] = useState(() => dayBefore(Date.now(), 7));
  const [to, setTo] = useState(() => dayBefore(Date.now(), 0));
  const [comes, setComes] = useState(nothingComes);
  const [hours, setHours] = useState(168);
  const [targetSeconds, setTarget] = useState(20);
  const [name, setName] = useState('');
  const [sets, setSets] = useState(setsAtFirst);

  const arrivals = streamsOf(comes, groups);
  const period = periodOf(from, to, Date.now());
  const ruleSets = comparedOf(sets);
  const missing = missingOf({ basis, ...period, arrivals: arrivals.length, ruleSets: ruleSets.length });
  const start = useMutation({
    mutationFn: async () => {
      const { from: begins, to: ends } = periodOf(from, to, Date.now());
      const source =
        basis === 'history'
          ? { kind: 'history' as const, from: begins ?? '', to: ends ?? '' }
          : { kind: 'distributions' as const, arrivals };
      const called = name.trim() || t(`simulator.${basis}`);
      const body = { name: called, hours, seed: 1, targetSeconds, source, ruleSets };
      return (await api(simulationRoutes.createSimulation, { body })).simulation;
    },
    onSuccess: async (made) => {
      onStarted(made.id);
      await cache.invalidateQueries({ queryKey: ['simulations'], exact: true });
    },
  });

  return (
    <form
      className="sim-form"
      onSubmit={(event) => {
        event.preventDefault();
        start.mutate();
      }}
    >
      <SegmentedControl
        fullWidth
        aria-label={t('simulator.whatIf')}
        data={(['history', 'figures'] as const).map((value) => ({ value, label: t(`simulator.${value}`) }))}
        value={basis}
        onChange={(value) => {
          setBasis(value === 'history' ? 'history' : 'figures');
          // What was refused was said of the other one.
          start.reset();
        }}
      />
      {basis === 'history' ? (
        <div>
          <div className="sim-pair">
            <TextInput type="date" label={t('simulator.from')} value={from} onChange={(e) => setFrom(e.target.value)} />
            <TextInput type="date" label={t('simulator.to')} value={to} onChange={(e) => setTo(e.target.value)} />
          </div>
          <InWords from={from} to={to} />
        </div>
      ) : (
        <ComesFields groups={groups} comes={comes} onChange={setComes} />
      )}
      <div className="sim-pair">
        <NumberInput
          label={t('simulator.hours')}
          min={1}
          max={744}
          value={hours}
          onChange={(value) => setHours(Number(value) || 24)}
        />
        <NumberInput
          label={t('simulator.target')}
          min={1}
          max={3_600}
          value={targetSeconds}
          onChange={(value) => setTarget(Math.round(Number(value)) || 20)}
        />
      </div>
      <RuleSetFields chosen={sets} onChange={setSets} />
      <TextInput
        label={t('simulator.called')}
        placeholder={t(`simulator.${basis}`)}
        maxLength={80}
        value={name}
        onChange={(e) => setName(e.target.value)}
      />
      {start.isError && <Refused error={start.error} />}
      <div className="sim-go">
        <p id="sim-missing" className="mut small sim-missing" role="status">
          {missing !== null && t(`simulator.missing.${missing}`, { most: mostSets })}
        </p>
        <Button
          type="submit"
          variant="filled"
          fullWidth
          disabled={missing !== null}
          aria-describedby={missing === null ? undefined : 'sim-missing'}
          loading={start.isPending}
        >
          {t('simulator.start')}
        </Button>
      </div>
    </form>
  );
}

/** The browser writes days its own way; here they stand in the language of the page. */
function InWords({ from, to }: { from: string; to: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const days = daysIn(from, to);
  if (days === 0) return null;
  const today = dayBefore(Date.now(), 0);
  const day = (one: string) => (one === today ? t('simulator.today') : dateOf(`${one}T00:00`, language));
  return (
    <p className="small mut" style={{ marginTop: 4 }}>
      {t('simulator.period', { from: day(from), to: day(to), count: days })}
    </p>
  );
}

/** What the catalogue says, with the figures it goes by. */
function Refused({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const details = error instanceof ApiError ? error.details : {};
  return (
    <div className="coral small" role="alert">
      <p>{t(`errors.${failureCode(error)}`)}</p>
      {typeof details.served === 'number' && (
        <p>{t('simulator.served', { served: details.served, needed: Number(details.needed) })}</p>
      )}
      {typeof details.contacts === 'number' && (
        <p>{t('simulator.tooMany', { contacts: details.contacts, most: Number(details.most) })}</p>
      )}
    </div>
  );
}
