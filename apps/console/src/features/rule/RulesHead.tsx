import { Button, Menu } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconArrowBackUp, IconArrowForwardUp, IconDots } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type RuleSet, ruleRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { downloadJson } from '../../shared/download.ts';
import { useApi } from '../../shared/ports.ts';
import type { Draft, DraftAction } from './draft.ts';
import type { RuleChange } from './draft-diff.ts';
import { ImportDialog } from './ImportDialog.tsx';
import { PutInForce } from './PutInForce.tsx';
import type { ProblemsByRule } from './rule-problems.ts';
import { useRuleWorld } from './rule-world.ts';
import { VersionsSheet } from './VersionsSheet.tsx';

interface RulesHeadProps {
  readonly inForce: RuleSet;
  readonly draft: Draft;
  readonly changes: readonly RuleChange[];
  readonly problems: ProblemsByRule;
  readonly edit: (action: DraftAction) => void;
}

/** Which version is in force, what is changed, and the ways to put it in force or throw it away. */
export function RulesHead({ inForce, draft, changes, problems, edit }: RulesHeadProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { readOnly } = useRuleWorld();
  const [open, setOpen] = useState<'put' | 'versions' | 'import' | null>(null);
  const close = () => setOpen(null);
  useHotkeys([
    ['mod+Z', () => edit({ kind: 'undo' })],
    ['mod+shift+Z', () => edit({ kind: 'redo' })],
  ]);
  const save = async () => {
    try {
      const file = await api(ruleRoutes.exportRules);
      downloadJson(`visavis-rules-${file.version}.json`, file);
    } catch (error) {
      notifications.show({ message: t(`errors.${failureCode(error)}`), color: 'red' });
    }
  };
  return (
    <div className="rules-head">
      <div className="grow">
        <div className="flex">
          <h1>{t('rules.title')}</h1>
          <span className="small mut tabular">
            {inForce.version === 0 ? t('rules.noVersion') : t('rules.version', { version: inForce.version })}
          </span>
        </div>
        <p className="small mut cut">{t('rules.lead')}</p>
      </div>
      {!readOnly && (
        <>
          <span role="status">
            {changes.length > 0 && <span className="tag wait">{t('ruleEdit.unsaved', { count: changes.length })}</span>}
          </span>
          <span className="flex steps">
            <Button
              variant="subtle"
              aria-label={t('ruleEdit.undo')}
              title={t('ruleEdit.undo')}
              disabled={draft.past.length === 0}
              onClick={() => edit({ kind: 'undo' })}
            >
              <IconArrowBackUp className="icon" aria-hidden />
            </Button>
            <Button
              variant="subtle"
              aria-label={t('ruleEdit.redo')}
              title={t('ruleEdit.redo')}
              disabled={draft.future.length === 0}
              onClick={() => edit({ kind: 'redo' })}
            >
              <IconArrowForwardUp className="icon" aria-hidden />
            </Button>
          </span>
          <Button disabled={changes.length === 0} onClick={() => edit({ kind: 'discard' })}>
            {t('ruleEdit.discard')}
          </Button>
          <Button variant="filled" disabled={changes.length === 0} onClick={() => setOpen('put')}>
            {t('ruleEdit.putInForce')}
          </Button>
        </>
      )}
      <Menu position="bottom-end" width={240} withinPortal>
        <Menu.Target>
          <Button variant="subtle" aria-label={t('ruleEdit.more')}>
            <IconDots className="icon" aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component={Link} to="/simulator">
            {t('ruleEdit.simulate')}
          </Menu.Item>
          <Menu.Item onClick={() => setOpen('versions')}>{t('ruleEdit.versions')}</Menu.Item>
          {!readOnly && <Menu.Item onClick={() => setOpen('import')}>{t('ruleEdit.import')}</Menu.Item>}
          <Menu.Item disabled={inForce.version === 0} onClick={() => void save()}>
            {t('ruleEdit.export')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'put' && <PutInForce draft={draft} changes={changes} problems={problems} edit={edit} onClose={close} />}
      {open === 'versions' && <VersionsSheet inForce={inForce} edit={edit} onClose={close} />}
      {open === 'import' && <ImportDialog version={inForce.version} edit={edit} onClose={close} />}
    </div>
  );
}
