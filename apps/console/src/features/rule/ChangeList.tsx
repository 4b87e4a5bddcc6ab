import { useTranslation } from 'react-i18next';
import type { RuleChange } from './draft-diff.ts';
import { useRuleWorld } from './rule-world.ts';
import { ruleSentence } from './sentence.ts';

/** What changes, rule by rule; sentences that change are shown before and after. */
export function ChangeList({ changes }: { changes: readonly RuleChange[] }) {
  const { t } = useTranslation();
  const { speech } = useRuleWorld();
  const textOf = (change: RuleChange): string => {
    if (change.kind !== 'changed') return t(`ruleSet.change.${change.kind}`);
    const parts = change.parts.map((part) => t(`ruleSet.part.${part === 'then' ? 'next' : part}`));
    const place = change.place ? [t('ruleSet.change.moved', change.place)] : [];
    return [...parts, ...place].join(t('ruleEdit.comma'));
  };
  return (
    <ul className="change-list">
      {changes.map((change) => {
        const after = ruleSentence(change.rule, speech);
        const before = change.kind === 'changed' ? ruleSentence(change.before, speech) : null;
        return (
          <li key={change.rule.id}>
            <p>
              <b>{change.rule.name || t('ruleEdit.unnamed')}</b> <span className="tag wait">{textOf(change)}</span>
            </p>
            {before !== null && before !== after && <p className="small mut struck">{before}</p>}
            {change.kind === 'removed' ? (
              <p className="small mut struck">{after}</p>
            ) : (
              (before === null || before !== after) && <p className="small mid">{after}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}
