import type { AgentActivity, FloorBoard, FloorGroup } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { StateMark } from '../../shared/ui/index.ts';
import { totalsOf } from './floor-state.ts';

interface GroupsViewProps {
  readonly board: FloorBoard;
  readonly now: number;
  readonly onGroup: (groupId: string) => void;
}

/** In the order of the bar; offline agents are not there and are not in it. */
export const shownActivities: readonly Exclude<AgentActivity, 'offline'>[] = [
  'free',
  'ringing',
  'in_contact',
  'busy',
  'wrap_up',
  'break',
  'not_responding',
];

/** Each group in a row: who waits, how long, how the day has been, and what its agents are at. */
export function GroupsView({ board, now, onGroup }: GroupsViewProps) {
  const { t } = useTranslation();
  const { activities, targetSeconds } = totalsOf(board);
  return (
    <>
      <table className="groups">
        <caption className="sr">{t('floor.views.groups', { count: board.groups.length })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('floor.group')}</th>
            <th scope="col">{t('floor.waiting')}</th>
            <th scope="col">{t('floor.longestShort')}</th>
            <th scope="col">
              {targetSeconds === null ? t('floor.inTimeShort') : t('floor.inShort', { seconds: targetSeconds })}
            </th>
            <th scope="col">{t('floor.abandoned')}</th>
            <th scope="col" className="pad">
              {t('floor.agents')}
            </th>
          </tr>
        </thead>
        <tbody>
          {board.groups.map((group) => (
            <GroupRow key={group.groupId} group={group} now={now} onGroup={onGroup} />
          ))}
        </tbody>
      </table>
      <ul className="states" aria-label={t('floor.agentsByState')}>
        {shownActivities.map((activity) => (
          <li key={activity}>
            <StateMark activity={activity} />
            <b>{activities[activity]}</b>
            {t(`floor.activity.${activity}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function GroupRow({ group, now, onGroup }: { group: FloorGroup; now: number; onGroup: GroupsViewProps['onGroup'] }) {
  const { t } = useTranslation();
  const { serviceLevel, today, oldestAt } = group;
  const waited = oldestAt === null ? null : now - Date.parse(oldestAt);
  const late = waited !== null && waited > serviceLevel.targetSeconds * 1000;
  const percent = today.serviceLevelPercent;
  const broken = percent !== null && percent < serviceLevel.promisedPercent;
  const none = (empty: boolean) => (empty ? 'none' : undefined);
  return (
    <tr>
      <th scope="row">
        <button type="button" className="plain cut" onClick={() => onGroup(group.groupId)}>
          {group.name}
        </button>
      </th>
      <td className={none(group.waiting === 0)}>
        {group.waiting}
        {group.callbacks > 0 && <span className="under">{t('floor.callbacks', { count: group.callbacks })}</span>}
      </td>
      <td className={late ? 'amber' : none(waited === null)}>{waited === null ? '–' : clockOf(waited)}</td>
      <td className={broken ? 'amber' : none(percent === null)}>
        {percent === null ? '–' : percent}
        {percent !== null && <small> %</small>}
        <span className="sr">{t('floor.promisedIn', serviceLevel)}</span>
      </td>
      <td className={none(today.abandoned === 0)}>{today.abandoned}</td>
      <td className="pad">
        <AgentBar agents={group.agents} />
      </td>
    </tr>
  );
}

/** What the agents of a group are at, as a bar and in words. */
function AgentBar({ agents }: { agents: FloorGroup['agents'] }) {
  const { t } = useTranslation();
  const there = shownActivities.reduce((sum, activity) => sum + agents[activity], 0);
  const words = shownActivities
    .filter((activity) => agents[activity] > 0)
    .map((activity) => `${agents[activity]} ${t(`floor.activity.${activity}`)}`);
  return (
    <>
      <div className="stack" aria-hidden="true" title={words.join(t('joined.list'))}>
        {there === 0 && <i className="s-offline" style={{ flexGrow: 1 }} />}
        {shownActivities
          .filter((activity) => agents[activity] > 0)
          .map((activity) => (
            <i key={activity} className={`s-${activity}`} style={{ flexGrow: agents[activity] }} />
          ))}
      </div>
      <p className="stack-note">
        {there === 0
          ? t('floor.nobodyThere')
          : agents.free === 0
            ? t('floor.noneFree', { count: there })
            : t('floor.freeOf', { free: agents.free, count: there })}
      </p>
      <span className="sr">{words.join(t('joined.list'))}</span>
    </>
  );
}
