import { Button } from '@mantine/core';
import { IconAlertTriangle, IconVolume } from '@tabler/icons-react';
import type { Call, Quality } from '@visavis/protocol';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../shared/desk/index.ts';
import { clockOf } from '../../shared/format.ts';
import { useNow } from '../../shared/ui/index.ts';
import { switchDevice } from './call-life.ts';
import { type DeviceTrouble, setLiveCall, useLiveCall } from './live-call.ts';

export function CallTimer({ call }: { call: Call }) {
  const { t } = useTranslation();
  const now = useNow(500);
  if (!call.liveAt) return null;
  return (
    <span className="timer" role="timer" aria-label={t('call.time')}>
      {clockOf(now - Date.parse(call.liveAt))}
    </span>
  );
}

/** Whether the call is recorded; nothing while that is open, before the call is live or while its media is rebuilt. */
export function RecordingSign({ call }: { call: Call }) {
  const { t } = useTranslation();
  if (!call.recording && (call.state !== 'live' || call.recordingId)) return null;
  return (
    <span className={call.recording ? 'rec' : 'rec not'}>
      <i aria-hidden="true" />
      <span>{t(call.recording ? 'call.recorded' : 'call.notRecorded')}</span>
    </span>
  );
}

const order: readonly Quality[] = ['good', 'fair', 'poor'];
const barsOf: Readonly<Record<Quality, number>> = { good: 4, fair: 2, poor: 1 };
const bars = [
  { x: 0, height: 5 },
  { x: 5, height: 8 },
  { x: 10, height: 12 },
  { x: 15, height: 16 },
];

/** The worse of both sides, in plain words. */
export function QualitySign({ call }: { call: Call }) {
  const { t } = useTranslation();
  const all = useDeskState((desk) => desk.quality);
  const { quality: own, phase } = useLiveCall();
  const visitor = call.participants.find((participant) => participant.side === 'visitor');
  const other = visitor ? all.get(visitor.id) : undefined;
  if (call.state !== 'live' || phase !== 'connected') return null;
  const theirs = other !== undefined && order.indexOf(other.level) > order.indexOf(own.level);
  const shown = theirs ? other : own;
  const text = t(`call.quality.${shown.reason}`);
  return (
    <p className="lower" role="status">
      <svg className="sig" viewBox="0 0 18 16" role="img" aria-label={t(`call.qualityOf.${shown.level}`)}>
        {bars.map(({ x, height }, index) => (
          <rect
            key={x}
            x={x}
            y={16 - height}
            width="3"
            height={height}
            rx="1"
            className={index < barsOf[shown.level] ? '' : 'off'}
          />
        ))}
      </svg>
      <span>{theirs ? t('call.qualityTheirs', { text }) : text}</span>
    </p>
  );
}

/** Gives the pictures of the call their sound, after a click or a key anywhere on the page. */
export function unblockSound(): void {
  for (const video of document.querySelectorAll<HTMLVideoElement>('video[data-remote]')) {
    video.muted = false;
    void video.play().catch(() => undefined);
  }
  setLiveCall({ blocked: false });
}

type DeviceText = 'insecure' | 'failed' | `${'camera' | 'microphone'}_${'denied' | 'missing' | 'busy'}`;

function deviceText({ device, problem }: DeviceTrouble): DeviceText {
  if (problem === 'insecure' || problem === 'unsupported') return 'insecure';
  return problem === 'failed' ? 'failed' : `${device}_${problem}`;
}

/** What is wrong with a device, and the next best way. */
export function Trouble() {
  const { t } = useTranslation();
  const { trouble, blocked } = useLiveCall();
  if (blocked) {
    return (
      <div className="trouble" role="alert">
        <IconVolume className="icon" aria-hidden />
        <span className="grow">{t('call.unblockText')}</span>
        <Button onClick={unblockSound}>{t('call.unblock')}</Button>
      </div>
    );
  }
  if (!trouble) return null;
  const leave = trouble.device === 'camera' ? 'call.device.withoutCamera' : 'call.device.listenOnly';
  return (
    <div className="trouble" role="alert">
      <IconAlertTriangle className="icon" aria-hidden />
      <span className="grow">{t(`call.device.${deviceText(trouble)}`)}</span>
      <Button onClick={() => void switchDevice(trouble.device, true)}>{t('call.device.retry')}</Button>
      <Button onClick={() => setLiveCall({ trouble: null })}>{t(leave)}</Button>
    </div>
  );
}
