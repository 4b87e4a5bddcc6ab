import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Call, ConversationId } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { openCallOf, useDeskState } from '../../shared/desk/index.ts';
import { clockOf, dayOf, sameDay, timeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, MediumIcon, RowBones, useNow, Vip } from '../../shared/ui/index.ts';
import { useSetPresence } from '../presence/index.ts';
import { mediumNow } from './medium-now.ts';
import { UnreadNotes } from './UnreadNotes.tsx';
import { useConsulted } from './use-consulted.ts';
import { useWorkRows, type WorkRow } from './use-work-rows.ts';

const longMs = 60_000;

/** The conversations this agent serves. */
export function ConversationList({ current }: { current: ConversationId | undefined }) {
  const { t } = useTranslation();
  const arrived = useDeskState((desk) => desk.arrived);
  const presence = useDeskState((desk) => desk.presence);
  const rows = useWorkRows();
  const setPresence = useSetPresence();
  const off = presence !== null && presence.state !== 'online' && presence.state !== 'wrap_up';
  // The banner above says why, and has the way back.
  const missed = presence?.state === 'not_responding';
  return (
    <section aria-labelledby="mine-title">
      <div className="pane-head">
        <h2 id="mine-title">{t('list.mine')}</h2>
        {rows.length > 0 && <span className="n end">{rows.length}</span>}
      </div>
      {!arrived && <RowBones count={3} />}
      {arrived && rows.length === 0 && (
        <div className="pane-note">
          <p>{t(missed ? 'list.mineEmptyMissed' : off ? 'list.mineEmptyOff' : 'list.mineEmpty')}</p>
          {off && !missed && (
            <Button mt={10} variant="filled" onClick={() => void setPresence('online')}>
              {t('list.goOnline')}
            </Button>
          )}
        </div>
      )}
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.conversation.id}>
            <ConversationRow row={row} current={row.conversation.id === current} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ConversationRow({ row, current }: { row: WorkRow; current: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const language = useLanguage();
  const nameOf = useVisitorName();
  const { conversation, unread, notes, waitsSince } = row;
  const name = nameOf(conversation);
  const call = useDeskState((desk) => openCallOf(desk, conversation.id));
  const waited = waitsSince ? now - Date.parse(waitsSince) : 0;
  const at = sameDay(row.lastAt, now) ? timeOf(row.lastAt, language) : dayOf(row.lastAt, language);
  return (
    <Link
      className="row"
      to="/work/$conversationId"
      params={{ conversationId: conversation.id }}
      aria-current={current ? 'true' : undefined}
    >
      <Avatar name={name} />
      <span className="row-1">
        <b className="cut">{name}</b>
        <Vip level={conversation.visitor.vipLevel} />
        {waitsSince ? (
          <span className={`t${waited > longMs ? ' wait' : ''}`} title={t('list.waits')}>
            {waited < 5000 ? t('list.now') : clockOf(waited)}
          </span>
        ) : (
          <time className="t">{at}</time>
        )}
      </span>
      <span className="row-2">
        {call && <MediumIcon medium={call.kind} />}
        <Preview row={row} call={call} />
        <UnreadNotes count={notes} />
        {unread > 0 && (
          <span className="unread" role="img" aria-label={t('list.unread', { count: unread })}>
            {unread}
          </span>
        )}
      </span>
    </Link>
  );
}

function Preview({ row, call }: { row: WorkRow; call: Call | undefined }) {
  const { t } = useTranslation();
  const typing = useDeskState((desk) => desk.typing.has(row.conversation.id));
  const nameOf = useVisitorName();
  if (typing) {
    return <span className="cut pine">{t('conversation.typing', { name: nameOf(row.conversation) })}</span>;
  }
  const body = row.last?.body;
  let text = row.conversation.preview;
  if (body?.kind === 'text') text = body.text;
  if (body?.kind === 'file') text = body.file.name;
  const quiet = row.last !== null && row.last.author.kind !== 'visitor';
  const nothing = !call && row.called ? t('list.called') : t(`medium.${mediumNow(row.conversation, call)}`);
  return <span className={`cut${quiet ? ' mut' : ''}`}>{text || nothing}</span>;
}

/** The same list as a narrow rail beside a running call. */
export function FoldedList({ current }: { current: ConversationId | undefined }) {
  const { t } = useTranslation();
  const rows = useWorkRows();
  const consulted = useConsulted();
  const queue = useDeskState((desk) => desk.queue);
  const now = useNow();
  const nameOf = useVisitorName();
  const longest = queue.reduce((most, entry) => Math.max(most, now - Date.parse(entry.waitingSince)), 0);
  return (
    <nav className="mini scroll" aria-label={t('list.folded')}>
      {consulted.map(({ transfer: { id, conversationId, from, ...whose }, notes }) => {
        const name = nameOf(whose);
        return (
          <Link
            key={id}
            to="/work/$conversationId"
            params={{ conversationId }}
            title={t('consulted.of', { visitor: name, name: from.displayName })}
            aria-current={conversationId === current ? 'true' : undefined}
          >
            <Avatar name={name} />
            <span className="cut">{t('consulted.short')}</span>
            <Vip level={whose.vipLevel} />
            <UnreadNotes count={notes} />
          </Link>
        );
      })}
      {rows.map(({ conversation, unread, notes }) => {
        const name = nameOf(conversation);
        return (
          <Link
            key={conversation.id}
            to="/work/$conversationId"
            params={{ conversationId: conversation.id }}
            title={name}
            aria-current={conversation.id === current ? 'true' : undefined}
          >
            <Avatar name={name} />
            <span className="cut">{name.split(' ').at(-1)}</span>
            <Vip level={conversation.visitor.vipLevel} />
            <UnreadNotes count={notes} />
            {unread > 0 && (
              <span className="unread" role="img" aria-label={t('list.unread', { count: unread })}>
                {unread}
              </span>
            )}
          </Link>
        );
      })}
      <hr />
      <span className="sum">
        <span className="big">{queue.length}</span>
        {t('list.inQueue')}
      </span>
      {queue.length > 0 && (
        <span className="sum">
          <span className={`big${longest > longMs ? ' amber' : ''}`}>{clockOf(longest)}</span>
          {t('list.longest')}
        </span>
      )}
    </nav>
  );
}
