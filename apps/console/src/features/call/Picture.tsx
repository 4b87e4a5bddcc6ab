import { IconMicrophoneOff } from '@tabler/icons-react';
import type { Call, Conversation, Participant } from '@visavis/protocol';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk } from '../../shared/desk/index.ts';
import { initialsOf } from '../../shared/format.ts';
import { useVisitorName } from '../../shared/names.ts';
import { setLiveCall, useLiveCall } from './live-call.ts';
import { othersIn, seenIn } from './seen-in.ts';

function useStream(stream: MediaStream | null | undefined, sound: boolean) {
  const video = useRef<HTMLVideoElement>(null);
  // With the drawing itself: the first picture waits for it.
  useLayoutEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = stream ?? null;
    if (!stream) return;
    element.play().catch((error: unknown) => {
      if (!sound || !(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      // Before the first click of a page the browser plays pictures only without sound.
      element.muted = true;
      setLiveCall({ blocked: true });
      void element.play().catch(() => undefined);
    });
  }, [stream, sound]);
  return video;
}

/** The visitor, or the colleague who is consulted: their picture, or in plain words why there is none. */
export function Picture({ call, conversation }: { call: Call; conversation: Conversation }) {
  const { t } = useTranslation();
  const { me } = useDesk();
  const visitorName = useVisitorName()(conversation);
  const live = useLiveCall();
  const seen = seenIn(call, me.id);
  const name = seen?.side === 'agent' ? (seen.displayName ?? '') : visitorName;
  const stream = seen ? live.remote.get(seen.id) : undefined;
  const video = useStream(stream, true);
  const [tall, setTall] = useState(false);
  const measure = () => {
    const element = video.current;
    if (element) setTall(element.videoHeight > element.videoWidth);
  };
  const hasPicture = stream !== undefined && seen?.camera === true;
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a live call has no captions */}
      <video
        ref={video}
        data-remote
        className={tall ? 'whole' : ''}
        aria-label={name}
        autoPlay
        playsInline
        onLoadedMetadata={measure}
        onResize={measure}
      />
      {hasPicture ? (
        <p className="picture-name cut" aria-hidden="true">
          {name}
        </p>
      ) : (
        <div className="no-picture">
          <span className="face" aria-hidden="true">
            {initialsOf(name)}
          </span>
          <b>{call.state === 'ringing' ? t('call.ringing', { name }) : name}</b>
          <p>{t(noPictureWord(call, seen), { name })}</p>
        </div>
      )}
      {seen && <MutedSign call={call} seen={seen} name={name} />}
      {live.phase === 'connected' && seen?.state === 'away' && (
        <Veil title={t('call.away', { name })} text={t('call.awayText')} />
      )}
      {live.phase === 'reconnecting' && (
        <Veil title={t('call.reconnecting')} text={t(call.mediaEpoch > 1 ? 'call.rebuilt' : 'call.reconnectingText')} />
      )}
      {live.phase === 'elsewhere' && <Veil title={t('call.elsewhere')} />}
      {live.phase === 'failed' && (
        <Veil title={t('call.failed')} {...(live.error ? { text: t(`errors.${live.error}`) } : {})} still />
      )}
    </>
  );
}

/** Another agent in the call, small beside whom one sees large; heard in any case. */
export function OtherAgents({ call }: { call: Call }) {
  const { me } = useDesk();
  const others = othersIn(call, me.id).filter(({ leaving, state }) => !leaving && state === 'joined');
  return others.map((other) => <OtherAgent key={other.id} other={other} />);
}

/** The visitor who waits apart while the agents talk: still in the call, and neither seen nor heard. */
export function HeldVisitor({ call, conversation }: { call: Call; conversation: Conversation }) {
  const { t } = useTranslation();
  const name = useVisitorName()(conversation);
  if (!call.held) return null;
  return (
    <figure className="other-agent">
      <span className="face" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <figcaption className="cut">{t('call.onHold', { name })}</figcaption>
    </figure>
  );
}

function OtherAgent({ other }: { other: Participant }) {
  const stream = useLiveCall((live) => live.remote.get(other.id));
  const video = useStream(stream, true);
  const name = other.displayName ?? '';
  return (
    <figure className="other-agent">
      {/* biome-ignore lint/a11y/useMediaCaption: a live call has no captions */}
      <video ref={video} data-remote className={other.camera ? '' : 'off'} aria-label={name} autoPlay playsInline />
      {!other.camera && (
        <span className="face" aria-hidden="true">
          {initialsOf(name)}
        </span>
      )}
      <figcaption className="cut">{name}</figcaption>
    </figure>
  );
}

/** Silence that the visitor chose is named, so that it is not taken for a fault. */
function MutedSign({ call, seen, name }: { call: Call; seen: Participant; name: string }) {
  const { t } = useTranslation();
  if (call.state !== 'live' || seen.state !== 'joined' || seen.microphone) return null;
  const word = call.kind === 'video' && !seen.camera ? 'call.bothOff' : 'call.microphoneOff';
  return (
    <p className="upper" role="status">
      <IconMicrophoneOff className="icon s" aria-hidden />
      <span>{t(word, { name })}</span>
    </p>
  );
}

function noPictureWord(call: Call, seen: Participant | undefined) {
  if (call.state === 'ringing') return 'call.ringingText' as const;
  if (call.held && !seen) return 'call.heldText' as const;
  if (call.state === 'connecting' || seen?.state !== 'joined') return 'call.connectingText' as const;
  // After a reload the stream of an open camera takes a moment.
  if (seen.camera) return 'call.pictureComing' as const;
  return call.kind === 'voice' ? ('call.voiceOnly' as const) : ('call.cameraOff' as const);
}

function Veil({ title, text, still = false }: { title: string; text?: string; still?: boolean }) {
  return (
    <div className="veil" role="status">
      {!still && <span className="spin" aria-hidden="true" />}
      <b>{title}</b>
      {text && <p>{text}</p>}
    </div>
  );
}

/** The own picture, mirrored as in a mirror. */
export function SelfView() {
  const { t } = useTranslation();
  const { media, cameraOn, trouble } = useLiveCall();
  const video = useStream(cameraOn ? media?.local : null, false);
  if (!media) return null;
  return (
    <div className="self">
      {cameraOn ? (
        <video ref={video} aria-label={t('call.self')} autoPlay playsInline muted />
      ) : (
        <p>{t(trouble?.device === 'camera' ? 'call.selfNone' : 'call.selfOff')}</p>
      )}
    </div>
  );
}
