import { Button } from '@mantine/core';
import { IconArrowForwardUp } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openTransferOf, useDeskState } from '../../shared/desk/index.ts';
import { TransferPanel } from './TransferPanel.tsx';

/** Opens the panel that asks to whom. */
export function TransferButton({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const open = openTransferOf(useDeskState(), conversation.id) !== undefined;
  return (
    <>
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
      {asking && <TransferPanel conversation={conversation} onClose={() => setAsking(false)} />}
    </>
  );
}
