import { Table } from '@mantine/core';
import { IconAntennaBars5, IconExternalLink } from '@tabler/icons-react';
import type { Channel, SkillGroup } from '@visavis/protocol';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AdminPage, EntityDrawer, useChannels, useGroups } from '../../shared/admin/index.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { EditButton, ListTable, MediumIcon, Nothing } from '../../shared/ui/index.ts';
import { ChannelForm } from './ChannelForm.tsx';

export function ChannelsPage() {
  const { t } = useTranslation();
  const channels = useChannels();
  const groups = useGroups();
  const [open, setOpen] = useState<Channel | 'new' | null>(null);
  const noGroup = groups.isSuccess && groups.data.length === 0;
  return (
    <AdminPage
      title={t('channels.title')}
      lead={t('channels.lead')}
      add={t('channels.add')}
      onAdd={groups.data && !noGroup ? () => setOpen('new') : null}
      query={{
        isPending: channels.isPending || groups.isPending,
        error: channels.error ?? groups.error,
        refetch: () => [channels.refetch(), groups.refetch()],
      }}
      columns={5}
    >
      {channels.data?.length === 0 && (
        <Nothing
          icon={IconAntennaBars5}
          title={t('channels.empty')}
          text={t(noGroup ? 'channels.needGroup' : 'channels.emptyText')}
        />
      )}
      {channels.data && channels.data.length > 0 && (
        <ChannelTable channels={channels.data} groups={groups.data ?? []} onEdit={setOpen} />
      )}
      {open && (
        <EntityDrawer title={open === 'new' ? t('channels.newTitle') : open.name} onClose={() => setOpen(null)}>
          {(ways) => (
            <ChannelForm
              channel={open === 'new' ? null : open}
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

interface ChannelTableProps {
  readonly channels: readonly Channel[];
  readonly groups: readonly SkillGroup[];
  readonly onEdit: (channel: Channel) => void;
}

function ChannelTable({ channels, groups, onEdit }: ChannelTableProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ListTable
      label={t('channels.title')}
      columns={(['name', 'brand', 'media', 'group', 'recording', 'state'] as const).map((column) =>
        t(`channels.${column}`),
      )}
      actions
    >
      {channels.map((channel) => (
        <Table.Tr key={channel.id} className={channel.enabled ? '' : 'off'}>
          <Table.Td>
            <b>{channel.name}</b>
            <span className="small mut" style={{ display: 'block' }}>
              /c/{channel.key}
            </span>
          </Table.Td>
          <Table.Td>
            <span className="swatch" style={{ background: channel.themeColor }} />
            {channel.brand[language]}
          </Table.Td>
          <Table.Td>
            <span className="flex mid">
              {channel.media.map((medium) => (
                <span key={medium} className="flex" style={{ gap: 4 }}>
                  <MediumIcon medium={medium} />
                  {t(`medium.${medium}`)}
                </span>
              ))}
            </span>
          </Table.Td>
          <Table.Td>{groups.find((group) => group.id === channel.groupId)?.name ?? ''}</Table.Td>
          <Table.Td className="mid">
            {t(channel.recording === 'ask' ? 'channels.recordingAsk' : 'channels.recordingOff')}
          </Table.Td>
          <Table.Td>
            <span className={channel.enabled ? 'tag ok' : 'tag'}>
              {t(channel.enabled ? 'channels.open' : 'channels.closed')}
            </span>
          </Table.Td>
          <Table.Td>
            <span className="flex" style={{ justifyContent: 'flex-end' }}>
              <a className="link" href={`/c/${channel.key}`} target="_blank" rel="noreferrer">
                <IconExternalLink className="icon s" aria-hidden />
                {t('channels.openPage')}
              </a>
              <EditButton name={channel.name} onClick={() => onEdit(channel)} />
            </span>
          </Table.Td>
        </Table.Tr>
      ))}
    </ListTable>
  );
}
