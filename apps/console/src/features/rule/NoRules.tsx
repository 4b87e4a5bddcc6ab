import { Button } from '@mantine/core';
import { IconPlus, IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Nothing } from '../../shared/ui/index.ts';
import type { DraftAction } from './draft.ts';
import { type ExampleKind, example, exampleKinds, newRule } from './new-parts.ts';
import { useRuleWorld } from './rule-world.ts';

interface NoRulesProps {
  readonly edit: (action: DraftAction) => void;
  readonly onOpen: (id: string) => void;
}

/** Before the first rule: what happens without any, and examples to begin with. */
export function NoRules({ edit, onOpen }: NoRulesProps) {
  const { t } = useTranslation();
  const { readOnly, channels, calendars } = useRuleWorld();
  const first = { channelId: channels[0]?.id, calendarId: calendars[0]?.id };
  const begin = (kind: ExampleKind) => {
    const rule = example(kind, t(`ruleSet.example.${kind}`), first);
    edit({ kind: 'add', rules: [rule] });
    onOpen(rule.id);
  };
  const beginEmpty = () => {
    const rule = newRule(t('ruleEdit.newName'));
    edit({ kind: 'add', rules: [rule] });
    onOpen(rule.id);
  };
  return (
    <Nothing icon={IconRoute} title={t('ruleSet.empty')} text={t('ruleSet.emptyText')}>
      {!readOnly && (
        <>
          <ul className="examples" aria-label={t('ruleSet.examples')}>
            {exampleKinds.map((kind) => (
              <li key={kind}>
                <button type="button" className="example" onClick={() => begin(kind)}>
                  <b>{t(`ruleSet.example.${kind}`)}</b>
                  <span>{t(`ruleSet.exampleText.${kind}`)}</span>
                </button>
              </li>
            ))}
          </ul>
          <Button leftSection={<IconPlus className="icon s" aria-hidden />} onClick={beginEmpty}>
            {t('ruleSet.fromNothing')}
          </Button>
        </>
      )}
    </Nothing>
  );
}
