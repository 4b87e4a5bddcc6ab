import { Menu } from '@mantine/core';
import { IconCoffee, IconPlugConnectedX, IconUserCheck, IconUserPause, IconUsersGroup } from '@tabler/icons-react';
import { type ChosenPresence, type FloorAgent, floorRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { AgentSheet } from './AgentSheet.tsx';
import { RowMenu } from './RowMenu.tsx';
import { useAct } from './use-act.ts';

const states = [
  { state: 'online', icon: IconUserCheck },
  { state: 'busy', icon: IconUserPause },
  { state: 'break', icon: IconCoffee },
  { state: 'offline', icon: IconPlugConnectedX },
] as const satisfies readonly { readonly state: ChosenPresence; readonly icon: unknown }[];

/** What a supervisor may do with an agent: the state, the groups and levels. */
export function AgentMenu({ agent }: { agent: FloorAgent }) {
  const { t } = useTranslation();
  const api = useApi();
  const { run } = useAct();
  const [open, setOpen] = useState(false);
  const name = agent.displayName;
  const set = (state: ChosenPresence) =>
    void run(
      () => api(floorRoutes.setAgentState, { params: { agentId: agent.agentId }, body: { state } }),
      t('floor.stateSet', { name, state: t(`presence.${state}`) }),
    );
  return (
    <>
      <RowMenu label={t('floor.actionsFor', { name })}>
        <Menu.Item leftSection={<IconUsersGroup className="icon" aria-hidden />} onClick={() => setOpen(true)}>
          {t('floor.groupsAndLevels')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('floor.setState')}</Menu.Label>
        {states.map(({ state, icon: Icon }) => (
          <Menu.Item key={state} leftSection={<Icon className="icon" aria-hidden />} onClick={() => set(state)}>
            {t(`presence.${state}`)}
          </Menu.Item>
        ))}
      </RowMenu>
      {open && <AgentSheet agent={agent} onClose={() => setOpen(false)} />}
    </>
  );
}
