import { Button } from '@mantine/core';
import type { RuleSet } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { ChangeList } from './ChangeList.tsx';
import type { Draft, DraftAction } from './draft.ts';
import { diffRules } from './draft-diff.ts';

interface OvertakenProps {
  readonly inForce: RuleSet;
  readonly draft: Draft;
  readonly edit: (action: DraftAction) => void;
}

/** Somebody put other rules in force meanwhile: what they changed, and what to do with the draft. */
export function Overtaken({ inForce, draft, edit }: OvertakenProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [shown, setShown] = useState(false);
  const theirs = diffRules(draft.base, inForce.rules);
  return (
    <div className="problem rules-note" role="alert">
      <b>
        {t('ruleSet.overtaken', {
          version: inForce.version,
          name: inForce.createdBy ?? t('ruleSet.somebody'),
          at: momentOf(inForce.createdAt, language),
        })}
      </b>
      <span>{t('ruleSet.overtakenText')}</span>
      {shown && <ChangeList changes={theirs} />}
      <span className="flex">
        <Button size="compact-sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'ruleSet.hideTheirs' : 'ruleSet.showTheirs')}
        </Button>
        <Button
          size="compact-sm"
          onClick={() => edit({ kind: 'rebase', version: inForce.version, base: inForce.rules })}
        >
          {t('ruleSet.keepMine')}
        </Button>
        <Button
          size="compact-sm"
          onClick={() => edit({ kind: 'start', version: inForce.version, rules: inForce.rules })}
        >
          {t('ruleSet.takeTheirs')}
        </Button>
      </span>
    </div>
  );
}
