import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Recording, type RecordingId, recordingRoutes } from '@visavis/protocol';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { failureCode } from '../../shared/api/index.ts';
import { useDesk } from '../../shared/desk/index.ts';
import { useApi } from '../../shared/ports.ts';

const pageSize = 50;
const moving = (recording: Recording) =>
  recording.state === 'capturing' || recording.state === 'queued' || recording.state === 'preparing';

/** Calls back with every recording the server speaks of. */
function useRecordingFacts(onChange: (recording: Recording) => void): void {
  const desk = useDesk();
  useEffect(() => desk.connection.on('recording:changed', onChange), [desk, onChange]);
}

export function useRecordings() {
  const api = useApi();
  const queryClient = useQueryClient();
  const list = useInfiniteQuery({
    queryKey: ['recordings'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => api(recordingRoutes.listRecordings, { query: { limit: pageSize, before: pageParam } }),
    getNextPageParam: (last) => (last.more ? last.recordings.at(-1)?.startedAt : undefined),
    // Facts keep the list moving; this only covers one that was lost.
    refetchInterval: (query) =>
      query.state.data?.pages.some((page) => page.recordings.some(moving)) === true ? 5_000 : false,
  });
  useRecordingFacts(() => void queryClient.invalidateQueries({ queryKey: ['recordings'] }));
  return { ...list, recordings: list.data?.pages.flatMap((page) => page.recordings) ?? [] };
}

export function useRecording(recordingId: RecordingId) {
  const api = useApi();
  const queryClient = useQueryClient();
  useRecordingFacts((recording) => {
    if (recording.id !== recordingId) return;
    queryClient.setQueryData<Recording>(['recording', recordingId], (known) =>
      known && known.version > recording.version ? known : recording,
    );
  });
  return useQuery({
    queryKey: ['recording', recordingId],
    queryFn: async () => (await api(recordingRoutes.getRecording, { params: { recordingId } })).recording,
    refetchInterval: (query) => (query.state.data && moving(query.state.data) ? 4_000 : false),
  });
}

export function useRetryRecording() {
  const { t } = useTranslation();
  const api = useApi();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (recordingId: RecordingId) =>
      (await api(recordingRoutes.retryRecording, { params: { recordingId } })).recording,
    onSuccess: (recording) => {
      notifications.show({ message: t('recordings.retryStarted') });
      queryClient.setQueryData(['recording', recording.id], recording);
      void queryClient.invalidateQueries({ queryKey: ['recordings'] });
    },
    onError: (error) => notifications.show({ color: 'red', message: t(`errors.${failureCode(error)}`) }),
  });
}
