import type { ConsideredAgent, RoutingReason } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { groupAsked, isNamed } from '../../shared/routing-words.ts';

const mostShown = 30;

/** How one choice was made: the stage, and everyone who was considered with the reason. */
export function Considered({ reason }: { reason: RoutingReason }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const textOf = (agent: ConsideredAgent) =>
    t(`why.verdict.${agent.verdict}`, { free: agent.freePlaces, capacity: agent.capacity });
  const considered = reason.considered.toSorted(
    (a, b) => Number(b.verdict === 'chosen') - Number(a.verdict === 'chosen'),
  );
  return (
    <>
      <p className="small mid" style={{ margin: '2px 0 4px' }}>
        {reason.stageKind === 'manual'
          ? t('why.byHand', { group: reason.groupName })
          : isNamed(reason.stageKind)
            ? t('why.choiceNamed', { stage: reason.stage, named: t(`why.named.${reason.stageKind}`) })
            : t('why.choice', {
                stage: reason.stage,
                group: groupAsked(t, reason),
                strategy: t(`rules.strategy.${reason.strategy}`),
              })}
      </p>
      <ul className="cands">
        {considered.slice(0, mostShown).map((agent) => (
          <li key={agent.agentId} className={agent.verdict === 'chosen' ? 'won' : ''}>
            <span className="cut">{agent.agentId === me.id ? t('why.you') : agent.displayName}</span>
            <span>{textOf(agent)}</span>
          </li>
        ))}
      </ul>
      {considered.length > mostShown && (
        <p className="small mut">{t('why.more', { count: considered.length - mostShown })}</p>
      )}
    </>
  );
}
