import { Button, Table } from '@mantine/core';
import { IconPlayerRecord } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Recording } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { clockOf, momentOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { Failed, ListTable, MediumIcon, Nothing, TableBones, useNow } from '../../shared/ui/index.ts';
import { RecordingState } from './RecordingState.tsx';
import { useRecordings } from './use-recordings.ts';

export function RecordingsPage() {
  const { t } = useTranslation();
  const { me } = useDesk();
  const list = useRecordings();
  return (
    <main className="page" id="content">
      <div className="page-in">
        <div className="page-head">
          <div className="grow">
            <h1>{t('recordings.title')}</h1>
            <p className="mut">{t(me.role === 'agent' ? 'recordings.lead' : 'recordings.leadAll')}</p>
          </div>
        </div>
        {list.isPending && <TableBones rows={6} columns={6} />}
        {list.isError && <Failed error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && list.recordings.length === 0 && (
          <Nothing icon={IconPlayerRecord} title={t('recordings.empty')} text={t('recordings.emptyText')} />
        )}
        {list.recordings.length > 0 && <RecordingTable recordings={list.recordings} />}
        {list.hasNextPage && (
          <Button mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('recordings.more')}
          </Button>
        )}
      </div>
    </main>
  );
}

function RecordingTable({ recordings }: { recordings: readonly Recording[] }) {
  const { t } = useTranslation();
  return (
    <ListTable
      label={t('recordings.title')}
      columns={(['visitor', 'when', 'length', 'kind', 'agent', 'channel', 'state'] as const).map((column) =>
        t(`recordings.${column}`),
      )}
    >
      {recordings.map((recording) => (
        <RecordingRow key={recording.id} recording={recording} />
      ))}
    </ListTable>
  );
}

function RecordingRow({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const nameOf = useVisitorName();
  const now = useNow();
  const name = nameOf(recording);
  const when = momentOf(recording.startedAt, language);
  // Until it is prepared nobody knows how long it became; while the call runs it grows.
  const growing = recording.state === 'capturing' ? now - Date.parse(recording.startedAt) : null;
  const length = recording.durationMs ?? growing;
  return (
    <Table.Tr>
      <Table.Td>
        <Link
          className="rowlink"
          to="/recordings/$recordingId"
          params={{ recordingId: recording.id }}
          title={t('recordings.open', { name, when })}
        >
          {name}
        </Link>
      </Table.Td>
      <Table.Td className="num">{when}</Table.Td>
      <Table.Td className="num">{length === null ? '–' : clockOf(length)}</Table.Td>
      <Table.Td>
        <span className="flex mid">
          <MediumIcon medium={recording.kind} />
          {t(`medium.${recording.kind}`)}
        </span>
      </Table.Td>
      <Table.Td>{recording.agent?.displayName ?? t('recordings.unassigned')}</Table.Td>
      <Table.Td className="mid">{recording.channelName}</Table.Td>
      <Table.Td>
        <RecordingState recording={recording} />
      </Table.Td>
    </Table.Tr>
  );
}
