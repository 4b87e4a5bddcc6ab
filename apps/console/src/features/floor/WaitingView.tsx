import { Link } from '@tanstack/react-router';
import type { FloorBoard, QueueEntry } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { MediumIcon } from '../../shared/ui/index.ts';

/** Who waits, the next to be served first. */
export function WaitingView({ board, now }: { board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const more = board.groups.reduce((sum, group) => sum + group.waiting, 0) - board.entries.length;
  if (board.entries.length === 0) return <p className="floor-none">{t('floor.lineEmpty')}</p>;
  return (
    <>
      <table className="floor-list">
        <caption className="sr">{t('floor.views.waiting', { count: board.entries.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('floor.visitor')}</th>
            <th scope="col">{t('floor.group')}</th>
            <th scope="col" className="end">
              {t('floor.place')}
            </th>
            <th scope="col" className="end">
              {t('floor.waits')}
            </th>
          </tr>
        </thead>
        <tbody>
          {board.entries.map((entry) => (
            <WaitingRow key={entry.id} entry={entry} board={board} now={now} />
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="floor-none">{t('floor.more', { count: more })}</p>}
    </>
  );
}

function WaitingRow({ entry, board, now }: { entry: QueueEntry; board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const name = useVisitorName()({ displayName: entry.visitorName, id: entry.conversationId });
  const waited = now - Date.parse(entry.enqueuedAt);
  const target = board.groups.find((group) => group.groupId === entry.groupId)?.serviceLevel.targetSeconds ?? 0;
  return (
    <tr>
      <th scope="row">
        <span className="flex">
          <MediumIcon medium={entry.medium} />
          <Link className="link cut" to="/work/$conversationId" params={{ conversationId: entry.conversationId }}>
            {name}
          </Link>
          <span className="sr">{t(`medium.${entry.medium}`)}</span>
          {entry.priority > 0 && <span className="tag line">{t('floor.priority', { priority: entry.priority })}</span>}
        </span>
        <span className="small mut cut">{entry.preview || entry.channelName}</span>
      </th>
      <td className="cut">{entry.groupName}</td>
      <td className="end num">{entry.position}</td>
      <td className={`end num${waited > target * 1000 ? ' amber' : ''}`}>
        {entry.state === 'ringing' ? <span className="coral">{t('list.ringing')} </span> : null}
        {clockOf(waited)}
      </td>
    </tr>
  );
}
