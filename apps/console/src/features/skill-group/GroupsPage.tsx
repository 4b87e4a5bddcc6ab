import { Table } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import type { SkillGroup } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage, EntityDrawer, useAgents, useGroups } from '../../shared/admin/index.ts';
import { EditButton, ListTable, Nothing } from '../../shared/ui/index.ts';
import { GroupForm } from './GroupForm.tsx';

export function GroupsPage() {
  const { t } = useTranslation();
  const groups = useGroups();
  const agents = useAgents();
  const [open, setOpen] = useState<SkillGroup | 'new' | null>(null);
  return (
    <AdminPage
      title={t('groups.title')}
      lead={t('groups.lead')}
      add={t('groups.add')}
      onAdd={() => setOpen('new')}
      query={{
        isPending: groups.isPending || agents.isPending,
        error: groups.error ?? agents.error,
        refetch: () => [groups.refetch(), agents.refetch()],
      }}
      columns={4}
    >
      {groups.data?.length === 0 && (
        <Nothing icon={IconUsersGroup} title={t('groups.empty')} text={t('groups.emptyText')} />
      )}
      {groups.data && groups.data.length > 0 && <GroupTable groups={groups.data} onEdit={setOpen} />}
      {open && (
        <EntityDrawer title={open === 'new' ? t('groups.newTitle') : open.name} onClose={() => setOpen(null)}>
          {(ways) => (
            <GroupForm
              group={open === 'new' ? null : open}
              agents={agents.data ?? []}
              ways={ways}
              onSaved={() => setOpen(null)}
            />
          )}
        </EntityDrawer>
      )}
    </AdminPage>
  );
}

interface GroupTableProps {
  readonly groups: readonly SkillGroup[];
  readonly onEdit: (group: SkillGroup) => void;
}

function GroupTable({ groups, onEdit }: GroupTableProps) {
  const { t } = useTranslation();
  return (
    <ListTable
      label={t('groups.title')}
      columns={(['name', 'members', 'strategy', 'ring'] as const).map((column) => t(`groups.${column}`))}
      actions
    >
      {groups.map((group) => (
        <Table.Tr key={group.id}>
          <Table.Td>
            <b>{group.name}</b>
          </Table.Td>
          <Table.Td>
            {t('groups.memberCount', { count: group.members.length })}
            <span className="small mut cut" style={{ display: 'block', maxWidth: 320 }}>
              {group.members.map((member) => member.displayName).join(t('joined.list')) || t('groups.noMembers')}
            </span>
          </Table.Td>
          <Table.Td className="mid">{t(`groups.${group.strategy}`)}</Table.Td>
          <Table.Td className="num">{t('groups.rings', { seconds: ringOf(group.ringSeconds) })}</Table.Td>
          <Table.Td style={{ textAlign: 'end' }}>
            <EditButton name={group.name} onClick={() => onEdit(group)} />
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}

/** One figure where every medium rings alike. */
function ringOf({ text, voice, video }: SkillGroup['ringSeconds']): string {
  return text === voice && voice === video ? String(text) : `${text} · ${voice} · ${video}`;
}
