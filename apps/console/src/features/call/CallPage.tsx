import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconArrowsDiagonalMinimize2 } from '@tabler/icons-react';
import type { CallId, Conversation } from '@visavis/protocol';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Vip } from '../../shared/ui/index.ts';
import { CallBar } from './CallBar.tsx';
import { setLiveCall } from './live-call.ts';
import { HeldVisitor, OtherAgents, Picture, SelfView } from './Picture.tsx';
import { CallTimer, QualitySign, RecordingSign, Trouble } from './Signs.tsx';

interface CallPageProps {
  readonly callId: CallId;
  readonly conversation: Conversation;
  readonly folded: ReactNode;
  readonly work: ReactNode;
  readonly chat: ReactNode;
  readonly facts: ReactNode;
  readonly rings: ReactNode;
  /** A transfer that runs. */
  readonly transfer: ReactNode;
  /** Further buttons of the call bar. */
  readonly more: ReactNode;
}

/**
 * The call fills the middle; the visitor is the largest thing. Up to 1600 wide the chat and the visitor's facts share
 * one column, beyond that each has its own, and from 1880 the whole work list is back.
 */
export function CallPage({ callId, conversation, folded, work, chat, facts, rings, transfer, more }: CallPageProps) {
  const { t } = useTranslation();
  const call = useDeskState((desk) => desk.calls.get(callId));
  const name = useVisitorName()(conversation);
  const wide = useMediaQuery('(min-width: 1600px)', false, { getInitialValueInEffect: false });
  const widest = useMediaQuery('(min-width: 1880px)', false, { getInitialValueInEffect: false });
  const phone = useMediaQuery('(max-width: 720px)', false, { getInitialValueInEffect: false });
  const [atChat, setAtChat] = useState(false);
  // The picture first: the chat and the facts beside it take most of the drawing.
  const beside = useDeferredValue(true, false);
  if (!call) return null;
  return (
    <div className={`four${atChat ? ' at-chat' : ''}`}>
      {widest ? work : folded}
      <main className="calling" id="content" aria-label={t('call.label', { name })}>
        <div className="call-head">
          <div className="grow">
            <div className="name-line">
              <h1 className="cut">{name}</h1>
              <Vip level={conversation.visitor.vipLevel} />
            </div>
            <p className="small mut cut what">
              {t('call.head', { kind: t(`events.call.${call.kind}`), channel: conversation.channel.name })}
            </p>
          </div>
          <RecordingSign call={call} />
          <CallTimer call={call} />
          <Button
            leftSection={<IconArrowsDiagonalMinimize2 className="icon s" aria-hidden />}
            onClick={() => setLiveCall({ docked: true })}
          >
            {t('call.dock')}
          </Button>
        </div>
        {transfer}
        {rings}
        <div className="stage">
          <div className="picture">
            <Picture call={call} conversation={conversation} />
            <OtherAgents call={call} />
            <HeldVisitor call={call} conversation={conversation} />
            <SelfView />
            <QualitySign call={call} />
          </div>
          <Trouble />
          <CallBar call={call} more={more} {...(phone ? { onChat: () => setAtChat(true) } : {})} />
        </div>
      </main>
      {wide ? (
        <>
          <section className="pane mid-pane chat-pane" aria-label={t('call.chat')}>
            <div className="pane-head">
              <h2>{t('call.chat')}</h2>
            </div>
            {beside && chat}
          </section>
          <aside className="pane facts-pane scroll" aria-label={t('facts.label')}>
            {beside && facts}
          </aside>
        </>
      ) : (
        <SideTabs
          chat={beside && chat}
          facts={beside && facts}
          {...(phone ? { onBack: () => setAtChat(false) } : {})}
        />
      )}
    </div>
  );
}

function SideTabs({ chat, facts, onBack }: { chat: ReactNode; facts: ReactNode; onBack?: () => void }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<'chat' | 'visitor'>('chat');
  return (
    <section className="pane mid-pane chat-pane" aria-label={t('call.more')}>
      {onBack && (
        <Button
          variant="subtle"
          justify="flex-start"
          onClick={onBack}
          leftSection={<IconArrowLeft className="icon" aria-hidden />}
        >
          {t('call.toCall')}
        </Button>
      )}
      <div className="side-tabs" role="tablist" aria-label={t('call.more')}>
        {(['chat', 'visitor'] as const).map((key) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`side-${key}`}
            aria-selected={tab === key}
            aria-controls="side-panel"
            onClick={() => setTab(key)}
          >
            {t(`call.${key}`)}
          </button>
        ))}
      </div>
      <div
        className={`pane grow${tab === 'visitor' ? ' scroll facts-pane' : ''}`}
        role="tabpanel"
        id="side-panel"
        aria-labelledby={`side-${tab}`}
        tabIndex={tab === 'visitor' ? 0 : undefined}
      >
        {tab === 'chat' ? chat : facts}
      </div>
    </section>
  );
}
