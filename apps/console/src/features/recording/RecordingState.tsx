import { Button } from '@mantine/core';
import type { Recording, RecordingId } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useRetryRecording } from './use-recordings.ts';

const looks = {
  capturing: 'tag stop',
  queued: 'tag wait',
  preparing: 'tag wait',
  ready: 'tag ok',
  failed: 'tag stop',
  empty: 'tag',
} as const;

/** The state as a word; progress as a bar while it is prepared; a retry when it failed. */
export function RecordingState({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const retry = useRetryRecording();
  const percent = Math.round(recording.progress * 100);
  if (recording.state === 'preparing') {
    return (
      <span className="prog">
        <span
          className="meter"
          role="progressbar"
          aria-label={t('recordings.states.preparing')}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
        >
          <i style={{ width: `${percent}%` }} />
        </span>
        <span className="small mut num">{t('recordings.progress', { percent })}</span>
      </span>
    );
  }
  return (
    <span className="flex">
      <span className={looks[recording.state]} title={recording.failure ?? undefined}>
        {t(`recordings.states.${recording.state}`)}
      </span>
      {recording.state === 'failed' && (
        <Button size="compact-xs" loading={retry.isPending} onClick={() => retry.mutate(recording.id as RecordingId)}>
          {t('recordings.retry')}
        </Button>
      )}
    </span>
  );
}
