import { IconCheck, IconCornerDownRight, IconMinus, IconX } from '@tabler/icons-react';
import type { ConsideredAgent, RoutingRule, RuleTrial, TriedRule, TriedStage } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { spanOf } from '../../shared/span.ts';
import { useRuleWorld } from './rule-world.ts';
import { failedText, triedStageText, verdictText } from './trial-words.ts';

interface TryResultProps {
  readonly trial: RuleTrial;
  readonly rules: readonly RoutingRule[];
}

/** Who gets it and when, how the rules were read, and who had how much room. */
export function TryResult({ trial, rules }: TryResultProps) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const { decision } = trial;
  const stage = trial.stages[decision.stage];
  const considered = decision.reason?.considered ?? stage?.considered ?? [];
  return (
    <>
      <div className="sec" aria-live="polite">
        <p className="verdict">{verdictText(trial, speech)}</p>
        <p className="mid">{useSummary(trial)}</p>
      </div>
      <div className="sec">
        <div className="sec-h">
          <h2>{t('ruleTry.howRead')}</h2>
        </div>
        <ol className="trail">
          {trial.rules.map((rule) => (
            <RuleLine key={rule.ruleId} rule={rule} place={rules.findIndex((one) => one.id === rule.ruleId) + 1} />
          ))}
          {trial.rules.every((rule) => rule.verdict !== 'decides') && (
            <li className="hit">
              <IconCheck className="icon s" aria-label={t('ruleTry.fits')} />
              <span>{t('ruleEdit.behind')}</span>
              <span className="t">{t('rules.channelGroup')}</span>
            </li>
          )}
        </ol>
      </div>
      <div className="sec">
        <div className="sec-h">
          <h2>{t('ruleTry.stages')}</h2>
          {trial.priority > 0 && (
            <span className="small mut">{t('ruleTry.priority', { priority: trial.priority })}</span>
          )}
        </div>
        <ol className="trail">
          {trial.stages.map((one, index) => (
            <StageLine
              // biome-ignore lint/suspicious/noArrayIndexKey: stages of one plan, drawn anew with each trial
              key={index}
              stage={one}
              number={index + 1}
              chosen={index === decision.stage && decision.kind === 'offer'}
            />
          ))}
        </ol>
      </div>
      {considered.length > 0 && <Room considered={considered} />}
    </>
  );
}

function useSummary({ decision, stages, rule }: RuleTrial): string {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const stage = stages[decision.stage];
  const skipped = stages.slice(0, decision.stage).filter((one) => one.kind !== 'offer');
  const said: string[] = [];
  const last = rule.split(' › ').at(-1);
  const name = stage?.ruleName ?? (last === 'channel group' ? t('ruleEdit.behind') : (last ?? ''));
  if (stage)
    said.push(
      t('ruleTry.summary.place', { rule: name, stage: decision.stage + 1, text: triedStageText(stage, speech) }),
    );
  if (decision.kind === 'offer' && skipped.length > 0)
    said.push(t('ruleTry.summary.skipped', { count: skipped.length }));
  if (decision.kind === 'wait' && decision.waits) said.push(t(`ruleTry.waits.${decision.waits}`));
  if (decision.kind === 'wait' && decision.againAfterSeconds !== null) {
    said.push(t('ruleTry.summary.again', { time: spanOf(decision.againAfterSeconds, t) }));
  }
  if (decision.ahead > 0) said.push(t('ruleTry.summary.ahead', { count: decision.ahead }));
  return said.join(speech.language === 'zh' ? '' : ' ');
}

const readIcons = {
  decides: IconCheck,
  adds: IconCornerDownRight,
  does_not_fit: IconX,
  not_read: IconMinus,
  off: IconMinus,
} as const;

function RuleLine({ rule, place }: { rule: TriedRule; place: number }) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const Icon = readIcons[rule.verdict];
  const fits = rule.verdict === 'decides' || rule.verdict === 'adds';
  return (
    <li className={fits ? 'hit' : ''}>
      <Icon className="icon s" role="img" aria-label={t(fits ? 'ruleTry.fits' : 'ruleTry.fitsNot')} />
      <span>
        {place > 0 ? `${place} ` : ''}
        {rule.name}
      </span>
      <span className="t">
        {rule.verdict === 'does_not_fit' ? failedText(rule, speech) : t(`ruleTry.read.${rule.verdict}`)}
      </span>
    </li>
  );
}

function StageLine({ stage, number, chosen }: { stage: TriedStage; number: number; chosen: boolean }) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const search = stage.kind !== 'offer' && stage.kind !== 'overflow';
  const from = spanOf(stage.fromSeconds, t);
  const time =
    stage.untilSeconds === null
      ? stage.fromSeconds === 0
        ? t('rules.time.start')
        : t(search ? 'rules.time.from' : 'rules.time.after', { from })
      : stage.untilSeconds === stage.fromSeconds
        ? t('rules.time.passed')
        : t('rules.time.span', { from, until: spanOf(stage.untilSeconds, t) });
  const Icon = chosen ? IconCheck : search && stage.fits === 0 ? IconX : IconMinus;
  return (
    <li className={chosen ? 'hit' : ''}>
      <Icon className="icon s" aria-hidden />
      <span>
        {number} {triedStageText(stage, speech)}
        <span className="small mut block tabular">{time}</span>
      </span>
      <span className="t">
        {stage.gap ? t(`ruleTry.gap.${stage.gap}`) : search ? t('ruleTry.fitsCount', { count: stage.fits }) : ''}
      </span>
    </li>
  );
}

const mostShown = 8;
const hasRoom = (agent: ConsideredAgent) => ['chosen', 'eligible', 'later_choice', 'ramping'].includes(agent.verdict);

function Room({ considered }: { considered: readonly ConsideredAgent[] }) {
  const { t } = useTranslation();
  const sorted = considered.toSorted(
    (a, b) =>
      Number(b.verdict === 'chosen') - Number(a.verdict === 'chosen') ||
      Number(hasRoom(b)) - Number(hasRoom(a)) ||
      b.freePlaces - a.freePlaces,
  );
  return (
    <div className="sec">
      <div className="sec-h">
        <h2>{t('ruleTry.room')}</h2>
        <span className="small mut">{t('ruleTry.roomOf')}</span>
      </div>
      <ul className="bars">
        {sorted.slice(0, mostShown).map((agent) => {
          const share = agent.capacity === 0 || !hasRoom(agent) ? 0 : agent.freePlaces / agent.capacity;
          return (
            <li key={agent.agentId} className={agent.verdict === 'chosen' ? 'won' : ''}>
              <span className="cut">{agent.displayName}</span>
              <span className="b" aria-hidden="true">
                <i style={{ width: `${Math.round(share * 100)}%` }} />
              </span>
              {agent.verdict === 'chosen' || agent.verdict === 'eligible' ? (
                <span className="num">{t('ruleTry.free', { free: agent.freePlaces, capacity: agent.capacity })}</span>
              ) : (
                <span className="small mut">{t(`why.verdict.${agent.verdict}`)}</span>
              )}
            </li>
          );
        })}
      </ul>
      {sorted.length > mostShown && (
        <p className="small mut">{t('ruleSet.andMore', { count: sorted.length - mostShown })}</p>
      )}
    </div>
  );
}
