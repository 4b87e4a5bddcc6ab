import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FloorBoard } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { MediumIcon, Vip } from '../../shared/ui/index.ts';
import { type RunningWork, runningWork } from './floor-state.ts';
import { PullBackDialog } from './PullBackDialog.tsx';

/** Conversations that run, the longest first. */
export function RunningView({ board, now }: { board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const running = runningWork(board.agents);
  if (running.length === 0) return <p className="floor-none">{t('floor.noneRuns')}</p>;
  return (
    <table className="floor-list">
      <caption className="sr">{t('floor.views.running', { count: running.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('floor.visitor')}</th>
          <th scope="col">{t('floor.agent')}</th>
          <th scope="col">{t('floor.group')}</th>
          <th scope="col" className="end">
            {t('floor.lasts')}
          </th>
          <th scope="col">
            <span className="sr">{t('admin.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {running.map((work) => (
          <RunningRow key={work.conversationId} work={work} board={board} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function RunningRow({ work, board, now }: { work: RunningWork; board: FloorBoard; now: number }) {
  const { t } = useTranslation();
  const name = useVisitorName()(work);
  const [pulling, setPulling] = useState(false);
  return (
    <tr>
      <th scope="row">
        <span className="flex">
          <MediumIcon medium={work.medium} />
          <span className="sr">{t(`medium.${work.medium}`)}</span>
          <Link className="link cut" to="/work/$conversationId" params={{ conversationId: work.conversationId }}>
            {name}
          </Link>
          <Vip level={work.vipLevel} />
        </span>
      </th>
      <td className="cut">{work.agent.displayName}</td>
      <td className="cut">{board.groups.find((group) => group.groupId === work.groupId)?.name ?? '–'}</td>
      <td className="end num">{clockOf(now - Date.parse(work.since))}</td>
      <td className="end act">
        <Button size="compact-sm" onClick={() => setPulling(true)} aria-label={t('floor.pullOf', { name })}>
          {t('floor.pull')}
        </Button>
        {pulling && <PullBackDialog work={work} name={name} onClose={() => setPulling(false)} />}
      </td>
    </tr>
  );
}
