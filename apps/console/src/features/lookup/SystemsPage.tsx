import { Table } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type Lookup, lookupRoutes } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage, EntityDrawer } from '../../shared/admin/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';
import { isAtLeast } from '../../shared/roles.ts';
import { EditButton, ListTable, Nothing } from '../../shared/ui/index.ts';
import { LookupForm } from './LookupForm.tsx';

/** Business systems that say whose contact somebody is. */
export function SystemsPage() {
  const { t } = useTranslation();
  const api = useApi();
  const { me } = useDesk();
  const mayEdit = isAtLeast(me.role, 'administrator');
  const query = useQuery({ queryKey: ['lookups'], queryFn: () => api(lookupRoutes.listLookups) });
  const [open, setOpen] = useState<Lookup | 'new' | null>(null);
  const lookups = query.data?.lookups;
  return (
    <AdminPage
      title={t('systems.title')}
      lead={t('systems.lead')}
      add={t('systems.add')}
      onAdd={mayEdit ? () => setOpen('new') : null}
      query={query}
      columns={3}
    >
      {lookups?.length === 0 && (
        <Nothing icon={IconPlugConnected} title={t('systems.empty')} text={t('systems.emptyText')} />
      )}
      {lookups && lookups.length > 0 && <LookupTable lookups={lookups} onEdit={mayEdit ? setOpen : null} />}
      {open && (
        <EntityDrawer title={open === 'new' ? t('systems.newTitle') : open.name} onClose={() => setOpen(null)}>
          {(ways) => <LookupForm lookup={open === 'new' ? null : open} ways={ways} onSaved={() => setOpen(null)} />}
        </EntityDrawer>
      )}
    </AdminPage>
  );
}

interface LookupTableProps {
  readonly lookups: readonly Lookup[];
  readonly onEdit: ((lookup: Lookup) => void) | null;
}

function LookupTable({ lookups, onEdit }: LookupTableProps) {
  const { t } = useTranslation();
  return (
    <ListTable
      label={t('systems.title')}
      columns={(['name', 'url', 'timeout'] as const).map((column) => t(`systems.${column}`))}
      actions
    >
      {lookups.map((lookup) => (
        <Table.Tr key={lookup.id}>
          <Table.Td>
            <b>{lookup.name}</b>
          </Table.Td>
          <Table.Td className="mid">{lookup.url}</Table.Td>
          <Table.Td className="num">{t('systems.seconds', { count: lookup.timeoutMs / 1000 })}</Table.Td>
          <Table.Td style={{ textAlign: 'end' }}>
            {onEdit && <EditButton name={lookup.name} onClick={() => onEdit(lookup)} />}
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
