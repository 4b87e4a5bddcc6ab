import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type RuleSet, ruleRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, RowBones, SideSheet } from '../../shared/ui/index.ts';
import type { DraftAction } from './draft.ts';
import { useRuleWorld } from './rule-world.ts';

interface VersionsSheetProps {
  readonly inForce: RuleSet;
  readonly edit: (action: DraftAction) => void;
  readonly onClose: () => void;
}

/** Everything that was ever in force; any of it can become the draft again. */
export function VersionsSheet({ inForce, edit, onClose }: VersionsSheetProps) {
  const { t } = useTranslation();
  const api = useApi();
  const language = useLanguage();
  const { readOnly } = useRuleWorld();
  const versions = useQuery({
    queryKey: ['rules', 'versions', inForce.version],
    queryFn: async () => (await api(ruleRoutes.listRuleSetVersions)).versions,
  });
  const restore = useMutation({
    mutationFn: async (version: number) =>
      (await api(ruleRoutes.getRuleSetVersion, { params: { version: String(version) } })).ruleSet,
    onSuccess: (ruleSet) => {
      edit({ kind: 'replace_all', rules: ruleSet.rules });
      notifications.show({ message: t('ruleSet.restored', { version: ruleSet.version }) });
      onClose();
    },
  });
  return (
    <SideSheet opened onClose={onClose} title={t('ruleSet.versions')}>
      {versions.isPending && <RowBones count={4} />}
      {versions.isError && <Failed error={versions.error} retry={() => void versions.refetch()} />}
      {restore.isError && (
        <p className="coral small" role="alert">
          {t(`errors.${failureCode(restore.error)}`)}
        </p>
      )}
      {versions.data?.length === 0 && <p className="mid">{t('ruleSet.noVersions')}</p>}
      <ul className="versions">
        {versions.data?.map((one) => (
          <li key={one.version}>
            <div className="grow">
              <p className="flex">
                <b>{t('ruleSet.version', { version: one.version })}</b>
                {one.version === inForce.version && <span className="tag ok">{t('ruleSet.isInForce')}</span>}
              </p>
              {one.note && <p>{one.note}</p>}
              <p className="small mut">
                {t('ruleSet.versionBy', {
                  at: momentOf(one.createdAt, language),
                  name: one.createdBy ?? t('ruleSet.somebody'),
                  count: one.ruleCount,
                })}
              </p>
            </div>
            {!readOnly && (
              <Button
                size="compact-sm"
                aria-label={t('ruleSet.restoreVersion', { version: one.version })}
                loading={restore.isPending && restore.variables === one.version}
                onClick={() => restore.mutate(one.version)}
              >
                {t('ruleSet.restore')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </SideSheet>
  );
}
