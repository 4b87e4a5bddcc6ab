import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Conversation, type HandOver, type OwnReason, queueRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { groupAsked, isNamed } from '../../shared/routing-words.ts';
import { Failed } from '../../shared/ui/index.ts';
import { ruleText, waysToMe } from './why.ts';

/** For agents: by which rule, or from whom, it came to them. Who else there was is not theirs to know. */
export function WhyMe({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const { id, version } = conversation;
  const found = useQuery({
    queryKey: ['own-routing', id, version],
    queryFn: () => api(queueRoutes.getOwnRouting, { params: { conversationId: id } }),
    placeholderData: (before) => (before?.conversationId === id ? before : undefined),
  });
  const ways = found.data ? waysToMe(found.data, me.id) : [];
  if (!found.isError && ways.length === 0) return null;
  return (
    <div className="sec">
      <details className="why" open>
        <summary>
          {t('why.title')}
          <IconChevronDown className="icon s" aria-hidden />
        </summary>
        {found.isError && <Failed error={found.error} retry={() => void found.refetch()} />}
        <ol className="why-ways">
          {ways.map((way) => (
            <li key={way.at}>{'from' in way ? <FromColleague way={way} /> : <FromRouter way={way} />}</li>
          ))}
        </ol>
      </details>
    </div>
  );
}

const useRuleName = () => {
  const { t } = useTranslation();
  return (chose: { rule: string; ruleVersion: number | null }): string => ruleText(chose, t);
};

function FromColleague({ way: { from, state, at, groupName, rule, ruleVersion } }: { way: HandOver }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const ruleName = useRuleName();
  const said = { from: from.displayName, time: timeOf(at, language) };
  return (
    <>
      <p>{t(state === 'consulting' ? 'why.own.consulted' : 'why.handedOverToYou', said)}</p>
      {groupName !== null && <p className="small mut">{t('why.own.toGroup', { group: groupName })}</p>}
      {rule !== null && <p className="small mut">{t('why.own.byRules', { rule: ruleName({ rule, ruleVersion }) })}</p>}
    </>
  );
}

function FromRouter({ way }: { way: OwnReason }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const ruleName = useRuleName();
  const { stage, stageKind, groupName: group, strategy, assignedBy, at } = way;
  const said = { by: assignedBy ?? '', group, time: timeOf(at, language) };
  return stageKind === 'manual' ? (
    <>
      <p>{t(assignedBy === null ? 'why.own.picked' : 'why.own.assigned', said)}</p>
      <p className="small mut">{ruleName(way)}</p>
    </>
  ) : (
    <>
      <p>{t('why.own.routed', said)}</p>
      <p className="small mut">{ruleName(way)}</p>
      <p className="small mut">
        {isNamed(stageKind)
          ? t('why.choiceNamed', { stage, named: t(`why.named.${stageKind}`) })
          : t('why.choice', { stage, group: groupAsked(t, way), strategy: t(`rules.strategy.${strategy}`) })}
      </p>
    </>
  );
}
