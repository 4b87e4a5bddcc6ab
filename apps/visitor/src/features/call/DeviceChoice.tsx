import { type DeviceEntry, listDevices, watchDevices } from '@visavis/client/media';
import { useEffect, useId, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import type { CallSession } from './call-session.ts';

interface DeviceChoiceProps {
  readonly device: 'camera' | 'microphone';
  readonly session: CallSession;
}

/** Only there when there is something to choose. */
export function DeviceChoice({ device, session }: DeviceChoiceProps) {
  const id = useId();
  const [entries, setEntries] = useState<readonly DeviceEntry[]>([]);
  useEffect(() => {
    const read = () => {
      void listDevices().then((list) => setEntries(device === 'camera' ? list.cameras : list.microphones));
    };
    read();
    return watchDevices(read);
  }, [device]);
  const track = device === 'camera' ? session.cameraTrack() : session.microphoneTrack();
  if (entries.length < 2) return null;
  return (
    <li class="choose">
      <Icon name={device === 'camera' ? 'video' : 'mic'} />
      <label for={id}>{t(`devices.which.${device}`)}</label>
      <select
        id={id}
        value={track?.getSettings().deviceId ?? ''}
        onChange={(event) => void session.choose(device, event.currentTarget.value)}
      >
        {entries.map((entry, index) => (
          <option key={entry.deviceId} value={entry.deviceId}>
            {entry.label === '' ? index + 1 : entry.label}
          </option>
        ))}
      </select>
    </li>
  );
}
