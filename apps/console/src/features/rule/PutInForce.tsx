import { Button, Group, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type RuleProblem, ruleRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, failureCode } from '../../shared/api/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';
import { ChangeList } from './ChangeList.tsx';
import type { Draft, DraftAction } from './draft.ts';
import type { RuleChange } from './draft-diff.ts';
import { PlacedProblems } from './PlacedProblems.tsx';
import { isError } from './rule-file.ts';
import type { ProblemsByRule } from './rule-problems.ts';

interface PutInForceProps {
  readonly draft: Draft;
  readonly changes: readonly RuleChange[];
  readonly problems: ProblemsByRule;
  readonly edit: (action: DraftAction) => void;
  readonly onClose: () => void;
}

/** The last look before the rules decide about real visitors. */
export function PutInForce({ draft, changes, problems, edit, onClose }: PutInForceProps) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const [note, setNote] = useState('');
  const put = useMutation({
    mutationFn: async () =>
      (await api(ruleRoutes.putRuleSet, { body: { version: draft.version, rules: draft.rules, note } })).ruleSet,
    onSuccess: (ruleSet) => {
      queryClient.setQueryData(['rules'], ruleSet);
      void queryClient.invalidateQueries({ queryKey: ['rules'] });
      edit({ kind: 'start', version: ruleSet.version, rules: ruleSet.rules });
      notifications.show({ message: t('ruleSet.inForce', { version: ruleSet.version }) });
      onClose();
    },
    onError: (error) => {
      // The page then says who was faster, and keeps the draft to compare.
      if (failureCode(error) !== 'version_conflict') return;
      void queryClient.invalidateQueries({ queryKey: ['rules'] });
      onClose();
    },
  });
  const known = [...problems.values()].flat().map((one) => one.problem);
  const told = put.error instanceof ApiError ? (put.error.details.problems as RuleProblem[] | undefined) : undefined;
  const all = told ?? known;
  const blocked = all.some(isError);
  return (
    <Dialog opened onClose={onClose} title={t('ruleSet.putTitle')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!blocked) put.mutate();
        }}
      >
        <p className="mid">{t('ruleSet.putText')}</p>
        <ChangeList changes={changes} />
        {all.length > 0 && <PlacedProblems problems={all} rules={draft.rules} />}
        <Textarea
          label={t('ruleSet.note')}
          description={t('ruleSet.noteHint')}
          data-autofocus
          maxLength={500}
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {put.isError && !told && (
          <p className="coral small" role="alert">
            {t(`errors.${failureCode(put.error)}`)}
          </p>
        )}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button onClick={onClose}>{t('admin.cancel')}</Button>
          <Button type="submit" variant="filled" loading={put.isPending} disabled={blocked}>
            {t('ruleSet.put')}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
