import { Button, Checkbox, FileButton, Select } from '@mantine/core';
import { IconFileImport, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ruleRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import type { ChosenSets } from './compared.ts';

class NoRulesInIt extends Error {}

interface RuleSetFieldsProps {
  readonly chosen: ChosenSets;
  readonly onChange: (chosen: ChosenSets) => void;
}

export function RuleSetFields({ chosen, onChange }: RuleSetFieldsProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const { draft, file } = chosen;
  const versions = useQuery({
    queryKey: ['rules', 'versions', 'simulator'],
    queryFn: async () => (await api(ruleRoutes.listRuleSetVersions)).versions,
  });
  const read = useMutation({
    mutationFn: async (picked: File) => {
      let document: unknown;
      try {
        document = JSON.parse(await picked.text());
      } catch {
        throw new NoRulesInIt();
      }
      const body = { document, dryRun: true, version: 0 };
      const { rules } = await api(ruleRoutes.importRules, { body });
      if (rules.length === 0) throw new NoRulesInIt();
      return { name: picked.name.slice(-80), rules };
    },
    onSuccess: (made) => onChange({ ...chosen, file: made }),
  });
  return (
    <fieldset className="sim-sets">
      <legend>{t('simulator.compare')}</legend>
      <Checkbox
        label={t('simulator.sets.in_force')}
        checked={chosen.inForce}
        onChange={(e) => onChange({ ...chosen, inForce: e.currentTarget.checked })}
      />
      <Checkbox
        label={t('simulator.noRules')}
        description={t('simulator.noRulesText')}
        checked={chosen.noRules}
        onChange={(e) => onChange({ ...chosen, noRules: e.currentTarget.checked })}
      />
      <Checkbox
        label={t('simulator.sets.draft')}
        description={draft ? undefined : t('simulator.noDraft')}
        disabled={draft === null}
        checked={draft?.ticked ?? false}
        onChange={(e) => draft && onChange({ ...chosen, draft: { ...draft, ticked: e.currentTarget.checked } })}
      />
      {versions.data && versions.data.length > 0 && (
        <Select
          label={t('simulator.earlier')}
          placeholder={t('simulator.noEarlier')}
          clearable
          data={versions.data.map(({ version }) => ({
            value: String(version),
            label: t('simulator.sets.version', { version }),
          }))}
          value={chosen.version === null ? null : String(chosen.version)}
          onChange={(value) => onChange({ ...chosen, version: value === null ? null : Number(value) })}
        />
      )}
      {isAtLeast(me.role, 'administrator') &&
        (file ? (
          <div className="flex sim-file">
            <span className="grow cut">{t('simulator.fromFile', { name: file.name, count: file.rules.length })}</span>
            <Button
              variant="subtle"
              aria-label={t('simulator.withoutFile', { name: file.name })}
              onClick={() => onChange({ ...chosen, file: null })}
            >
              <IconX className="icon s" aria-hidden />
            </Button>
          </div>
        ) : (
          <FileButton accept="application/json,.json" onChange={(picked) => picked && read.mutate(picked)}>
            {(props) => (
              <Button
                {...props}
                loading={read.isPending}
                leftSection={<IconFileImport className="icon s" aria-hidden />}
              >
                {t('simulator.file')}
              </Button>
            )}
          </FileButton>
        ))}
      {read.isError && (
        <p className="coral small" role="alert">
          {read.error instanceof NoRulesInIt ? t('simulator.noRulesInIt') : t(`errors.${failureCode(read.error)}`)}
        </p>
      )}
    </fieldset>
  );
}
