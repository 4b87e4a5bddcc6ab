import { IconFile, IconPhone, IconPlayerPlay, IconVideo } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import {
  conversationRoutes,
  type FileInfo,
  type Message,
  type MessageMarks,
  type TimelineEvent,
} from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { routeUrl } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { clockOf, longDayOf, momentOf, sameDay, sizeOf, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { Avatar, useNow } from '../../shared/ui/index.ts';
import { NoteLine } from './NoteLine.tsx';
import type { ByHand, TimelineItem } from './timeline.ts';

interface LineProps {
  readonly item: TimelineItem;
  readonly visitorName: string;
  /** Set on the last own message only: how far the visitor has got. */
  readonly mark: MessageMarks | null;
}

export function TimelineLine({ item, visitorName, mark }: LineProps) {
  if (item.kind === 'day') return <DayLine at={item.at} />;
  const place = item.inCall ? `in-call ${item.inCall}` : '';
  if (item.kind === 'note') return <NoteLine note={item.note} place={place} />;
  if (item.kind === 'hand') return <HandLine hand={item.hand} place={place} />;
  if (item.kind === 'call') return <CallLine item={item} place={place} />;
  if (item.kind === 'event') return <EventLine message={item.message} place={place} />;
  return <SaidLine message={item.message} follows={item.follows} place={place} visitorName={visitorName} mark={mark} />;
}

export function Time({ at }: { at: string }) {
  const language = useLanguage();
  return <time dateTime={at}>{timeOf(at, language)}</time>;
}

function DayLine({ at }: { at: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = Date.now();
  let word = longDayOf(at, language);
  if (sameDay(at, now)) word = t('conversation.today');
  else if (sameDay(at, now - 86_400_000)) word = t('conversation.yesterday');
  return (
    <li className="day">
      <span>{word}</span>
    </li>
  );
}

interface SaidProps {
  readonly message: Message;
  readonly follows: boolean;
  readonly place: string;
  readonly visitorName: string;
  readonly mark: MessageMarks | null;
}

function SaidLine({ message, follows, place, visitorName, mark }: SaidProps) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const { author, body } = message;
  const own = author.kind === 'agent' && author.agentId === me.id;
  const name = author.kind === 'agent' ? author.displayName : visitorName;
  const side = author.kind === 'agent' ? 'mine' : '';
  return (
    <li className={`${place} ${side}`}>
      <Time at={message.createdAt} />
      {follows ? <span /> : <Avatar name={name} me={author.kind === 'agent'} size="s" />}
      <div>
        <p className={follows ? 'sr' : `who${own ? ' pine' : ''}`}>
          <span>{own ? t('conversation.you') : name}</span>
          <Time at={message.createdAt} />
        </p>
        {body.kind === 'text' && <p className="said">{body.text}</p>}
        {body.kind === 'file' && (
          <>
            <FileView file={body.file} />
            {body.caption && <p className="said">{body.caption}</p>}
          </>
        )}
        {mark && <MarkWord seq={message.seq} marks={mark} />}
      </div>
    </li>
  );
}

function MarkWord({ seq, marks }: { seq: number; marks: MessageMarks }) {
  const { t } = useTranslation();
  let word = t('conversation.sent');
  if (marks.visitorReadSeq >= seq) word = t('conversation.read');
  else if (marks.visitorDeliveredSeq >= seq) word = t('conversation.delivered');
  return <p className="said-state">{word}</p>;
}

/** Pictures inline, everything else as a named download. */
export function FileView({ file }: { file: FileInfo }) {
  const { t } = useTranslation();
  const href = routeUrl(conversationRoutes.downloadFile, { params: { fileId: file.id } });
  if (file.contentType.startsWith('image/') && file.width && file.height) {
    return (
      <a className="pic" href={href} target="_blank" rel="noreferrer">
        <img
          src={href}
          alt={t('conversation.picture', { name: file.name })}
          width={file.width}
          height={file.height}
          loading="lazy"
        />
      </a>
    );
  }
  return (
    <a className="doc" href={href} download={file.name} title={t('conversation.download', { name: file.name })}>
      <IconFile className="icon" aria-hidden />
      <span className="grow">
        <b className="small cut" style={{ display: 'block' }}>
          {file.name}
        </b>
        <span className="small mut">{sizeOf(file.sizeBytes)}</span>
      </span>
    </a>
  );
}

function CallLine({ item, place }: { item: Extract<TimelineItem, { kind: 'call' }>; place: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const reasonText = useReasonText();
  const { started, ended, leftAt, message } = item;
  const Icon = started.kind === 'video' ? IconVideo : IconPhone;
  const length = ended?.durationMs ?? (leftAt ? Date.parse(leftAt) : now) - Date.parse(message.createdAt);
  const notes = [
    ended ? reasonText(ended.reason) : t(leftAt ? 'events.callLeft' : 'events.callRuns'),
    ended?.recordingId ? t('events.callRecorded') : '',
  ].filter((note) => note !== '');
  return (
    <li className={place}>
      <Time at={message.createdAt} />
      <span className="node call">
        <Icon className="icon" aria-hidden />
      </span>
      <div>
        <p className="flex">
          <b className="who tabular">
            {t('events.callFor', { call: t(`events.call.${started.kind}`), length: clockOf(length) })}
          </b>
          <span className="mut small grow cut">{notes.join(' · ')}</span>
          {ended?.recordingId && (
            <Link className="link" to="/recordings/$recordingId" params={{ recordingId: ended.recordingId }}>
              <IconPlayerPlay className="icon s" aria-hidden />
              {t('conversation.play')}
            </Link>
          )}
        </p>
      </div>
    </li>
  );
}

function EventLine({ message, place }: { message: Message; place: string }) {
  const text = useEventText();
  if (message.body.kind !== 'event') return null;
  return (
    <li className={place}>
      <Time at={message.createdAt} />
      <span className="node tiny" />
      <p className="note small">{text(message.body.event)}</p>
    </li>
  );
}

/** What a supervisor did, and who it was. */
function HandLine({ hand: { kind, at, by, agent }, place }: { hand: ByHand; place: string }) {
  const { t } = useTranslation();
  return (
    <li className={place}>
      <Time at={at} />
      <span className="node tiny" />
      <p className="note small">
        {agent === null ? t('events.assignedToYou', { by }) : t(`why.step.${kind}`, { by, agent })}
      </p>
    </li>
  );
}

type EndReason = Extract<TimelineEvent, { name: 'call_ended' }>['reason'];

/** Empty for the ordinary end of a call. */
function useReasonText(): (reason: EndReason) => string {
  const { t } = useTranslation();
  return (reason) => (reason === 'hung_up' ? '' : t(`events.callReason.${reason}`));
}

function useEventText(): (event: TimelineEvent) => string {
  const { t } = useTranslation();
  const reasonText = useReasonText();
  const language = useLanguage();
  const { me } = useDesk();
  return (event) => {
    switch (event.name) {
      case 'conversation_started':
        return t(`events.started.${event.medium}`);
      case 'agent_joined':
        return event.agentId === me.id ? t('events.youJoined') : t('events.agentJoined', { name: event.displayName });
      case 'agent_left':
        return t(`events.agentLeft.${event.reason}`, { name: event.displayName });
      case 'transferred': {
        const names = { from: event.from.displayName, to: event.to.displayName };
        if (event.to.agentId === me.id) return t('transfer.eventToYou', names);
        return t(event.from.agentId === me.id ? 'transfer.eventFromYou' : 'transfer.event', names);
      }
      case 'callback_requested':
        return event.window === null
          ? t('callback.event.asked')
          : t('callback.event.askedAt', { when: momentOf(event.window.from, language) });
      case 'callback_cancelled':
        return t('callback.event.cancelled');
      case 'recording_consent':
        return t(event.given ? 'events.consentGiven' : 'events.consentDeclined');
      case 'call_started':
        return t(`events.call.${event.kind}`);
      case 'call_held':
        return t('transfer.held');
      case 'call_resumed':
        return t('transfer.resumed');
      case 'call_ended': {
        const reason = reasonText(event.reason);
        const what = event.durationMs === null ? t(`events.call.${event.kind}`) : t('events.callEnded');
        return reason === '' ? what : `${what}${t('joined.comma')}${reason}`;
      }
      case 'conversation_closed':
        return t(`events.closed.${event.by}`);
    }
  };
}
