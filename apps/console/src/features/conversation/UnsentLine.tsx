import { Button } from '@mantine/core';
import type { MessageOutbox, OutboxEntry } from '@visavis/client';
import { useTranslation } from 'react-i18next';
import { useConnectionState, useDesk } from '../../shared/desk/index.ts';
import { Avatar } from '../../shared/ui/index.ts';

interface UnsentProps {
  readonly entry: OutboxEntry;
  readonly outbox: MessageOutbox;
  /** Not to the visitor: to the other agents. */
  readonly note?: boolean;
}

/** A message on its way: it stays visible until the server has stored it, and says why when it cannot be. */
export function UnsentLine({ entry, outbox, note = false }: UnsentProps) {
  const { t } = useTranslation();
  const desk = useDesk();
  const { status } = useConnectionState();
  const failed = entry.state === 'failed';
  return (
    <li className={note ? 'inner' : 'mine'}>
      <time />
      <Avatar name={desk.me.displayName} me size="s" />
      <div>
        <p className={note ? 'who' : 'who pine'}>
          <span>
            {t('conversation.you')}
            {note && <span className="inner-word">{t('note.word')}</span>}
          </span>
        </p>
        <p className="said">{entry.body.kind === 'text' ? entry.body.text : t('composer.file')}</p>
        {failed ? (
          <p className="said-state coral" role="alert">
            {t('conversation.notSent')}. {entry.failure ? t(`errors.${entry.failure}`) : ''}
            <Button size="compact-xs" onClick={() => void outbox.retry(entry.clientMsgId)}>
              {t('conversation.again')}
            </Button>
            <Button size="compact-xs" variant="subtle" onClick={() => void outbox.remove(entry.clientMsgId)}>
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
