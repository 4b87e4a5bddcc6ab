import { Button } from '@mantine/core';
import { IconArrowDown, IconMessage2Off } from '@tabler/icons-react';
import type { Conversation } from '@visavis/protocol';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectionState, useDesk, useDeskState, useFeed, useNotes, useUnsent } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, Failed, Nothing, TimelineBones } from '../../shared/ui/index.ts';
import { withHands } from './by-hand.ts';
import { TimelineLine } from './TimelineLine.tsx';
import { timelineItems } from './timeline.ts';
import { UnsentLine } from './UnsentLine.tsx';
import { useByHand } from './use-by-hand.ts';
import { useNoteMark } from './use-note-mark.ts';

const nearEndPx = 80;

export function Timeline({ conversation, narrow }: { conversation: Conversation; narrow: boolean }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const feed = useFeed(conversation.id);
  const unsent = useUnsent(conversation.id);
  const notes = useNotes(conversation.id);
  const unsentNotes = useUnsent(conversation.id, 'noteOutbox');
  const typing = useDeskState((state) => state.typing.has(conversation.id));
  const name = useVisitorName()(conversation);
  const wanted = useMemo(
    () => feed.log.messages.filter((message) => message.seq > feed.from),
    [feed.log.messages, feed.from],
  );
  const shownNotes = useMemo(
    () => notes.notes.filter((note) => feed.from <= 0 || note.afterSeq > feed.from),
    [notes.notes, feed.from],
  );
  const hands = useByHand(conversation);
  const closed = conversation.state === 'closed';
  const items = useMemo(
    () => withHands(timelineItems(wanted, shownNotes, closed), hands, feed.from <= 0),
    [wanted, shownNotes, closed, hands, feed.from],
  );
  const box = useRef<HTMLDivElement>(null);
  const scroll = useStickToEnd(box, `${items.length} ${unsent.length} ${unsentNotes.length}`);
  const isTyping = typing && conversation.state === 'active';
  useReadMark(conversation, feed.log.lastSeq, feed.log.marks.agentReadSeq, scroll.atEnd);
  useNoteMark(conversation, notes, scroll.atEnd);

  const lastOwn = wanted.findLast((message) => message.author.kind === 'agent' && message.body.kind !== 'event');
  return (
    <div className="tl-box">
      <section
        className="tl-scroll scroll"
        ref={box}
        onScroll={scroll.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
        tabIndex={0}
        aria-label={t('conversation.timeline')}
      >
        {feed.state === 'loading' && feed.log.messages.length === 0 && <TimelineBones />}
        {feed.state === 'failed' && <Failed error={feed.error} retry={() => void desk.feeds.refresh(conversation)} />}
        {feed.from > 0 && (
          <div className="tl-more">
            <Button size="compact-sm" variant="subtle" onClick={() => void desk.feeds.older(conversation.id)}>
              {t('conversation.older')}
            </Button>
          </div>
        )}
        {feed.state === 'ready' && items.length === 0 && unsent.length === 0 && unsentNotes.length === 0 && (
          <Nothing icon={IconMessage2Off} title={t('conversation.empty')} />
        )}
        <ol className={narrow ? 'tl narrow' : 'tl'} aria-live="polite" aria-relevant="additions">
          {items.map((item) => (
            <TimelineLine
              key={item.key}
              item={item}
              visitorName={name}
              mark={item.kind === 'said' && item.message === lastOwn ? feed.log.marks : null}
            />
          ))}
          {unsent.map((entry) => (
            <UnsentLine key={entry.clientMsgId} entry={entry} outbox={desk.outbox} />
          ))}
          {unsentNotes.map((entry) => (
            <UnsentLine key={entry.clientMsgId} entry={entry} outbox={desk.noteOutbox} note />
          ))}
          {isTyping && (
            <li>
              <time />
              <Avatar name={name} size="s" />
              <span className="typing" role="status" aria-label={t('conversation.typing', { name })}>
                <i />
                <i />
                <i />
              </span>
            </li>
          )}
        </ol>
        {feed.state === 'ready' && (feed.error ?? notes.error) !== null && <PartialNote />}
      </section>
      {scroll.missed && (
        <Button
          className="to-newest"
          size="compact-sm"
          leftSection={<IconArrowDown className="icon s" aria-hidden />}
          onClick={scroll.toEnd}
        >
          {t('conversation.newest')}
        </Button>
      )}
    </div>
  );
}

function PartialNote() {
  const { t } = useTranslation();
  const { status } = useConnectionState();
  if (status !== 'online') return null;
  return <p className="pane-note">{t('conversation.partial')}</p>;
}

/** Keeps the newest line in sight unless somebody has scrolled up to read. */
function useStickToEnd(box: React.RefObject<HTMLDivElement | null>, content: string) {
  const stuck = useRef(true);
  const [atEnd, setAtEnd] = useState(true);
  const [missed, setMissed] = useState(false);
  const toEnd = () => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
    stuck.current = true;
    setMissed(false);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the content grows
  useLayoutEffect(() => {
    if (stuck.current) toEnd();
    else setMissed(true);
  }, [content]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one observer for the life of the box
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // Pictures that load, typing dots and a growing composer all change the height.
    const observer = new ResizeObserver(() => stuck.current && toEnd());
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx;
    stuck.current = end;
    setAtEnd(end);
    if (end) setMissed(false);
  };
  return { onScroll, atEnd, missed, toEnd };
}

/** Says "read" once the newest line is on a page that somebody looks at. */
function useReadMark(conversation: Conversation, lastSeq: number, readSeq: number, atEnd: boolean): void {
  const desk = useDesk();
  const { status } = useConnectionState();
  const { id } = conversation;
  const mine = conversation.agent?.id === desk.me.id && conversation.state === 'active';
  useEffect(() => {
    if (!mine || !atEnd || status !== 'online' || lastSeq <= readSeq) return undefined;
    const tell = () => {
      if (document.visibilityState !== 'visible') return;
      desk.connection.command('message:read', { conversationId: id, seq: lastSeq }).catch(() => undefined);
    };
    tell();
    document.addEventListener('visibilitychange', tell);
    return () => document.removeEventListener('visibilitychange', tell);
  }, [desk, id, mine, atEnd, lastSeq, readSeq, status]);
}
