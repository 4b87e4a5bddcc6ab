import { useQuery } from '@tanstack/react-query';
import {
  type AskedAgent,
  type Conversation,
  type PlannedStage,
  queueRoutes,
  type RoutedEntry,
  type RoutingStep,
} from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { optionText } from '../../shared/routing-words.ts';
import { spanOf } from '../../shared/span.ts';
import { Failed, RowBones } from '../../shared/ui/index.ts';
import { Considered } from './Considered.tsx';
import { momentsOf, outcomeOf, passedText, ruleText, stageAt, stepDetail } from './why.ts';

/** For supervisors, on every conversation: rule, plan, everyone asked and considered, and what was done by hand. */
export function WhyPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const api = useApi();
  const { id, version } = conversation;
  const found = useQuery({
    queryKey: ['routing', id, version],
    queryFn: () => api(queueRoutes.getRouting, { params: { conversationId: id } }),
    // While it waits or rings, offers come and go without a new version of the conversation.
    refetchInterval: conversation.state === 'waiting' ? 5_000 : false,
    placeholderData: (before) => (before?.conversationId === id ? before : undefined),
  });
  return (
    <div className="sec why-all">
      <div className="sec-h">
        <h2>{t('why.title')}</h2>
      </div>
      {found.isPending && <RowBones count={2} />}
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data?.entries.length === 0 && <p className="small mut">{t('why.never')}</p>}
      {found.data?.entries.map((entry, index) => (
        <Entry key={entry.id} entry={entry} number={found.data.entries.length > 1 ? index + 1 : null} />
      ))}
    </div>
  );
}

function Entry({ entry, number }: { entry: RoutedEntry; number: number | null }) {
  const { t } = useTranslation();
  const current = stageAt(entry);
  return (
    <section aria-label={t('why.wait', { number: number ?? 1 })}>
      {number !== null && <h3>{t('why.wait', { number })}</h3>}
      <p className="small mid">
        {ruleText(entry, t)}
        {entry.priority > 0 && ` · ${t('why.priority', { priority: entry.priority })}`}
      </p>
      <ol className="why-plan">
        {entry.plan.map((stage, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stages of a stored plan never move
          <li key={index} aria-current={index + 1 === current ? 'step' : undefined}>
            <StageText stage={stage} />
          </li>
        ))}
      </ol>
      <ul className="why-steps">
        {momentsOf(entry).map((moment) =>
          'offer' in moment ? (
            <Asked key={moment.offer.offerId} offer={moment.offer} before={askedBefore(entry, moment.offer)} />
          ) : 'passed' in moment ? (
            <Happened key={`${moment.at}${moment.passed.stage}`} at={moment.at}>
              {passedText(moment.passed, entry.plan, t)}
            </Happened>
          ) : (
            <Step key={`${moment.at}${moment.step.kind}`} step={moment.step} />
          ),
        )}
      </ul>
      <p className="small mut">{outcomeOf(entry, t)}</p>
    </section>
  );
}

function StageText({ stage }: { stage: PlannedStage }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const groups = stage.groups.map(({ name, minLevel }) =>
    minLevel > 1 ? t('why.groupLevel', { name, level: minLevel }) : name,
  );
  const options = stage.options.map((option) => optionText(option, { t, language }));
  const who = [...groups, ...stage.agents, ...options].join(t('joined.list'));
  return (
    <>
      {t(`why.stage.${stage.kind}`)}
      {who !== '' && `: ${who}`}
      {stage.patienceSeconds !== null && ` · ${t('why.patience', { time: spanOf(stage.patienceSeconds, t) })}`}
      {stage.afterSeconds !== null &&
        stage.afterSeconds > 0 &&
        ` · ${t('why.after', { time: spanOf(stage.afterSeconds, t) })}`}
    </>
  );
}

/** The last time the same agent was asked before and did not take it. */
const askedBefore = ({ offers }: RoutedEntry, offer: AskedAgent): AskedAgent | undefined =>
  offers.findLast((one) => one.agentId === offer.agentId && one.offeredAt < offer.offeredAt);

function Asked({ offer, before }: { offer: AskedAgent; before: AskedAgent | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <li>
      <time dateTime={offer.offeredAt}>{timeOf(offer.offeredAt, language)}</time>
      <details>
        <summary>
          {t(`why.asked.${offer.state}`, { agent: offer.agentName })}
          {offer.declineReason && `: ${offer.declineNote ?? t(`decline.reasons.${offer.declineReason}`)}`}
          {before?.endedAt && (
            <span className="small mut block">
              {t('why.again', { time: timeOf(before.endedAt, language), before: t(`why.before.${before.state}`) })}
            </span>
          )}
        </summary>
        <Considered reason={offer.reason} />
      </details>
    </li>
  );
}

const known = ['assigned', 'picked', 'moved', 'withdrawn', 'pulled_back'] as const;
const isKnown = (kind: string): kind is (typeof known)[number] => known.some((one) => one === kind);
const others = ['relaxed', 'offered', 'skipped', 'overflowed', 'expired'] as const;
const isOther = (kind: string): kind is (typeof others)[number] => others.some((one) => one === kind);

/** Why nobody was asked at the stage that has its turn. */
const waits = [
  'no_members',
  'nobody_online',
  'no_free_place',
  'asked_already',
  'taken_back',
  'leaving',
  'visitor_away',
  'lookup_pending',
  'not_yet',
  'options_only',
] as const;
const isWait = (reason: unknown): reason is (typeof waits)[number] => waits.some((one) => one === reason);

function Step({ step }: { step: RoutingStep }) {
  const { t } = useTranslation();
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  const { agentName, byName, to, front, reason } = step.detail;
  const named = { agent: text(agentName), by: text(byName), priority: text(to) };
  const what = isKnown(step.kind)
    ? t(step.kind === 'moved' && front === true ? 'why.step.front' : `why.step.${step.kind}`, named)
    : step.kind === 'stage'
      ? [t('why.step.stage', { stage: Number(to) + 1 }), isWait(reason) && t(`ruleTry.waits.${reason}`)]
          .filter(Boolean)
          .join(': ')
      : [isOther(step.kind) ? t(`why.step.${step.kind}`) : step.kind, stepDetail(step.detail)]
          .filter(Boolean)
          .join(': ');
  return <Happened at={step.at}>{what}</Happened>;
}

function Happened({ at, children }: { at: string; children: string }) {
  const language = useLanguage();
  return (
    <li>
      <time dateTime={at}>{timeOf(at, language)}</time>
      <span>{children}</span>
    </li>
  );
}
