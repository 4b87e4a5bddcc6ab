import type { Conversation } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { openTransferOf, useDesk, useDeskState } from '../../shared/desk/index.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { Composer } from './Composer.tsx';
import { isPast } from './past.ts';
import { Timeline } from './Timeline.tsx';

/** One conversation's time line and the place to write. `narrow`: beside a running call. */
export function Thread({ conversation, narrow = false }: { conversation: Conversation; narrow?: boolean }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const open = conversation.state !== 'closed';
  const mine = conversation.agent?.id === me.id;
  const transfer = useDeskState((state) => openTransferOf(state, conversation.id));
  const consulted = transfer?.state === 'consulting' && transfer.to?.agentId === me.id;
  const mayNote = mine || consulted || isAtLeast(me.role, 'supervisor');
  const note = narrow ? 'composer-note slim' : 'composer-note';
  return (
    <>
      <Timeline key={conversation.id} conversation={conversation} narrow={narrow} />
      {!open && <p className={note}>{t(isPast(conversation, me) ? 'conversation.past' : 'conversation.closedNote')}</p>}
      {open && !mine && (
        <p className={mayNote ? `${note} over` : note}>
          {conversation.agent
            ? t(mayNote ? 'note.notYours' : 'conversation.notYours', { name: conversation.agent.displayName })
            : t('conversation.unassigned')}
        </p>
      )}
      {open && mayNote && (
        <Composer key={`write-${conversation.id}`} conversation={conversation} slim={narrow} notesOnly={!mine} />
      )}
    </>
  );
}
