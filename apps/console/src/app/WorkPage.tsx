import { IconMessages } from '@tabler/icons-react';
import type { CallId, ConversationId } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CallPage, useCallOf, useStartCall } from '../features/call/index.ts';
import {
  ConsultedList,
  ConversationFacts,
  ConversationHead,
  ConversationList,
  FoldedList,
  OthersList,
  Thread,
  useConversation,
} from '../features/conversation/index.ts';
import { LeftMessages, OfferCards, QueueList, useRings } from '../features/queue/index.ts';
import { TransferBar, TransferButton } from '../features/transfer/index.ts';
import { WrapUpPanels } from '../features/wrap-up/index.ts';
import { consultedTransfers, myConversations, useDesk, useDeskState } from '../shared/desk/index.ts';
import { Failed, Nothing, SideSheet, TimelineBones } from '../shared/ui/index.ts';

/** Left the work, middle one conversation, right who it is. A running call of the open conversation fills the middle. */
export function WorkPage({ conversationId }: { conversationId?: ConversationId }) {
  const call = useCallOf(conversationId);
  if (conversationId && call) return <CallWork key={call.id} conversationId={conversationId} callId={call.id} />;
  return <TextWork conversationId={conversationId} />;
}

function WorkList({ current }: { current: ConversationId | undefined }) {
  const { t } = useTranslation();
  return (
    <section className="pane list-pane scroll" aria-label={t('list.label')}>
      <ConversationList current={current} />
      <ConsultedList current={current} />
      <QueueList />
      <LeftMessages />
      <OthersList current={current} />
    </section>
  );
}

function TextWork({ conversationId }: { conversationId: ConversationId | undefined }) {
  const { t } = useTranslation();
  const ringing = useRings().length > 0;
  const place = conversationId ? 'at-one' : 'at-list';
  return (
    <div className={`three work ${place}${ringing ? ' ringing' : ''}${conversationId ? '' : ' two'}`}>
      {conversationId ? (
        <WorkList current={conversationId} />
      ) : (
        <main className="pane list-pane scroll" id="content">
          <h1 className="sr">{t('nav.work')}</h1>
          <ConversationList current={undefined} />
          <ConsultedList current={undefined} />
          <QueueList />
          <LeftMessages />
          <OthersList current={undefined} />
        </main>
      )}
      {conversationId ? <OpenConversation key={conversationId} conversationId={conversationId} /> : <NoConversation />}
    </div>
  );
}

function NoConversation() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const quiet = useDeskState(
    (desk) => myConversations(desk, me.id).length === 0 && consultedTransfers(desk, me.id).length === 0,
  );
  const waiting = useDeskState((desk) => desk.queue.length);
  const presence = useDeskState((desk) => desk.presence);
  const online = presence?.state === 'online';
  const title = waiting > 0 ? t('conversation.lineWaits', { count: waiting }) : t('conversation.quiet');
  const finishing = useDeskState((desk) => desk.wrapUps.length > 0);
  const ringing = useRings().length > 0;
  return (
    <section className="pane mid-pane scroll" aria-label={t('conversation.pick')}>
      <OfferCards />
      <WrapUpPanels />
      {!finishing && !ringing && (
        <Nothing
          icon={IconMessages}
          title={quiet ? title : t('conversation.pick')}
          text={t(online ? (quiet ? 'conversation.quietText' : 'conversation.pickText') : 'conversation.pickOff')}
        />
      )}
    </section>
  );
}

function OpenConversation({ conversationId }: { conversationId: ConversationId }) {
  const { t } = useTranslation();
  const { conversation, error, retry } = useConversation(conversationId);
  const [facts, setFacts] = useState(false);
  const startCall = useStartCall();
  if (!conversation) {
    return (
      <>
        <main className="pane mid-pane" id="content">
          <OfferCards />
          {error ? <Failed error={error} retry={retry} /> : <TimelineBones />}
        </main>
        <aside className="pane facts-pane" aria-label={t('facts.label')} />
      </>
    );
  }
  return (
    <>
      <main className="pane mid-pane" id="content">
        <ConversationHead
          conversation={conversation}
          onCall={(kind) => void startCall(conversationId, kind)}
          onFacts={() => setFacts(true)}
          more={<TransferButton conversation={conversation} />}
        />
        <TransferBar conversation={conversation} />
        <OfferCards />
        <Thread conversation={conversation} />
      </main>
      <aside className="pane facts-pane scroll" aria-label={t('facts.label')}>
        <WrapUpPanels />
        <ConversationFacts conversation={conversation} />
      </aside>
      <SideSheet opened={facts} onClose={() => setFacts(false)} title={t('facts.label')} bare>
        <div className="facts-pane">
          <ConversationFacts conversation={conversation} />
        </div>
      </SideSheet>
    </>
  );
}

function CallWork({ conversationId, callId }: { conversationId: ConversationId; callId: CallId }) {
  const { conversation, error, retry } = useConversation(conversationId);
  if (!conversation) return error ? <Failed error={error} retry={retry} /> : <TimelineBones />;
  return (
    <CallPage
      callId={callId}
      conversation={conversation}
      folded={<FoldedList current={conversationId} />}
      work={<WorkList current={conversationId} />}
      chat={<Thread conversation={conversation} narrow />}
      facts={
        <>
          <WrapUpPanels />
          <ConversationFacts conversation={conversation} />
        </>
      }
      rings={<OfferCards />}
      transfer={<TransferBar conversation={conversation} />}
      more={<TransferButton conversation={conversation} inCall />}
    />
  );
}
