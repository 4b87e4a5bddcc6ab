import { IconChevronDown } from '@tabler/icons-react';
import type { ConsideredAgent, Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { recallReason, useDesk } from '../../shared/desk/index.ts';

const mostShown = 8;

/** The router's reason, kept from the offer. */
export function WhyThisAgent({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const reason = recallReason(conversation.id);
  if (!reason) return null;
  const textOf = (agent: ConsideredAgent) =>
    t(`why.verdict.${agent.verdict}`, { free: agent.freePlaces, capacity: agent.capacity });
  const considered = reason.considered.toSorted(
    (a, b) => Number(b.verdict === 'chosen') - Number(a.verdict === 'chosen'),
  );
  return (
    <div className="sec">
      <details className="why" open>
        <summary>
          {t('why.title')}
          <IconChevronDown className="icon s" aria-hidden />
        </summary>
        <p className="small mid" style={{ margin: '2px 0 4px' }}>
          {t('why.rule', {
            rule: reason.rule === 'channel group' ? t('why.channelGroup') : reason.rule,
            stage: reason.stage,
            group: reason.groupName,
            strategy: t(`why.strategy.${reason.strategy}`),
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
      </details>
    </div>
  );
}
