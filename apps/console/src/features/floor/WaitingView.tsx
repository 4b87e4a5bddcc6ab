import { IconPhoneOutgoing } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { FloorAgent, FloorBoard, QueueEntry } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf, soonOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { MediumIcon, Vip } from '../../shared/ui/index.ts';
import { EntryMenu } from './EntryMenu.tsx';

interface WaitingViewProps {
  readonly board: FloorBoard;
  /** Whom a contact can be given to: everybody, not only the group shown. */
  readonly agents: readonly FloorAgent[];
  readonly now: number;
}

/** Who waits, the next to be served first. */
export function WaitingView({ board, agents, now }: WaitingViewProps) {
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
            <th scope="col">{t('floor.search')}</th>
            <th scope="col" className="end">
              {t('floor.place')}
            </th>
            <th scope="col" className="end">
              {t('floor.waits')}
            </th>
            <th scope="col">
              <span className="sr">{t('admin.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {board.entries.map((entry) => (
            <WaitingRow key={entry.id} entry={entry} board={board} agents={agents} now={now} />
          ))}
        </tbody>
      </table>
      {more > 0 && <p className="floor-none">{t('floor.more', { count: more })}</p>}
    </>
  );
}

function WaitingRow({ entry, board, agents, now }: WaitingViewProps & { readonly entry: QueueEntry }) {
  const { t } = useTranslation();
  const name = useVisitorName()(entry);
  const waited = now - Date.parse(entry.waitingSince);
  const target = board.groups.find((group) => group.groupId === entry.groupId)?.serviceLevel.targetSeconds ?? 0;
  return (
    <tr>
      <th scope="row">
        <span className="flex">
          <MediumIcon medium={entry.medium} />
          <Link className="link cut" to="/work/$conversationId" params={{ conversationId: entry.conversationId }}>
            {name}
          </Link>
          <Vip level={entry.vipLevel} />
          <span className="sr">{t(`medium.${entry.medium}`)}</span>
          {entry.callback && (
            <span className="tag line flex">
              <IconPhoneOutgoing className="icon s" aria-hidden />
              {t('callback.title')}
            </span>
          )}
          {entry.priority > 0 && <span className="tag line">{t('floor.priority', { priority: entry.priority })}</span>}
        </span>
        <span className="small mut cut">{entry.preview || entry.channelName}</span>
      </th>
      <td className="cut">{entry.groupName}</td>
      <td className="cut">
        <Search entry={entry} now={now} />
      </td>
      <td className="end num">{entry.position}</td>
      <td className={`end num${!entry.callback && waited > target * 1000 ? ' amber' : ''}`}>
        {entry.callback ? <CallbackTime callback={entry.callback} waited={waited} /> : clockOf(waited)}
      </td>
      <td className="end act">
        <EntryMenu entry={entry} name={name} agents={agents} />
      </td>
    </tr>
  );
}

/** At whom it rings and for how long; or that everybody was asked, and what comes of that. */
function Search({ entry: { ringing, askedAll }, now }: { entry: QueueEntry; now: number }) {
  const { t } = useTranslation();
  if (ringing) {
    const clock = clockOf(now - Date.parse(ringing.since));
    return <span className="coral num">{t('floor.ringsAt', { name: ringing.agentName, clock })}</span>;
  }
  if (!askedAll) return <span className="mut">–</span>;
  const { next, at } = askedAll;
  if (at === null) return <span>{t('floor.allAsked')}</span>;
  const key = next === 'again' ? 'floor.askedAgainIn' : 'floor.goesOnIn';
  return <span className="num">{t(key, { clock: clockOf(Date.parse(at) - now) })}</span>;
}

/** Nobody sits and waits: what counts is when they are to be rung, and how often that was tried. */
function CallbackTime(props: { callback: NonNullable<QueueEntry['callback']>; waited: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { notBefore, attempts } = props.callback;
  return (
    <>
      {notBefore ? t('floor.ringAt', { time: soonOf(notBefore, language) }) : t('floor.ringInTurn')}
      <span className="lasting">
        {attempts > 0
          ? t('callback.tries', { count: attempts })
          : t('floor.askedAgo', { clock: clockOf(props.waited) })}
      </span>
    </>
  );
}
