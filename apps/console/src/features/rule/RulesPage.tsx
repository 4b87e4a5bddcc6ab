import { useQuery } from '@tanstack/react-query';
import { type RuleSet, ruleRoutes } from '@visavis/protocol';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { Failed, TableBones } from '../../shared/ui/index.ts';
import { LeaveGuard } from './LeaveGuard.tsx';
import { NoRules } from './NoRules.tsx';
import { Overtaken } from './Overtaken.tsx';
import { RuleList } from './RuleList.tsx';
import { RulesHead } from './RulesHead.tsx';
import { type RuleWorld, RuleWorldContext } from './rule-world.ts';
import { TryPanel } from './TryPanel.tsx';
import { useRuleCheck, useRuleDraft } from './use-rule-draft.ts';
import { useRuleSet, useRuleWorldQuery } from './use-rule-world.ts';

export function RulesPage() {
  const ruleSet = useRuleSet();
  const { world, error, refetch } = useRuleWorldQuery();
  const failed = ruleSet.error ?? error;
  if (failed) {
    const retry = () => {
      void ruleSet.refetch();
      refetch();
    };
    return (
      <main className="page" id="content">
        <Failed error={failed} retry={retry} />
      </main>
    );
  }
  if (!ruleSet.data || !world) return <RulesBones />;
  return (
    <RuleWorldContext value={world}>
      <Rules inForce={ruleSet.data} world={world} />
    </RuleWorldContext>
  );
}

function RulesBones() {
  const { t } = useTranslation();
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <h1>{t('rules.title')}</h1>
        </div>
        <TableBones rows={5} columns={1} />
      </div>
    </main>
  );
}

function useCounts() {
  const api = useApi();
  const since = useMemo(() => {
    const midnight = new Date();
    midnight.setHours(0, 0, 0, 0);
    return midnight.toISOString();
  }, []);
  const counts = useQuery({
    queryKey: ['rules', 'counts', since],
    queryFn: () => api(ruleRoutes.countRules, { query: { since } }),
    refetchInterval: 30_000,
  });
  return counts.data;
}

function Rules({ inForce, world }: { inForce: RuleSet; world: RuleWorld }) {
  const { t } = useTranslation();
  const { draft, changes, overtaken, edit } = useRuleDraft(inForce);
  const problems = useRuleCheck(draft.rules);
  const counts = useCounts();
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <div className="rules">
      <main className="pane mid-pane scroll" id="content" aria-label={t('rules.title')}>
        <RulesHead inForce={inForce} draft={draft} changes={changes} problems={problems} edit={edit} />
        {world.readOnly && <p className="pane-note rules-note">{t('rules.readOnly')}</p>}
        {overtaken && <Overtaken inForce={inForce} draft={draft} edit={edit} />}
        {draft.rules.length === 0 ? (
          <NoRules edit={edit} onOpen={setOpenId} />
        ) : (
          <RuleList
            rules={draft.rules}
            changes={changes}
            problems={problems}
            counts={counts}
            openId={openId}
            onOpen={setOpenId}
            edit={edit}
          />
        )}
      </main>
      <aside className="pane try scroll" aria-label={t('ruleTry.title')}>
        <TryPanel draft={draft} changed={changes.length > 0} />
      </aside>
      <LeaveGuard changes={changes.length} />
    </div>
  );
}
