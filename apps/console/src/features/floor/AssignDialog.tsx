import { Button, Group, Select } from '@mantine/core';
import { type AgentActivity, type FloorAgent, type QueueEntry, queueRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../shared/ports.ts';
import { Dialog } from '../../shared/ui/index.ts';
import { useAfterwards } from '../presence/index.ts';
import { useAct } from './use-act.ts';

interface AssignDialogProps {
  readonly entry: QueueEntry;
  readonly name: string;
  readonly agents: readonly FloorAgent[];
  readonly onClose: () => void;
}

const online: ReadonlySet<AgentActivity> = new Set(['free', 'ringing', 'in_contact']);

/** Chooses who is rung. Those who are there can be chosen; the server has the last word on their capacity. */
export function AssignDialog({ entry, name, agents, onClose }: AssignDialogProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { run, busy } = useAct();
  const afterwards = useAfterwards();
  const [agentId, setAgentId] = useState<string | null>(null);
  const there = agents.filter(({ activity }) => online.has(activity));
  const inGroup = (agent: FloorAgent) => agent.groups.some((group) => group.groupId === entry.groupId);
  const options = there
    .toSorted((a, b) => Number(inGroup(b)) - Number(inGroup(a)) || a.work.length - b.work.length)
    .map((agent) => ({
      value: agent.agentId as string,
      label: [
        agent.displayName,
        t(`floor.activity.${agent.activity}`),
        ...(agent.next ? [afterwards(agent.next)] : []),
        ...(inGroup(agent) ? [] : [t('floor.otherGroup')]),
      ].join(t('joined.comma')),
    }));
  const assign = async () => {
    if (agentId === null) return;
    const work = () => api(queueRoutes.assignEntry, { params: { entryId: entry.id }, body: { agentId } });
    if (await run(work, t('floor.assigned', { name }))) onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={t('floor.assignTitle', { name })}>
      <p className="mid" style={{ marginBottom: 12 }}>
        {t('floor.assignText')}
      </p>
      <Select
        label={t('floor.agent')}
        data={options}
        value={agentId}
        onChange={setAgentId}
        searchable
        data-autofocus
        nothingFoundMessage={t('floor.nobodyThere')}
        comboboxProps={{ zIndex: 500 }}
      />
      {options.length === 0 && <p className="small amber">{t('floor.nobodyThere')}</p>}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button onClick={onClose}>{t('account.cancel')}</Button>
        <Button variant="filled" disabled={agentId === null} loading={busy} onClick={() => void assign()}>
          {t('floor.assignDo')}
        </Button>
      </Group>
    </Dialog>
  );
}
