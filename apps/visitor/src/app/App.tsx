import { useEffect, useState } from 'preact/hooks';
import { Chat, Log } from '../features/chat/index.ts';
import { Consent } from '../features/consent/index.ts';
import { Ended } from '../features/ended/index.ts';
import { Loading, Trouble } from '../features/trouble/index.ts';
import { LineFull, Waiting } from '../features/waiting/index.ts';
import { Welcome } from '../features/welcome/index.ts';
import { t } from '../shared/i18n/index.ts';
import { Icon } from '../shared/ui/Icon.tsx';
import { screenOf, useVisit } from '../shared/visit/index.ts';
import type { CallModule, LoadCalls } from './calls.ts';

/** An interruption is worth a word only when it lasts. */
const bannerAfterMs = 1_500;

function useOffline(): boolean {
  const { state } = useVisit();
  const down = state.connection.value.status === 'offline' && state.greeted.value;
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!down) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), bannerAfterMs);
    return () => clearTimeout(timer);
  }, [down]);
  return shown;
}

/** Devices and calls are a part of their own, fetched when somebody wants to speak. */
function useCalls(load: LoadCalls, wanted: boolean): CallModule | null {
  const [calls, setCalls] = useState<CallModule | null>(null);
  useEffect(() => {
    if (wanted && calls === null) void load().then((loaded) => setCalls(() => loaded));
  }, [load, wanted, calls]);
  return calls;
}

export function App({ loadCalls }: { loadCalls: LoadCalls }) {
  const { state, actions } = useVisit();
  const screen = screenOf({
    boot: state.boot.value,
    channel: state.channel.value,
    step: state.step.value,
    conversation: state.conversation.value,
    call: state.call.value,
    log: state.log.value,
    drafting: state.drafting.value,
    writing: state.writing.value,
    dismissed: state.dismissed.value,
    callback: state.callback.value,
    way: state.way.value,
    full: state.full.value,
  });
  const offline = useOffline();
  const waitsForCall = screen === 'waiting';
  const calls = useCalls(loadCalls, screen === 'consent' || screen === 'devices' || screen === 'call' || waitsForCall);
  const step = state.step.value;
  return (
    <div class="layers">
      <div role="status">
        {offline && screen !== 'call' && (
          <p class="banner">
            <Icon name="warn" size="s" />
            {t('offline.banner')}
          </p>
        )}
      </div>
      {screen === 'loading' && <Loading />}
      {screen === 'trouble' && <Trouble />}
      {screen === 'welcome' && <Welcome />}
      {screen === 'consent' && step !== null && (
        <Consent step={step} onWrite={step.purpose === 'answer' ? undefined : () => actions.write()} />
      )}
      {screen === 'devices' &&
        step !== null &&
        (calls === null ? <Loading /> : <calls.Devices step={step} session={calls.session} />)}
      {screen === 'full' && <LineFull />}
      {screen === 'waiting' && (
        <Waiting
          preview={state.callback.value === null && calls !== null && <calls.OwnPreview session={calls.session} />}
        />
      )}
      {screen === 'chat' && <Chat />}
      {screen === 'call' && (calls === null ? <Loading /> : <calls.CallScreen session={calls.session} />)}
      {screen === 'ended' && <Ended transcript={<Log scrolls={false} />} />}
    </div>
  );
}
