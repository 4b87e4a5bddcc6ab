import { comparedFigures, comparedGroups, type Simulation, type SimulationReport } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { momentOf, numberOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { AnsweredChart } from './AnsweredChart.tsx';
import { EachAgent } from './EachAgent.tsx';
import { Figures } from './Figures.tsx';
import { LoadChart } from './LoadChart.tsx';
import { useWritten } from './words.ts';

interface ReportProps {
  readonly simulation: Simulation;
  readonly report: SimulationReport;
  /** Of the rule sets, in their order. */
  readonly names: readonly string[];
}

/** The report as one shows it to a board: what differs in a sentence, then the figures side by side. */
export function Report({ simulation, report, names }: ReportProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { measured, createdAt, createdBy } = simulation;
  const { ruleSets, targetSeconds } = report;
  const groups = comparedGroups(ruleSets);
  return (
    <>
      <p className="sim-paper">{simulation.name}</p>
      <Headline names={names} report={report} />
      <p className="mut sim-gap">
        {t('simulator.basis', {
          contacts: numberOf(ruleSets[0]?.all.contacts ?? 0, language),
          hours: report.hours,
          agents: report.agents,
        })}{' '}
        {measured &&
          t('simulator.measured', {
            from: momentOf(measured.from, language),
            to: momentOf(measured.to, language),
            contacts: numberOf(measured.contacts, language),
          })}{' '}
        {typeof measured?.returning === 'number' &&
          t('simulator.again', { share: Math.round((measured.returning / Math.max(1, measured.contacts)) * 100) })}{' '}
        {t('simulator.by', { name: createdBy, at: momentOf(createdAt, language) })}
      </p>
      <Figures
        title={t('simulator.all')}
        names={names}
        parts={[{ id: 'all', title: null, rows: comparedFigures(ruleSets) }]}
        target={targetSeconds}
      />
      <div className="sim-figures sim-gap">
        <AnsweredChart names={names} sets={ruleSets} target={targetSeconds} />
        <LoadChart names={names} sets={ruleSets} />
      </div>
      {groups.length > 1 && (
        <Figures
          title={t('simulator.byGroup')}
          names={names}
          parts={groups.map(({ id, name, contacts, rows }) => ({
            ...{ id, rows },
            title: t('simulator.group', { name, contacts: numberOf(contacts, language) }),
          }))}
          target={targetSeconds}
        />
      )}
      <EachAgent names={names} sets={ruleSets} />
      <p className="small mut sim-gap">{t('simulator.honest')}</p>
    </>
  );
}

function Headline({ names, report }: { names: readonly string[]; report: SimulationReport }) {
  const { t } = useTranslation();
  const written = useWritten();
  const answered = comparedFigures(report.ruleSets).find(({ key }) => key === 'inTarget');
  const [base, ...others] = report.ruleSets.map(({ all }, index) => ({
    verdict: answered?.cells[index]?.verdict ?? 'same',
    name: names[index] ?? '',
    wait: written(all.p95Wait, 'seconds'),
    share: written(all.inTarget, 'share'),
  }));
  if (!base) return null;
  const target = report.targetSeconds;
  return (
    <h2 className="verdict">
      {others.length === 0 && t('simulator.headlineOne', { target, share: base.share, wait: base.wait })}
      {others.map((other) => {
        const same = base.wait === other.wait && base.share === other.share;
        const sentence = same ? 'headlineSame' : other.verdict === 'same' ? 'headlineNear' : 'headline';
        const words = { ...other, target, base: base.name, baseShare: base.share, baseWait: base.wait };
        return (
          <span className="sim-line" key={other.name}>
            {t(`simulator.${sentence}`, words)}
          </span>
        );
      })}
    </h2>
  );
}
