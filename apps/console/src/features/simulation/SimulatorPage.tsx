import { Button, Progress, Select } from '@mantine/core';
import { IconChartHistogram, IconMoodSad, IconPlayerStop } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Simulation, type SimulationSummary, simulationRoutes } from '@visavis/protocol';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, Nothing, TableBones } from '../../shared/ui/index.ts';
import { Report } from './Report.tsx';
import { ReportActions } from './ReportActions.tsx';
import { SimulatorForm } from './SimulatorForm.tsx';
import { useSetName } from './words.ts';

const lookAgainMs = 1_000;

/** What the right side shows: the newest, one that was chosen, or that one was cancelled. */
type Shown =
  | { readonly kind: 'newest' }
  | { readonly kind: 'one'; readonly id: string }
  | { readonly kind: 'cancelled' };

export function SimulatorPage() {
  const { t } = useTranslation();
  const api = useApi();
  const [chosen, setChosen] = useState<Shown>({ kind: 'newest' });
  const list = useQuery({
    queryKey: ['simulations'],
    queryFn: async () => (await api(simulationRoutes.listSimulations)).simulations,
  });
  const newest = list.data?.[0]?.id ?? null;
  const shown = chosen.kind === 'one' ? chosen.id : chosen.kind === 'newest' ? newest : null;
  const show = (id: string) => setChosen({ kind: 'one', id });
  const report = useRef<HTMLElement>(null);
  const started = (id: string) => {
    show(id);
    // On a phone the report stands below the form.
    report.current?.scrollIntoView({ block: 'start' });
  };
  return (
    <div className="simulator">
      <section className="pane scroll sim-side" aria-label={t('simulator.whatIf')}>
        <SimulatorForm onStarted={started} />
      </section>
      <main ref={report} className="pane mid-pane scroll sim-report" id="content" aria-label={t('simulator.title')}>
        <div className="page-head">
          <div className="grow">
            <h1>{t('simulator.title')}</h1>
            <p className="mut">{t('simulator.lead')}</p>
          </div>
          {list.data && list.data.length > 0 && <Earlier simulations={list.data} shown={shown} onChoose={show} />}
        </div>
        {list.isPending && <TableBones rows={6} columns={3} />}
        {list.error && <Failed error={list.error} retry={() => void list.refetch()} />}
        {chosen.kind === 'cancelled' && (
          <div role="status">
            <Nothing icon={IconPlayerStop} title={t('simulator.cancelled')} text={t('simulator.cancelledText')} />
          </div>
        )}
        {chosen.kind === 'newest' && list.data && newest === null && (
          <Nothing icon={IconChartHistogram} title={t('simulator.empty')} text={t('simulator.emptyText')} />
        )}
        {shown !== null && (
          <OneSimulation
            key={shown}
            id={shown}
            onCancelled={() => setChosen({ kind: 'cancelled' })}
            onDeleted={() => setChosen({ kind: 'newest' })}
          />
        )}
      </main>
    </div>
  );
}

interface EarlierProps {
  readonly simulations: readonly SimulationSummary[];
  readonly shown: string | null;
  readonly onChoose: (id: string) => void;
}

function Earlier({ simulations, shown, onChoose }: EarlierProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <Select
      className="sim-earlier"
      aria-label={t('simulator.shown')}
      placeholder={t('simulator.shown')}
      data={simulations.map((one) => ({
        value: one.id,
        label: `${one.name} · ${momentOf(one.createdAt, language)}`,
      }))}
      value={shown}
      allowDeselect={false}
      onChange={(id) => id && onChoose(id)}
    />
  );
}

interface OneSimulationProps {
  readonly id: string;
  readonly onCancelled: () => void;
  readonly onDeleted: () => void;
}

function OneSimulation({ id, onCancelled, onDeleted }: OneSimulationProps) {
  const api = useApi();
  const cache = useQueryClient();
  const setName = useSetName();
  const query = useQuery({
    queryKey: ['simulations', id],
    queryFn: async () => (await api(simulationRoutes.getSimulation, { params: { simulationId: id } })).simulation,
    refetchInterval: ({ state: { data, error } }) =>
      error === null && (data === undefined || data.state === 'queued' || data.state === 'running')
        ? lookAgainMs
        : false,
  });
  const remove = async () => {
    await api(simulationRoutes.deleteSimulation, { params: { simulationId: id } });
    cache.setQueryData<SimulationSummary[]>(['simulations'], (all) => all?.filter((one) => one.id !== id));
  };
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <TableBones rows={6} columns={3} />;
  const simulation = query.data;
  const { report } = simulation;
  if (!report) return <Unfinished simulation={simulation} cancel={remove} onCancelled={onCancelled} />;
  const names = report.ruleSets.map((_, index) => setName(simulation.compares[index]));
  return (
    <>
      <ReportActions {...{ simulation, report, names, remove, onDeleted }} />
      <Report simulation={simulation} report={report} names={names} />
    </>
  );
}

interface UnfinishedProps {
  readonly simulation: Simulation;
  readonly cancel: () => Promise<unknown>;
  readonly onCancelled: () => void;
}

function Unfinished({ simulation: { state, failure, progress }, cancel, onCancelled }: UnfinishedProps) {
  const { t } = useTranslation();
  const cancelling = useMutation({ mutationFn: cancel, onSuccess: onCancelled });
  if (failure)
    return (
      <div role="alert">
        <Nothing icon={IconMoodSad} title={t('simulator.failed')} text={t(`simulator.failures.${failure}`)} />
      </div>
    );
  const share = Math.round(progress * 100);
  return (
    <div className="sim-running">
      <p role="status">{state === 'queued' ? t('simulator.queued') : t('simulator.running', { share })}</p>
      <Progress value={share} aria-label={t('simulator.progress')} />
      <Button loading={cancelling.isPending} onClick={() => cancelling.mutate()}>
        {t('simulator.cancel')}
      </Button>
      {cancelling.isError && (
        <p className="coral small" role="alert">
          {t(`errors.${failureCode(cancelling.error)}`)}
        </p>
      )}
    </div>
  );
}
