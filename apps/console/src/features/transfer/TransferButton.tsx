import { Button, Tooltip } from '@mantine/core';
import { IconArrowForwardUp } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openTransferOf, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { TransferPanel } from './TransferPanel.tsx';

/** Opens the panel that asks to whom. */
export function TransferButton({ conversation, inCall = false }: { conversation: Conversation; inCall?: boolean }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { me } = useDesk();
  const open = openTransferOf(useDeskState(), conversation.id) !== undefined;
  if (conversation.agent?.id !== me.id) return null;
  return (
    <>
      {inCall ? (
        <Tooltip label={t('transfer.open')}>
          <button type="button" aria-haspopup="dialog" disabled={open} onClick={() => setAsking(true)}>
            <IconArrowForwardUp className="icon" aria-hidden />
            <span className="word">{t('transfer.open')}</span>
          </button>
        </Tooltip>
      ) : (
        <Button
          className="act"
          variant="subtle"
          aria-label={t('transfer.open')}
          aria-haspopup="dialog"
          disabled={open}
          onClick={() => setAsking(true)}
          leftSection={<IconArrowForwardUp className="icon" aria-hidden />}
        >
          <span className="word">{t('transfer.open')}</span>
        </Button>
      )}
      {asking && <TransferPanel conversation={conversation} onClose={() => setAsking(false)} />}
    </>
  );
}
