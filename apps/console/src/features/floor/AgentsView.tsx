import type { FloorAgent, FloorBoard } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { soonOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Avatar, MediumIcon, StateMark, Vip } from '../../shared/ui/index.ts';
import { useAfterwards } from '../presence/index.ts';
import { AgentMenu } from './AgentMenu.tsx';
import { inOrderOfCare } from './floor-state.ts';
import { Lasting } from './Lasting.tsx';

/** Agents: state, since when, what they handle. */
export function AgentsView({ board, now }: { board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  if (board.agents.length === 0) return <p className="floor-none">{t('floor.noAgents')}</p>;
  return (
    <table className="floor-list">
      <caption className="sr">{t('floor.views.agents', { count: board.agents.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('floor.agent')}</th>
          <th scope="col">{t('floor.state')}</th>
          <th scope="col">{t('floor.handles')}</th>
          <th scope="col">{t('floor.groupsOf')}</th>
          <th scope="col">
            <span className="sr">{t('admin.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {inOrderOfCare(board.agents).map((agent) => (
          <AgentRow key={agent.agentId} agent={agent} board={board} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function AgentRow({ agent, board, now }: { agent: FloorAgent; board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const groupName = (id: string) => board.groups.find((group) => group.groupId === id)?.name;
  const groups = agent.groups.flatMap(({ groupId, level }) => {
    const name = groupName(groupId);
    return name === undefined ? [] : [`${name} ${level}`];
  });
  return (
    <tr className={agent.activity === 'offline' ? 'off' : undefined}>
      <th scope="row">
        <span className="flex">
          <Avatar name={agent.displayName} size="s" />
          <span className="cut">{agent.displayName}</span>
        </span>
      </th>
      <td>
        <State agent={agent} now={now} />
      </td>
      <td>
        <Handles agent={agent} now={now} />
      </td>
      <td className="small mut">{groups.join(t('joined.list'))}</td>
      <td className="end act">
        <AgentMenu agent={agent} />
      </td>
    </tr>
  );
}

function State({ agent: { activity, reason, next, since }, now }: { agent: FloorAgent; now: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const word = t(`floor.activity.${activity}`);
  const afterwards = useAfterwards();
  return (
    <>
      <span className="flex">
        <StateMark activity={activity} />
        <span>{reason ? t('floor.breakFor', { reason: reason.name[language] }) : word}</span>
      </span>
      {activity === 'offline' ? (
        <span className="lasting">{t('floor.offlineSince', { time: soonOf(since, language) })}</span>
      ) : (
        <Lasting since={since} now={now} online={activity === 'in_contact'} />
      )}
      {next && <span className="lasting next">{afterwards(next)}</span>}
    </>
  );
}

function Handles({ agent, now }: { agent: FloorAgent; now: number }) {
  const { t } = useTranslation();
  const nameOf = useVisitorName();
  // What only rings is not in hand.
  const texts = agent.work.filter(({ medium }) => medium === 'text').length;
  if (agent.work.length + agent.ringing + agent.consulted === 0) return <span className="mut">–</span>;
  return (
    <ul className="handles">
      {texts > 0 && <li className="small mut">{t('floor.texts', { count: texts, limit: agent.textLimit })}</li>}
      {agent.consulted > 0 && <li>{t('floor.isConsulted', { count: agent.consulted })}</li>}
      {agent.ringing > 0 && <li className="coral">{t('floor.ringsFor', { count: agent.ringing })}</li>}
      {agent.work.map((work) => (
        <li key={work.conversationId}>
          <span className="flex">
            <MediumIcon medium={work.medium} />
            <span className="sr">{t(`medium.${work.medium}`)}</span>
            <span className="cut">{nameOf(work)}</span>
            <Vip level={work.vipLevel} />
          </span>
          <Lasting since={work.since} now={now} />
        </li>
      ))}
    </ul>
  );
}
