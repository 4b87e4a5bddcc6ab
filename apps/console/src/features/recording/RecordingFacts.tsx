import { IconFileMusic, IconMovie, IconVideo } from '@tabler/icons-react';
import { type Recording, recordingRoutes } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { routeUrl } from '../../shared/api/index.ts';
import { clockOf, momentOf, sizeOf } from '../../shared/format.ts';
import { useLanguage } from '../../shared/i18n/index.ts';
import { consultationsOf, isLack, lengthOf, missingMs } from './moments.ts';
import { useTrackName } from './use-track-name.ts';

/** What it is, what is missing from it, and its files. */
export function RecordingFacts({ recording }: { recording: Recording }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const trackName = useTrackName(recording);
  const gaps = recording.tracks.flatMap((track) => track.gaps.filter(isLack));
  const consultations = consultationsOf(recording);
  const size = recording.tracks.reduce((sum, track) => sum + track.sizeBytes, recording.mixedSizeBytes ?? 0);
  const mixed = routeUrl(recordingRoutes.getMixedRecording, { params: { recordingId: recording.id } });
  return (
    <>
      <div className="sec">
        <div className="sec-h">
          <h2>{t('player.kept')}</h2>
        </div>
        <dl className="facts">
          <dt>{t('player.date')}</dt>
          <dd className="tabular">{momentOf(recording.startedAt, language)}</dd>
          <dt>{t('recordings.length')}</dt>
          <dd className="tabular">{clockOf(lengthOf(recording))}</dd>
          <dt>{t('player.channel')}</dt>
          <dd>{recording.channelName}</dd>
          <dt>{t('recordings.agent')}</dt>
          <dd>{recording.agent?.displayName ?? t('recordings.unassigned')}</dd>
          <dt>{t('player.captured')}</dt>
          <dd className="tabular">{sizeOf(size)}</dd>
          <dt>{t('player.gaps')}</dt>
          <dd className={gaps.length > 0 ? 'amber tabular' : ''}>
            {gaps.length === 0
              ? t('player.noGaps')
              : t('player.gapCount', { count: gaps.length, length: clockOf(missingMs(gaps)) })}
          </dd>
          {consultations.length > 0 && (
            <>
              <dt>{t('player.consultations')}</dt>
              <dd className="tabular">
                {t('player.consultationCount', {
                  count: consultations.length,
                  length: clockOf(missingMs(consultations)),
                })}
              </dd>
            </>
          )}
        </dl>
      </div>
      <div className="sec">
        <div className="sec-h">
          <h2>{t('player.downloads')}</h2>
        </div>
        <ul className="files">
          <li>
            <IconMovie className="icon" aria-hidden />
            <a className="link" href={mixed} download>
              {t(recording.kind === 'video' ? 'player.both' : 'player.bothVoice')}
            </a>
            <span className="t tabular">{sizeOf(recording.mixedSizeBytes ?? 0)}</span>
          </li>
          {recording.tracks.map((track) => {
            const params = { recordingId: recording.id, trackId: track.id };
            const Icon = track.kind === 'video' ? IconVideo : IconFileMusic;
            return (
              <li key={track.id}>
                <Icon className="icon" aria-hidden />
                <a className="link" href={routeUrl(recordingRoutes.getRecordingTrack, { params })} download>
                  {t('player.trackFile', { name: trackName(track) })}
                </a>
                <span className="t tabular">{sizeOf(track.sizeBytes)}</span>
              </li>
            );
          })}
        </ul>
      </div>
      <p className="pane-note" style={{ paddingTop: 12 }}>
        {t('player.keys')}
      </p>
    </>
  );
}
