import type { Recording, RecordingTrack } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';

/** "Visitor's picture", "Agent's voice"; by name where several agents were in the call one after another. */
export function useTrackName(recording: Recording): (track: RecordingTrack) => string {
  const { t } = useTranslation();
  const agents = new Set(recording.tracks.flatMap((track) => (track.side === 'agent' ? track.participantId : [])));
  return (track) => {
    if (track.side === 'agent' && agents.size > 1 && track.displayName !== null) {
      const what = track.source === 'screen' ? 'screen' : track.kind === 'video' ? 'picture' : 'voice';
      return t(`player.${what}.of`, { name: track.displayName });
    }
    if (track.source === 'screen') return t(`player.screen.${track.side}`);
    return t(track.kind === 'video' ? `player.picture.${track.side}` : `player.voice.${track.side}`);
  };
}
