import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { simulationRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGroups } from '../../shared/admin/index.ts';
import { ApiError, failureCode } from '../../shared/api/index.ts';
import { useApi } from '../../shared/ports.ts';
import { storedDraft } from '../rule/index.ts';
import { ComesFields } from './ComesFields.tsx';
import { type ChosenSets, comparedOf } from './compared.ts';
import { missingOf, mostSets } from './missing.ts';
import { RuleSetFields } from './RuleSetFields.tsx';
import { nothingComes, streamsOf } from './what-comes.ts';

const dayMs = 86_400_000;
/** `2026-11-26` of this browser's calendar, so many days ago. */
const dayAgo = (days: number): string => {
  const at = new Date(Date.now() - days * dayMs);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};
const midnight = (day: string): string | null => {
  const at = new Date(`${day}T00:00`);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
};
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
  const [from, setFrom] = useState(dayAgo(7));
  const [to, setTo] = useState(dayAgo(0));
  const [comes, setComes] = useState(nothingComes);
  const [hours, setHours] = useState(168);
  const [targetSeconds, setTarget] = useState(20);
  const [name, setName] = useState('');
  const [sets, setSets] = useState(setsAtFirst);

  const arrivals = streamsOf(comes, groups);
  const period = { from: midnight(from), to: midnight(to) };
  const ruleSets = comparedOf(sets);
  const missing = missingOf({ basis, ...period, arrivals: arrivals.length, ruleSets: ruleSets.length });
  const start = useMutation({
    mutationFn: async () => {
      const source =
        basis === 'history'
          ? { kind: 'history' as const, from: period.from ?? '', to: period.to ?? '' }
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
        <div className="sim-pair">
          <TextInput type="date" label={t('simulator.from')} value={from} onChange={(e) => setFrom(e.target.value)} />
          <TextInput type="date" label={t('simulator.to')} value={to} onChange={(e) => setTo(e.target.value)} />
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
