import type { Call } from '@visavis/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Failure } from '../../shared/ui/Failure.tsx';
import { useHeadingFocus } from '../../shared/ui/focus.ts';
import { Icon, type IconName } from '../../shared/ui/Icon.tsx';
import { startRinging } from '../../shared/ui/ring.ts';
import { useVisit } from '../../shared/visit/index.ts';
import { Composer, Log } from '../chat/index.ts';
import type { CallSession } from './call-session.ts';
import { Hold } from './Hold.tsx';
import { OtherAgents } from './OtherAgents.tsx';
import { OwnPicture, RemotePicture } from './Pictures.tsx';
import { Rescue } from './Rescue.tsx';
import { CallSigns, QualityTell } from './Signs.tsx';
import './call.css';

interface BarButtonProps {
  readonly icon: IconName;
  readonly name: string;
  readonly pressed?: boolean;
  readonly lit?: boolean;
  readonly badge?: number;
  readonly end?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

function BarButton({
  icon,
  name,
  pressed,
  lit = false,
  badge = 0,
  end = false,
  disabled = false,
  onPress,
}: BarButtonProps) {
  return (
    <button
      class={end ? 'hang' : lit ? 'lit' : ''}
      type="button"
      title={name}
      aria-label={name}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onPress}
    >
      <span>
        <Icon name={icon} />
        {badge > 0 && <em class="num">{badge}</em>}
      </span>
      <span class="name" aria-hidden="true">
        {name}
      </span>
    </button>
  );
}

function CallBar({
  call,
  session,
  writing,
  onWrite,
}: {
  call: Call;
  session: CallSession;
  writing: boolean;
  onWrite: () => void;
}) {
  const { state, actions } = useVisit();
  const { microphoneOn, cameraOn } = session;
  const [back, setBack] = useState(false);
  const on = call.state !== 'ringing' && !session.elsewhere.value;
  const phone = matchMedia('(pointer: coarse)').matches;
  return (
    <div class="callbar" role="toolbar" aria-label={t('call.bar')}>
      {on && (
        <BarButton
          icon={microphoneOn.value ? 'mic' : 'mic-off'}
          name={t(microphoneOn.value ? 'call.mute' : 'call.unmute')}
          lit={!microphoneOn.value}
          onPress={() => void session.toggleMicrophone()}
        />
      )}
      {on && (
        <BarButton
          icon={cameraOn.value ? 'video' : 'video-off'}
          name={t('call.camera')}
          pressed={cameraOn.value}
          lit={!cameraOn.value}
          onPress={() => void session.toggleCamera()}
        />
      )}
      {on && phone && cameraOn.value && (
        <BarButton
          icon="turn"
          name={t('call.turn')}
          onPress={() => {
            setBack(!back);
            void session.turnCamera(back ? 'user' : 'environment');
          }}
        />
      )}
      <BarButton
        icon="write"
        name={t('call.write')}
        pressed={writing}
        lit={writing}
        badge={writing ? 0 : state.unread.value}
        onPress={onWrite}
      />
      <BarButton
        icon="end"
        name={t('call.end')}
        end
        disabled={state.busy.value}
        onPress={() => void actions.endCall()}
      />
    </div>
  );
}

const chimeMs = 1_000;

/** Ringing or connecting: a name, and two arcs that close as both sides come together. */
function Meeting({ call, name, session }: { call: Call; name: string; session: CallSession }) {
  const ringing = call.state === 'ringing';
  // Whoever looks elsewhere while waiting hears that it begins.
  const rang = useRef(ringing || call.startedBy === 'agent');
  useEffect(() => {
    if (rang.current) return;
    const stop = startRinging();
    const timer = setTimeout(stop, chimeMs);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  return (
    <div class="meet" role="status">
      <div class="ring">
        <svg class="arcs" viewBox="0 0 240 240" aria-hidden="true">
          <path d="M96 12a110 110 0 0 0 0 216M144 12a110 110 0 0 1 0 216" />
        </svg>
        <Avatar name={name} size="xl" />
      </div>
      <p class="q">{t(ringing ? 'call.ringing' : 'call.connecting', { name })}</p>
      <p class="lead">
        {session.asking.value
          ? t(`call.asking.${session.cameraOn.value ? 'video' : 'voice'}`)
          : t(ringing ? 'call.ringing.sub' : `call.connecting.${call.kind}`)}
      </p>
    </div>
  );
}

export function CallScreen({ session }: { session: CallSession }) {
  const { visit, state, host } = useVisit();
  const heading = useHeadingFocus();
  const call = state.call.value;
  const [writing, setWriting] = useState(state.writing.value);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    host.setSize(large ? 'large' : 'call');
    return () => host.setSize('panel');
  }, [host, large]);
  useEffect(() => {
    if (call !== null && call.state !== 'ended' && call.state !== 'ringing') void session.enter(call);
    session.expectOf(call);
  }, [session, call]);
  // Messages count as read only while they can be seen.
  useEffect(() => {
    visit.setLooking('log', writing);
    return () => visit.setLooking('log', true);
  }, [visit, writing]);
  if (call === null) return null;
  const agent = session.agentOf(call);
  const name = agent?.displayName ?? state.conversation.value?.agent?.displayName ?? '';
  const media = session.connection.value;
  const broken = media === 'reconnecting' || agent?.state === 'away' || session.failed.value || session.elsewhere.value;
  const meeting = !broken && (call.state === 'ringing' || media === 'connecting' || session.remote.value === null);
  return (
    <main class={writing ? 'call writing' : 'call'} aria-label={t('call.bar')}>
      <section class="stage" aria-label={name}>
        <h1 class="vh" tabIndex={-1} ref={heading}>
          {call.liveAt !== null ? name : t(call.state === 'ringing' ? 'call.ringing' : 'call.connecting', { name })}
        </h1>
        <RemotePicture session={session} name={name} away={broken} camera={agent?.camera ?? true} />
        {!broken && <OtherAgents session={session} />}
        {meeting && <Meeting call={call} name={name} session={session} />}
        {call.held && !broken && <Hold name={name} />}
        {broken && <Rescue call={call} session={session} name={name} away={agent?.state === 'away'} />}
        <CallSigns call={call} name={name} agent={agent} />
        {host.kind === 'widget' && (
          <button class="chip larger" type="button" onClick={() => setLarge(!large)}>
            <Icon name={large ? 'smaller' : 'larger'} size="s" />
            {t(large ? 'call.smaller' : 'call.larger')}
          </button>
        )}
        <OwnPicture session={session} />
        {!broken && !meeting && <QualityTell session={session} name={name} agentId={agent?.id} liveAt={call.liveAt} />}
        <Failure code={state.failure.value} />
      </section>
      {writing && (
        <section class="beside" aria-label={name === '' ? t('call.talk.anon') : t('call.talk', { name })}>
          <div class="beside-top">
            <h2 class="sub">{name === '' ? t('call.talk.anon') : t('call.talk', { name })}</h2>
            <button class="quiet" type="button" onClick={() => setWriting(false)}>
              {t('action.close')}
            </button>
          </div>
          <Log />
          <Composer focus />
        </section>
      )}
      <CallBar call={call} session={session} writing={writing} onWrite={() => setWriting(!writing)} />
    </main>
  );
}
