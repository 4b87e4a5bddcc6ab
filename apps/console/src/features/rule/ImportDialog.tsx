import { Button, FileButton, Group } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type ImportedRules, type RuleProblem, ruleRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { ApiError, failureCode } from '../../shared/api/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';
import type { DraftAction } from './draft.ts';
import { PlacedProblems } from './PlacedProblems.tsx';

interface ImportDialogProps {
  readonly version: number;
  readonly edit: (action: DraftAction) => void;
  readonly onClose: () => void;
}

class NoJson extends Error {}
class NoRules extends Error {}

/** Every exported file says what it is; whatever does not was made by something else. */
const isExport = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'visavis-routing-rules';

/** Reads a file of rules into the draft; what is wrong with it is shown at its place. */
export function ImportDialog({ version, edit, onClose }: ImportDialogProps) {
  const { t } = useTranslation();
  const api = useApi();
  const read = useMutation({
    mutationFn: async (file: File): Promise<ImportedRules> => {
      const text = await file.text();
      let document: unknown;
      try {
        document = JSON.parse(text);
      } catch (error) {
        throw new NoJson(error instanceof Error ? error.message : String(error));
      }
      if (!isExport(document)) throw new NoRules();
      return api(ruleRoutes.importRules, { body: { document, dryRun: true, version } });
    },
  });
  const { data, error } = read;
  const told =
    error instanceof ApiError && Array.isArray(error.details.problems)
      ? (error.details.problems as RuleProblem[])
      : undefined;
  const problems = data?.problems ?? told ?? [];
  const take = () => {
    if (!data) return;
    edit({ kind: 'replace_all', rules: data.rules });
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('ruleSet.importTitle')}>
      <p className="mid">{t('ruleSet.importText')}</p>
      <FileButton accept="application/json,.json" onChange={(file) => file && read.mutate(file)}>
        {(props) => (
          <Button
            {...props}
            mt="sm"
            data-autofocus
            loading={read.isPending}
            leftSection={<IconFileImport className="icon s" aria-hidden />}
          >
            {t('ruleSet.chooseFile')}
          </Button>
        )}
      </FileButton>
      {error && !told && (
        <p className="coral small" role="alert" style={{ marginTop: 12 }}>
          {error instanceof NoJson
            ? t('ruleSet.noJson', { reason: error.message })
            : t(error instanceof NoRules ? 'ruleSet.noRulesFile' : `errors.${failureCode(error)}`)}
        </p>
      )}
      {data && data.rules.length > 0 && (
        <div role="status" style={{ marginTop: 12 }}>
          <p>
            <b>{t('ruleSet.found', { count: data.rules.length })}</b>
          </p>
          {data.matched.length > 0 && (
            <p className="small mid">{t('ruleSet.matched', { count: data.matched.length })}</p>
          )}
        </div>
      )}
      {problems.length > 0 && <PlacedProblems problems={problems} rules={data?.rules ?? []} />}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button onClick={onClose}>{t('admin.cancel')}</Button>
        <Button variant="filled" disabled={!data || data.rules.length === 0} onClick={take}>
          {t('ruleSet.takeIn')}
        </Button>
      </Group>
    </Dialog>
  );
}
