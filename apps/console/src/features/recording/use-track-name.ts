import type { RecordingTrack } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

/** "Visitor's picture", "Agent's voice". */
export function useTrackName(): (track: RecordingTrack) => string {
  const { t } = useTranslation();
  return (track) => {
    if (track.source === 'screen') return t(`player.screen.${track.side}`);
    return t(track.kind === 'video' ? `player.picture.${track.side}` : `player.voice.${track.side}`);
  };
}
