import type { Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { Composer } from './Composer.tsx';
import { Timeline } from './Timeline.tsx';

/** One conversation's time line and the place to write. `narrow`: beside a running call. */
export function Thread({ conversation, narrow = false }: { conversation: Conversation; narrow?: boolean }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const mine = conversation.agent?.id === me.id;
  const note = narrow ? 'composer-note slim' : 'composer-note';
  return (
    <>
      <Timeline key={conversation.id} conversation={conversation} narrow={narrow} />
      {conversation.state === 'closed' && <p className={note}>{t('conversation.closedNote')}</p>}
      {conversation.state !== 'closed' && !mine && (
        <p className={note}>
          {conversation.agent
            ? t('conversation.notYours', { name: conversation.agent.displayName })
            : t('conversation.unassigned')}
        </p>
      )}
      {conversation.state !== 'closed' && mine && (
        <Composer key={`write-${conversation.id}`} conversation={conversation} slim={narrow} />
      )}
    </>
  );
}
