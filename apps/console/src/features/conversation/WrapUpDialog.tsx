import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Conversation } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Dialog } from '../../shared/ui/index.ts';
import { drafts } from './drafts.ts';

const maxLength = 4000;

/** Asks for an optional note, then closes the conversation. */
export function WrapUpDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const name = useVisitorName()(conversation);
  const [note, setNote] = useState('');
  const close = useMutation({
    mutationFn: () => {
      const words = note.trim();
      const { id: conversationId } = conversation;
      return desk.connection.command('conversation:close', {
        conversationId,
        ...(words === '' ? {} : { note: words }),
      });
    },
    onSuccess: (answer) => {
      desk.put(answer);
      drafts.write(conversation.id, '');
      onClose();
      void navigate({ to: '/work' });
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('conversation.wrapTitle', { name })}>
      <p className="mid">{t('conversation.wrapText')}</p>
      <Textarea
        mt="md"
        label={t('conversation.note')}
        value={note}
        maxLength={maxLength}
        rows={4}
        data-autofocus
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {close.isError && (
        <p className="coral small" role="alert">
          {t(`errors.${failureCode(close.error)}`)}
        </p>
      )}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button onClick={onClose}>{t('conversation.keepOpen')}</Button>
        <Button variant="filled" loading={close.isPending} onClick={() => close.mutate()}>
          {t('conversation.close')}
        </Button>
      </Group>
    </Dialog>
  );
}
