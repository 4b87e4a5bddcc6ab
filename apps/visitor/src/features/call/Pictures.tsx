import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import type { CallSession } from './call-session.ts';

interface RemotePictureProps {
  readonly session: CallSession;
  readonly name: string;
  readonly away: boolean;
  readonly camera: boolean;
}

/** The other face is the largest thing on the screen. The element also plays the sound, so it stays when there is no picture. */
export function RemotePicture({ session, name, away, camera }: RemotePictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [silent, setSilent] = useState(false);
  const [hasPicture, setHasPicture] = useState(false);
  const stream = session.remote.value;
  const play = () => {
    video.current?.play().then(
      () => setSilent(false),
      // Browsers refuse sound until somebody has pressed something on this page.
      (error: unknown) => setSilent(error instanceof DOMException && error.name === 'NotAllowedError'),
    );
  };
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    setHasPicture(false);
    if (stream !== null) play();
  }, [stream]);
  const shown = stream !== null && camera && hasPicture;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live person has no caption track */}
      <video
        class={shown ? (away ? 'remote away' : 'remote') : 'remote none'}
        ref={video}
        autoplay
        playsInline
        aria-label={name}
        onResize={(event) => setHasPicture(event.currentTarget.videoWidth > 0)}
        onLoadedData={(event) => setHasPicture(event.currentTarget.videoWidth > 0)}
      />
      {stream !== null && !shown && !away && (
        <div class="faceless">
          <Avatar name={name} size="xl" />
          <p>{name}</p>
        </div>
      )}
      {silent && (
        <button class="btn go hear" type="button" onClick={play}>
          <Icon name="speaker" />
          {t('call.sound', { name })}
        </button>
      )}
    </>
  );
}

const corners = ['top-right', 'bottom-right', 'bottom-left', 'top-left'] as const;

/** Small, mirrored as in a looking-glass; it moves on by a press. */
export function OwnPicture({ session }: { session: CallSession }) {
  const video = useRef<HTMLVideoElement>(null);
  const [corner, setCorner] = useState(0);
  const stream = session.own.value;
  const visible = stream !== null && stream.getVideoTracks().length > 0;
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  });
  if (!visible) return null;
  return (
    <button
      class={`self ${corners[corner]}`}
      type="button"
      aria-label={t('call.own')}
      title={t('call.own')}
      onClick={() => setCorner((corner + 1) % corners.length)}
    >
      <video ref={video} autoplay playsInline muted tabIndex={-1} />
      <Icon name="grip" size="s" />
    </button>
  );
}

/** While waiting: how one will be seen, and that nobody sees one yet. */
export function OwnPreview({ session }: { session: CallSession }) {
  const video = useRef<HTMLVideoElement>(null);
  const stream = session.own.value;
  const visible = stream !== null && stream.getVideoTracks().length > 0;
  useEffect(() => {
    if (video.current !== null) video.current.srcObject = stream;
  });
  if (!visible) return null;
  return (
    <div class="preview">
      <video ref={video} autoplay playsInline muted aria-label={t('devices.preview')} />
      <p>{t('waiting.preview')}</p>
    </div>
  );
}
