import { Table, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { Agent, SkillGroup } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage, EntityDrawer, useAgents, useGroups } from '../../shared/admin/index.ts';
import { Avatar, EditButton, ListTable } from '../../shared/ui/index.ts';
import { PersonForm } from './PersonForm.tsx';

const filterFrom = 8;

export function PeoplePage() {
  const { t } = useTranslation();
  const agents = useAgents();
  const groups = useGroups();
  const [open, setOpen] = useState<Agent | 'new' | null>(null);
  const [words, setWords] = useState('');
  const found = (agents.data ?? []).filter((agent) =>
    `${agent.displayName} ${agent.email}`.toLowerCase().includes(words.trim().toLowerCase()),
  );
  return (
    <AdminPage
      title={t('people.title')}
      lead={t('people.lead')}
      add={t('people.add')}
      onAdd={() => setOpen('new')}
      query={{
        isPending: agents.isPending || groups.isPending,
        error: agents.error ?? groups.error,
        refetch: () => [agents.refetch(), groups.refetch()],
      }}
      columns={5}
    >
      {(agents.data?.length ?? 0) >= filterFrom && (
        <TextInput
          mb="sm"
          w={260}
          aria-label={t('people.filter')}
          placeholder={t('people.filter')}
          leftSection={<IconSearch className="icon s" aria-hidden />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
      )}
      {found.length === 0 ? (
        <p className="mut">{t('people.none')}</p>
      ) : (
        <PeopleTable agents={found} groups={groups.data ?? []} onEdit={setOpen} />
      )}
      {open && (
        <EntityDrawer title={open === 'new' ? t('people.newTitle') : open.displayName} onClose={() => setOpen(null)}>
          {(ways) => (
            <PersonForm
              person={open === 'new' ? null : open}
              groups={groups.data ?? []}
              ways={ways}
              onSaved={() => setOpen(null)}
            />
          )}
        </EntityDrawer>
      )}
    </AdminPage>
  );
}

interface PeopleTableProps {
  readonly agents: readonly Agent[];
  readonly groups: readonly SkillGroup[];
  readonly onEdit: (agent: Agent) => void;
}

function PeopleTable({ agents, groups, onEdit }: PeopleTableProps) {
  const { t } = useTranslation();
  const groupNames = (agent: Agent) =>
    agent.groups
      .map(({ groupId, level }) => `${groups.find((group) => group.id === groupId)?.name ?? ''} ${level}`)
      .join(t('joined.list'));
  return (
    <ListTable
      label={t('people.title')}
      columns={(['name', 'role', 'groups', 'capacityShort', 'state'] as const).map((column) => t(`people.${column}`))}
      actions
    >
      {agents.map((agent) => (
        <Table.Tr key={agent.id} className={agent.disabledAt ? 'off' : ''}>
          <Table.Td>
            <span className="flex">
              <Avatar name={agent.displayName} />
              <span className="grow">
                <b>{agent.displayName}</b>
                <span className="small mut" style={{ display: 'block' }}>
                  {agent.email}
                </span>
              </span>
            </span>
          </Table.Td>
          <Table.Td>{t(`account.roles.${agent.role}`)}</Table.Td>
          <Table.Td className="mid">{groupNames(agent) || t('people.noGroups')}</Table.Td>
          <Table.Td className="num">{agent.capacity?.text.limit ?? t('capacity.byDefault')}</Table.Td>
          <Table.Td>
            <span className="flex" style={{ gap: 4 }}>
              <span className={agent.disabledAt ? 'tag stop' : 'tag ok'}>
                {t(agent.disabledAt ? 'people.disabled' : 'people.active')}
              </span>
              {agent.demo && <span className="tag line">{t('people.demo')}</span>}
            </span>
          </Table.Td>
          <Table.Td style={{ textAlign: 'end' }}>
            <EditButton name={agent.displayName} onClick={() => onEdit(agent)} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
