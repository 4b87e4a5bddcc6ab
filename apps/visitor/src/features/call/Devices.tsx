import { meterLevel } from '@visavis/client/media';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { type Step, useBrand, useVisit } from '../../shared/visit/index.ts';
import type { CallSession } from './call-session.ts';
import { DeviceChoice } from './DeviceChoice.tsx';
import { DeviceTrouble } from './DeviceTrouble.tsx';
import './devices.css';
import { useGoOn } from './go-on.ts';
import { brightnessOf } from './light.ts';

const bars = 16;
/** From this loudness on somebody is clearly speaking. */
const speaking = 0.35;

function useLevel(track: MediaStreamTrack | null): { level: number; heard: boolean } {
  const [level, setLevel] = useState(0);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (track === null) return;
    return meterLevel(track, (now) => {
      setLevel(now);
      if (now > speaking) setHeard(true);
    });
  }, [track]);
  return { level, heard };
}

function Level({ track }: { track: MediaStreamTrack | null }) {
  const { level, heard } = useLevel(track);
  return (
    <li>
      <Icon name="mic" />
      <p>
        <b>{heard ? t('devices.hear') : t('devices.quiet')}</b>
        {!heard && <span>{t('devices.quiet.do')}</span>}
      </p>
      <span class="level" role="img" aria-label={t('devices.level')}>
        {Array.from({ length: bars }, (_, index) => (
          <i key={index} class={level * bars > index ? 'on' : ''} />
        ))}
      </span>
    </li>
  );
}

function Preview({ stream, onDark }: { stream: MediaStream; onDark: (dark: boolean) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    element.srcObject = stream;
    const timer = setInterval(() => {
      const brightness = brightnessOf(element);
      if (brightness !== undefined) onDark(brightness < 52);
    }, 1_000);
    return () => {
      clearInterval(timer);
      element.srcObject = null;
    };
  }, [stream, onDark]);
  return (
    <div class="view">
      <video ref={video} autoplay playsInline muted aria-label={t('devices.preview')} />
      <p class="tag">{t('devices.onlyYou')}</p>
    </div>
  );
}

/** Before the call: one look at oneself and one word into the microphone. A poor result never blocks the way on. */
export function Devices({ step, session }: { step: Step; session: CallSession }) {
  const { state, actions } = useVisit();
  const { medium, purpose } = step;
  const [dark, setDark] = useState(false);
  const { own, trouble, asking } = session;
  useEffect(() => {
    void session.acquire(medium).then((ready) => {
      // The agent is waiting on the line: no second question.
      if (ready && purpose === 'answer') void actions.go(medium);
    });
  }, [session, medium, purpose, actions]);

  const ready = trouble.value === null && !asking.value && own.value !== null && !state.busy.value;
  const goingOn = useGoOn(ready && purpose !== 'answer' && state.failure.value === null, () => void actions.go(medium));

  const back = () => {
    session.release();
    actions.back();
  };
  const write = () => {
    session.release();
    actions.write();
  };
  if (trouble.value !== null) {
    return (
      <DeviceTrouble
        trouble={trouble.value}
        medium={medium}
        onBack={back}
        onAgain={() => void session.acquire(medium)}
        onVoice={() => actions.changeMedium('voice')}
        onWrite={write}
      />
    );
  }
  const consented = state.channel.value?.recording === 'ask';
  return (
    <Frame name="devices" brand={useBrand()} onBack={back}>
      {consented && purpose === 'start' && <p class="step num">{t('step.of', { step: 2, total: 2 })}</p>}
      <Question>{t(`devices.question.${medium}`)}</Question>
      {asking.value || own.value === null ? (
        <>
          {medium === 'video' && <div class="view bone" />}
          <p class="lead" role="status">
            {t(medium === 'video' ? 'devices.asking' : 'devices.asking.voice')}
          </p>
        </>
      ) : (
        <>
          {medium === 'video' && <Preview stream={own.value} onDark={setDark} />}
          <ul class="facts">
            {medium === 'video' && dark && (
              <li class="warns">
                <Icon name="light" />
                <p>
                  <b>{t('devices.dark')}</b>
                  <span>{t('devices.dark.do')}</span>
                </p>
              </li>
            )}
            <Level track={session.microphoneTrack()} />
            {medium === 'video' && <DeviceChoice device="camera" session={session} />}
            <DeviceChoice device="microphone" session={session} />
          </ul>
        </>
      )}
      <Failure code={state.failure.value} />
      <div class="foot">
        <button class="btn go" type="button" disabled={!ready} onClick={() => void actions.go(medium)}>
          {t(purpose === 'start' ? 'devices.join' : 'devices.call')}
        </button>
        {/* Keeps its place when it falls silent: a button that moves under the finger is not pressed. */}
        <p class={goingOn ? 'goes-on' : 'goes-on over'}>{t('devices.goesOn')}</p>
        {medium === 'video' && (
          <button class="btn plain" type="button" onClick={() => actions.changeMedium('voice')}>
            {t('devices.noCamera')}
          </button>
        )}
      </div>
    </Frame>
  );
}
