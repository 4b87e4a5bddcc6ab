import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import type { QueueEntry } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { clockOf, soonOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, MediumIcon, RowBones, useNow, Vip } from '../../shared/ui/index.ts';

const longMs = 60_000;

/** Everybody who waits: who, why, how long, and what happens next for them. */
export function QueueList() {
  const { t } = useTranslation();
  const queue = useDeskState((desk) => desk.queue);
  const arrived = useDeskState((desk) => desk.arrived);
  const now = useNow();
  const longest = queue.reduce((most, entry) => Math.max(most, now - Date.parse(entry.waitingSince)), 0);
  return (
    <section aria-labelledby="queue-title">
      <div className="pane-head">
        <h2 id="queue-title">{t('list.queue')}</h2>
        {queue.length > 0 && (
          <span className="n">{t('list.queueSum', { count: queue.length, longest: clockOf(longest) })}</span>
        )}
      </div>
      {!arrived && <RowBones count={2} />}
      {arrived && queue.length === 0 && <p className="pane-note">{t('list.queueEmpty')}</p>}
      <ul className="rows">
        {queue.map((entry) => (
          <li key={entry.id}>
            <QueueRow entry={entry} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueueRow({ entry, now }: { entry: QueueEntry; now: number }) {
  const { t } = useTranslation();
  const nameOf = useVisitorName();
  const name = nameOf(entry);
  const waited = now - Date.parse(entry.waitingSince);
  const language = useLanguage();
  const { callback } = entry;
  const tries = callback && callback.attempts > 0 ? `, ${t('callback.tries', { count: callback.attempts })}` : '';
  const callbackText = callback ? `${t(callback.notBefore ? 'callback.title' : 'callback.turn')}${tries}` : '';
  const place =
    entry.position === 1
      ? t('list.next', { group: entry.groupName })
      : t('list.place', { position: entry.position, group: entry.groupName });
  return (
    <div className="row">
      <Avatar name={name} />
      <span className="row-1">
        <b className="cut">{name}</b>
        <Vip level={entry.vipLevel} />
        {entry.callback?.notBefore && entry.state === 'waiting' ? (
          <span className="t">{soonOf(entry.callback.notBefore, language)}</span>
        ) : entry.state === 'ringing' ? (
          <span className="t coral">{t('list.ringing')}</span>
        ) : (
          <span className={`t${waited > longMs ? ' wait' : ''}`}>{clockOf(waited)}</span>
        )}
      </span>
      <span className="row-2">
        <MediumIcon medium={entry.medium} />
        <span className="cut">
          {entry.preview || [t(`medium.${entry.medium}`), entry.channelName].join(t('joined.comma'))}
        </span>
      </span>
      <span className="row-3 cut">{callbackText ? `${callbackText} · ${place}` : place}</span>
      {entry.allowPick && entry.state === 'waiting' && <Take entry={entry} name={name} />}
    </div>
  );
}

/** Where the group lets its agents help themselves. Whoever comes second is told that it is gone. */
function Take({ entry, name }: { entry: QueueEntry; name: string }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const navigate = useNavigate();
  const { presence } = useDeskState();
  const [busy, setBusy] = useState(false);
  if (presence?.state !== 'online') return null;
  const take = async () => {
    setBusy(true);
    try {
      const taken = await desk.connection.command('queue:pick', { entryId: entry.id });
      desk.put(taken);
      await navigate({ to: '/work/$conversationId', params: { conversationId: taken.conversation.id } });
    } catch (error) {
      notifications.show({ color: 'red', message: t('offer.failed', { reason: t(`errors.${failureCode(error)}`) }) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      className="take"
      size="compact-sm"
      loading={busy}
      aria-label={t('floor.takeOf', { name })}
      onClick={() => void take()}
    >
      {t('floor.take')}
    </Button>
  );
}
