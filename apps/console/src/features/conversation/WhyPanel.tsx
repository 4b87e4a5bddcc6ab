import { useQuery } from '@tanstack/react-query';
import { type AskedAgent, type Conversation, queueRoutes, type RoutedEntry } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, RowBones } from '../../shared/ui/index.ts';
import { Considered } from './Considered.tsx';
import { momentsOf, outcomeOf, passedText, ruleText, stageAt } from './why.ts';
import { plannedText, stepText, told } from './why-words.ts';

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
  const language = useLanguage();
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
            {plannedText(stage, t, language)}
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
            <Happened key={`${moment.at}${moment.step.kind}`} at={moment.at}>
              {stepText(moment.step, t)}
            </Happened>
          ),
        )}
      </ul>
      <p className="small mut">{outcomeOf(entry, t)}</p>
    </section>
  );
}

/** The last time the same agent was asked before and did not take it. */
const askedBefore = ({ offers }: RoutedEntry, offer: AskedAgent): AskedAgent | undefined =>
  offers.findLast((one) => one.agentId === offer.agentId && one.offeredAt < offer.offeredAt);

function Asked({ offer, before }: { offer: AskedAgent; before: AskedAgent | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { declineReason, declineNote } = offer;
  const said = declineReason === null ? '' : (declineNote ?? t(`decline.reasons.${declineReason}`));
  return (
    <li>
      <time dateTime={offer.offeredAt}>{timeOf(offer.offeredAt, language)}</time>
      <details>
        <summary>
          {told(t(`why.asked.${offer.state}`, { agent: offer.agentName }), said, t)}
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

function Happened({ at, children }: { at: string; children: string }) {
  const language = useLanguage();
  return (
    <li>
      <time dateTime={at}>{timeOf(at, language)}</time>
      <span>{children}</span>
    </li>
  );
}
