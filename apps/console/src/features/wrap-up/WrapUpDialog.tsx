import { Button, Group } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Conversation } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Dialog } from '../../shared/ui/index.ts';
import { EndingFields, type EndingWords } from './EndingFields.tsx';
import { useEndings } from './use-endings.ts';

interface WrapUpDialogProps {
  readonly conversation: Conversation;
  readonly onClose: () => void;
  readonly onClosed: () => void;
}

const nothing: EndingWords = { dispositionId: null, note: '', tags: [] };

/** Asks how it ended, then closes the conversation. */
export function WrapUpDialog({ conversation, onClose, onClosed }: WrapUpDialogProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const name = useVisitorName()(conversation);
  const [words, setWords] = useState(nothing);
  const endings = useEndings(conversation.id).data;
  const close = useMutation({
    mutationFn: () => {
      const note = words.note.trim();
      return desk.connection.command('conversation:close', {
        conversationId: conversation.id,
        ...(note === '' ? {} : { note }),
        ...(words.dispositionId === null ? {} : { dispositionId: words.dispositionId }),
        ...(words.tags.length === 0 ? {} : { tags: [...words.tags] }),
      });
    },
    onSuccess: (answer) => {
      desk.put(answer);
      onClose();
      onClosed();
    },
  });
  const change = (next: EndingWords): void => {
    setWords(next);
    close.reset();
  };
  return (
    <Dialog opened onClose={onClose} title={t('conversation.wrapTitle', { name })}>
      <p className="mid">{t('conversation.wrapText')}</p>
      <div className="ending">
        <EndingFields conversationId={conversation.id} value={words} onChange={change} />
      </div>
      {endings && endings.seconds > 0 && (
        <p className="small mut" style={{ marginTop: 12 }}>
          {t('ending.time', { seconds: endings.seconds })}
        </p>
      )}
      {close.isError && (
        <p className="coral small" role="alert" style={{ marginTop: 12 }}>
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
