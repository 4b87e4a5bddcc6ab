import type { QueueEntry } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, MediumIcon, RowBones, useNow } from '../../shared/ui/index.ts';

const longMs = 60_000;

/** Everybody who waits: who, why, how long, and what happens next for them. */
export function QueueList() {
  const { t } = useTranslation();
  const { queue, arrived } = useDeskState();
  const now = useNow();
  const longest = queue.reduce((most, entry) => Math.max(most, now - Date.parse(entry.enqueuedAt)), 0);
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
  const name = nameOf({ displayName: entry.visitorName, id: entry.conversationId });
  const waited = now - Date.parse(entry.enqueuedAt);
  const place =
    entry.position === 1
      ? t('list.next', { group: entry.groupName })
      : t('list.place', { position: entry.position, group: entry.groupName });
  return (
    <div className="row">
      <Avatar name={name} />
      <span className="row-1">
        <b className="cut">{name}</b>
        {entry.state === 'ringing' ? (
          <span className="t coral">{t('list.ringing')}</span>
        ) : (
          <span className={`t${waited > longMs ? ' wait' : ''}`}>{clockOf(waited)}</span>
        )}
      </span>
      <span className="row-2">
        <MediumIcon medium={entry.medium} />
        <span className="cut">{entry.preview || `${t(`medium.${entry.medium}`)}, ${entry.channelName}`}</span>
      </span>
      <span className="row-3 cut">{place}</span>
    </div>
  );
}
