import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../api/index.ts';
import { Dialog } from '../ui/index.ts';

interface DeleteQuestionProps {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly remove: () => Promise<unknown>;
  readonly onDeleted: () => void;
  /** More about why it was refused: where it is still in use. */
  readonly refusal?: (error: unknown) => ReactNode;
}

/** A button that asks before it deletes, and says why it may not. */
export function DeleteQuestion({ label, title, text, remove, onDeleted, refusal }: DeleteQuestionProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({ mutationFn: remove, onSuccess: onDeleted });
  return (
    <>
      <Button className="danger" onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog opened={asking} onClose={() => setAsking(false)} title={title} above>
        <p className="mid">{text}</p>
        {removing.isError && (
          <div className="coral small" role="alert">
            <p>{t(`errors.${failureCode(removing.error)}`)}</p>
            {refusal?.(removing.error)}
          </div>
        )}
        <Group justify="flex-end" gap="xs" mt="lg">
          <Button onClick={() => setAsking(false)}>{t('admin.cancel')}</Button>
          <Button className="danger" loading={removing.isPending} onClick={() => removing.mutate()}>
            {label}
          </Button>
        </Group>
      </Dialog>
    </>
  );
}
