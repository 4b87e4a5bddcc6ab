import { Button, Group } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Agent, type AgentChange, type FloorAgent, floorRoutes, identityRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelList, useGroups } from '../../shared/admin/index.ts';
import { momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useApi } from '../../shared/ports.ts';
import { Failed, RowBones, SideSheet } from '../../shared/ui/index.ts';
import { PresenceTimeline } from '../presence/index.ts';
import { useAct } from './use-act.ts';

/** Groups and levels of one agent, and what supervisors changed about them before. */
export function AgentSheet({ agent, onClose }: { agent: FloorAgent; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const params = { agentId: agent.agentId };
  const found = useQuery({
    queryKey: ['floor-agent', agent.agentId],
    staleTime: 0,
    queryFn: async () => ({
      agent: (await api(identityRoutes.getAgent, { params })).agent,
      changes: (await api(floorRoutes.listAgentChanges, { params })).changes,
    }),
  });
  return (
    <SideSheet opened onClose={onClose} title={agent.displayName}>
      {found.isPending && <RowBones count={3} />}
      {found.error ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      {found.data && <Groups key={found.data.agent.version} agent={found.data.agent} onClose={onClose} />}
      <PresenceTimeline agentId={agent.agentId} />
      {found.data && found.data.changes.length > 0 && (
        <section className="form-sec">
          <h3>{t('floor.changes')}</h3>
          <ul className="changes">
            {found.data.changes.map((change) => (
              <Change key={`${change.at}${change.change.kind}`} change={change} />
            ))}
          </ul>
        </section>
      )}
    </SideSheet>
  );
}

function Groups({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  const groups = useGroups();
  const { run, busy } = useAct();
  const [chosen, setChosen] = useState(agent.groups.map(({ groupId, level }) => ({ id: groupId as string, level })));
  const save = async () => {
    const body = { version: agent.version, groups: chosen.map(({ id, level }) => ({ groupId: id, level })) };
    const work = () => api(floorRoutes.setAgentGroups, { params: { agentId: agent.id }, body });
    const saved = await run(work, t('admin.saved'));
    await Promise.all(
      [['floor-agent', agent.id], ['agents'], ['groups']].map((queryKey) =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    );
    if (saved) onClose();
  };
  return (
    <div className="form-grid">
      <h3>{t('floor.groupsAndLevels')}</h3>
      <LevelList
        all={(groups.data ?? []).map((group) => ({ id: group.id, name: group.name }))}
        chosen={chosen}
        onChange={setChosen}
        add={t('floor.addGroup')}
        empty={t('floor.inNoGroup')}
      />
      <Group justify="flex-end" gap="xs">
        <Button onClick={onClose}>{t('account.cancel')}</Button>
        <Button variant="filled" loading={busy} onClick={() => void save()}>
          {t('floor.save')}
        </Button>
      </Group>
    </div>
  );
}

function Change({ change: { at, byName, change } }: { change: AgentChange }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const list = (groups: readonly { name: string; level: number }[]) =>
    groups.map(({ name, level }) => `${name} ${level}`).join(t('joined.list')) || t('floor.inNoGroup');
  return (
    <li>
      {change.kind === 'state'
        ? t('floor.changedState', { state: t(`presence.${change.to as 'online'}`) })
        : t('floor.changedGroups', { from: list(change.from), to: list(change.to) })}
      <span className="small mut">
        {byName}, {momentOf(at, language)}
      </span>
    </li>
  );
}
