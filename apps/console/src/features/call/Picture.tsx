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
  const visitor = seenIn(call, me.id);
  const name = visitor?.side === 'agent' ? (visitor.displayName ?? '') : visitorName;
  const stream = visitor ? live.remote.get(visitor.id) : undefined;
  const video = useStream(stream, true);
  const [tall, setTall] = useState(false);
  const measure = () => {
    const element = video.current;
    if (element) setTall(element.videoHeight > element.videoWidth);
  };
  const onHold = call.held && visitor?.side === 'visitor';
  const hasPicture = stream !== undefined && visitor?.camera === true && !onHold;
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
      {!hasPicture && (
        <div className="no-picture">
          <span className="face" aria-hidden="true">
            {initialsOf(name)}
          </span>
          <b>{call.state === 'ringing' ? t('call.ringing', { name }) : name}</b>
          <p>{t(onHold ? 'call.onHold' : noPictureWord(call, visitor), { name })}</p>
        </div>
      )}
      {visitor && !onHold && <MutedSign call={call} visitor={visitor} name={name} />}
      {live.phase === 'connected' && visitor?.state === 'away' && (
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
function MutedSign({ call, visitor, name }: { call: Call; visitor: Participant; name: string }) {
  const { t } = useTranslation();
  if (call.state !== 'live' || visitor.state !== 'joined' || visitor.microphone) return null;
  const word = call.kind === 'video' && !visitor.camera ? 'call.bothOff' : 'call.microphoneOff';
  return (
    <p className="upper" role="status">
      <IconMicrophoneOff className="icon s" aria-hidden />
      <span>{t(word, { name })}</span>
    </p>
  );
}

function noPictureWord(call: Call, visitor: Participant | undefined) {
  if (call.state === 'ringing') return 'call.ringingText' as const;
  if (call.state === 'connecting' || visitor?.state !== 'joined') return 'call.connectingText' as const;
  // After a reload the stream of an open camera takes a moment.
  if (visitor.camera) return 'call.pictureComing' as const;
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
