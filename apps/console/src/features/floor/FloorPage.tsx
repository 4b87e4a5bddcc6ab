import { SegmentedControl, Select } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { FloorBoard } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnectionState, useDesk } from '../../shared/desk/index.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { Failed, Nothing, useNow } from '../../shared/ui/index.ts';
import { AgentsView } from './AgentsView.tsx';
import { Alarms } from './Alarms.tsx';
import { FloorBones } from './FloorBones.tsx';
import { ofGroup } from './floor-state.ts';
import { GroupsView } from './GroupsView.tsx';
import { Heads } from './Heads.tsx';
import { RunningView } from './RunningView.tsx';
import { useFloor } from './use-floor.ts';
import { WaitingView } from './WaitingView.tsx';

const views = ['groups', 'waiting', 'agents', 'running'] as const;
type View = (typeof views)[number];

/** The supervisor's floor: large numbers, then groups, who waits, agents or what runs. */
export function FloorPage() {
  const { t } = useTranslation();
  const { board, error, retry } = useFloor();
  if (!board) {
    return (
      <main className="page floor-page" id="content">
        <h1 className="sr">{t('floor.title')}</h1>
        {error ? <Failed error={error} retry={retry} /> : <FloorBones />}
      </main>
    );
  }
  return board.groups.length === 0 ? <NoGroups /> : <Floor board={board} />;
}

function NoGroups() {
  const { t } = useTranslation();
  const { me } = useDesk();
  return (
    <main className="page" id="content">
      <h1 className="sr">{t('floor.title')}</h1>
      <Nothing icon={IconUsersGroup} title={t('floor.noGroups')} text={t('floor.noGroupsText')}>
        {me.role === 'administrator' && (
          <Link className="link" to="/groups">
            {t('floor.toGroups')}
          </Link>
        )}
      </Nothing>
    </main>
  );
}

function Floor({ board: whole }: { board: FloorBoard }) {
  const { t } = useTranslation();
  const now = useNow();
  const [groupId, setGroupId] = useState<string | null>(null);
  const [view, setView] = useState<View>('groups');
  const board = ofGroup(whole, whole.groups.some((group) => group.groupId === groupId) ? groupId : null);
  const counts: Record<View, number> = {
    groups: board.groups.length,
    waiting: board.groups.reduce((sum, group) => sum + group.waiting, 0),
    agents: board.agents.filter((agent) => agent.activity !== 'offline').length,
    running: board.agents.reduce((sum, agent) => sum + agent.work.length, 0),
  };
  const link = useConnectionState();
  return (
    <div className={`floor with-side${link.status === 'online' ? '' : ' stale'}`}>
      <main className="board scroll" id="content">
        <h1 className="sr">{t('floor.title')}</h1>
        <Heads board={board} now={now} />
        <div className="floor-bar">
          <SegmentedControl
            aria-label={t('floor.view')}
            value={view}
            onChange={(chosen) => setView(chosen as View)}
            data={views.map((value) => ({ value, label: t(`floor.views.${value}`, { count: counts[value] }) }))}
          />
          <span className="grow" />
          <Live at={whole.at} />
          <Select
            aria-label={t('floor.filter')}
            data={whole.groups.map((group) => ({ value: group.groupId as string, label: group.name }))}
            value={groupId}
            placeholder={t('floor.allGroups')}
            clearable
            searchable
            onChange={setGroupId}
            w={220}
          />
        </div>
        {view === 'groups' && <GroupsView board={board} now={now} onGroup={setGroupId} />}
        {view === 'waiting' && <WaitingView board={board} agents={whole.agents} now={now} />}
        {view === 'agents' && <AgentsView board={board} now={now} />}
        {view === 'running' && <RunningView board={board} now={now} />}
      </main>
      <Alarms board={board} now={now} />
    </div>
  );
}

/** Says honestly whether what is shown is of now. */
function Live({ at }: { at: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const link = useConnectionState();
  const time = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeStyle: 'medium' });
  if (link.status === 'online') return <span className="mut small">{t('floor.live')}</span>;
  return (
    <span className="small amber" role="status">
      {t('floor.stale', { time: time.format(new Date(at)) })}
    </span>
  );
}
