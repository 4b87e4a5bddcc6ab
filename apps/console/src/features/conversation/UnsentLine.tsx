import { Button } from '@mantine/core';
import type { OutboxEntry } from '@visavis/client';
import { useTranslation } from 'react-i18next';
import { useConnectionState, useDesk } from '../../shared/desk/index.ts';
import { Avatar } from '../../shared/ui/index.ts';

/** A message on its way: it stays visible until the server has stored it, and says why when it cannot be. */
export function UnsentLine({ entry }: { entry: OutboxEntry }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { status } = useConnectionState();
  const failed = entry.state === 'failed';
  return (
    <li className="mine">
      <time />
      <Avatar name={desk.me.displayName} me size="s" />
      <div>
        <p className="who pine">{t('conversation.you')}</p>
        <p className="said">{entry.body.kind === 'text' ? entry.body.text : t('composer.file')}</p>
        {failed ? (
          <p className="said-state coral" role="alert">
            {t('conversation.notSent')}. {entry.failure ? t(`errors.${entry.failure}`) : ''}
            <Button size="compact-xs" onClick={() => void desk.outbox.retry(entry.clientMsgId)}>
              {t('conversation.again')}
            </Button>
            <Button size="compact-xs" variant="subtle" onClick={() => void desk.outbox.remove(entry.clientMsgId)}>
              {t('conversation.discard')}
            </Button>
          </p>
        ) : (
          <p className="said-state">{t(status === 'online' ? 'conversation.sending' : 'conversation.waitingLink')}</p>
        )}
      </div>
    </li>
  );
}
