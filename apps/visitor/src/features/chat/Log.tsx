import type { MessageLog, OutboxEntry } from '@visavis/client/realtime';
import type { Message, MessageBody, MessageDraft } from '@visavis/protocol';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { errorText, momentText, t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { type Upload, useVisit } from '../../shared/visit/index.ts';
import { lastOwnSeq, linesOf, ownStateOf } from './bubbles.ts';
import { eventText } from './event-text.ts';
import { FileBubble } from './FileBubble.tsx';
import './log.css';

function Body({ body }: { body: MessageBody | MessageDraft }) {
  if (body.kind === 'text') return <p class="words">{body.text}</p>;
  if (body.kind === 'event') return null;
  return (
    <>
      {'file' in body && <FileBubble file={body.file} />}
      {body.caption !== null && <p class="words">{body.caption}</p>}
    </>
  );
}

function ownStateText(seq: number, log: MessageLog, agent: string | undefined): string {
  const state = ownStateOf(seq, log);
  if (state === 'seen') return agent === undefined ? t('chat.seen.anon') : t('chat.seen', { name: agent });
  return t(`chat.${state === 'delivered' ? 'delivered' : 'sent'}`);
}

interface BubbleProps {
  readonly message: Message;
  readonly log: MessageLog;
  readonly last: boolean;
  readonly agent: string | undefined;
}

function Bubble({ message, log, last, agent }: BubbleProps) {
  const { body, author } = message;
  if (body.kind === 'event') return <li class="happened">{eventText(body.event)}</li>;
  const mine = author.kind === 'visitor';
  return (
    <li class={mine ? 'msg me' : 'msg'}>
      <span class="vh">{mine ? t('chat.you') : author.kind === 'agent' ? author.displayName : ''}: </span>
      <div class={body.kind === 'file' ? 'bubble with-file' : 'bubble'}>
        <Body body={body} />
      </div>
      {last && <span class="far">{ownStateText(message.seq, log, agent)}</span>}
    </li>
  );
}

function Outgoing({ entry }: { entry: OutboxEntry }) {
  const { visit } = useVisit();
  const failed = entry.state === 'failed';
  return (
    <li class={failed ? 'msg me failed' : 'msg me pending'}>
      <span class="vh">{t('chat.you')}: </span>
      <div class="bubble">
        <Body body={entry.body} />
      </div>
      <span class="far">
        {failed ? t('chat.failed', { reason: errorText(entry.failure ?? 'unknown') }) : t('chat.sending')}
      </span>
      {failed && (
        <span class="repair">
          <button class="quiet" type="button" onClick={() => void visit.outbox.retry(entry.clientMsgId)}>
            {t('chat.retry')}
          </button>
          <button class="quiet" type="button" onClick={() => void visit.outbox.remove(entry.clientMsgId)}>
            {t('chat.delete')}
          </button>
        </span>
      )}
    </li>
  );
}

/** The same file would be refused again. */
const hopeless: ReadonlySet<string> = new Set(['file_too_large', 'file_type_refused', 'file_broken']);

function Uploading({ upload }: { upload: Upload }) {
  const { visit } = useVisit();
  const percent = Math.round(upload.part * 100);
  const failed = upload.failure !== null;
  return (
    <li class={failed ? 'msg me failed' : 'msg me pending'}>
      <div class="bubble with-file">
        <div class="att">
          <Icon name="doc" size="l" />
          <span>
            <b>{upload.file.name}</b>
            {!failed && (
              <progress
                max={100}
                value={percent}
                aria-label={t('chat.uploading', { name: upload.file.name, percent })}
              />
            )}
          </span>
        </div>
      </div>
      {failed && (
        <>
          <span class="far" role="alert">
            {t('chat.failed', { reason: errorText(upload.failure ?? 'unknown') })}
          </span>
          <span class="repair">
            {!hopeless.has(upload.failure ?? '') && (
              <button class="quiet" type="button" onClick={() => visit.uploads.retry(upload.id)}>
                {t('chat.retry')}
              </button>
            )}
            <button class="quiet" type="button" onClick={() => visit.uploads.remove(upload.id)}>
              {t('chat.delete')}
            </button>
          </span>
        </>
      )}
    </li>
  );
}

/** Keeps the newest line in sight while the reader is at the end, and leaves the reader alone otherwise. */
function useStickToEnd(length: number, own: number) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [behind, setBehind] = useState(false);
  const toEnd = () => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
    setBehind(false);
  };
  useLayoutEffect(toEnd, [own]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setBehind(true);
  }, [length]);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    if (atEnd.current) setBehind(false);
  };
  return { box, behind, toEnd, onScroll, atEnd };
}

/** The conversation so far, newest at the end. */
export function Log({ scrolls = true }: { scrolls?: boolean }) {
  const { state } = useVisit();
  const log = state.log.value;
  const lines = linesOf(log, state.outbox.value);
  const uploads = state.uploads.value.filter((upload) => upload.conversationId === log?.conversationId);
  const agent = state.conversation.value?.agent?.displayName;
  const typing = state.agentTyping.value && agent !== undefined;
  const { box, behind, toEnd, onScroll } = useStickToEnd(
    lines.length + uploads.length + (typing ? 1 : 0),
    state.outbox.value.length + uploads.length,
  );
  const last = lastOwnSeq(log);
  return (
    <div class="log-place">
      <div
        class="log"
        ref={box}
        onScroll={onScroll}
        tabIndex={scrolls ? 0 : undefined}
        role="log"
        aria-label={t('chat.title')}
      >
        <ul>
          {log !== null &&
            lines.map((line) => {
              if (line.kind === 'moment')
                return (
                  <li key={line.key} class="happened num">
                    {momentText(line.at, Date.now())}
                  </li>
                );
              if (line.kind === 'outgoing') return <Outgoing key={line.key} entry={line.entry} />;
              return (
                <Bubble
                  key={line.key}
                  message={line.message}
                  log={log}
                  agent={agent}
                  last={line.message.seq === last}
                />
              );
            })}
          {uploads.map((upload) => (
            <Uploading key={upload.id} upload={upload} />
          ))}
        </ul>
        {typing && <p class="writes">{t('chat.writing', { name: agent })}</p>}
      </div>
      {behind && (
        <button class="btn newer" type="button" onClick={toEnd}>
          {t('chat.unread')}
        </button>
      )}
    </div>
  );
}
