import { Tooltip } from '@mantine/core';
import {
  IconMessage,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import type { Call, CallId } from '@visavis/protocol';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, useDeskState } from '../../shared/desk/index.ts';
import { useVisitorName } from '../../shared/names.ts';
import { useEndCall } from './CallProvider.tsx';
import { switchDevice } from './call-life.ts';
import { useLiveCall } from './live-call.ts';

/** The buttons of a call. `onChat` on phones only, where the chat is another page of the call. */
interface CallBarProps {
  readonly call: Call;
  readonly small?: boolean;
  readonly onChat?: () => void;
  /** Further things to do in the call. */
  readonly more?: ReactNode;
}

export function CallBar({ call, small = false, onChat, more }: CallBarProps) {
  const { t } = useTranslation();
  const live = useLiveCall();
  const { media } = live;
  const { me } = useDesk();
  const own = call.participants.find(({ agentId, state }) => agentId === me.id && state !== 'left');
  // Until the devices are open the server's word counts: that is how they will be opened.
  const microphoneOn = media ? live.microphoneOn : own?.microphone !== false;
  const cameraOn = media ? live.cameraOn : own?.camera === true;
  const end = useEndCall();
  const hangUpText = useHangUpText(call);
  const muteWord = t(microphoneOn ? 'call.mute' : 'call.unmute');
  const toggleMicrophone = () => void switchDevice('microphone', !microphoneOn);
  const toggleCamera = () => void switchDevice('camera', !cameraOn);
  useCallKeys(small ? undefined : { KeyM: toggleMicrophone, KeyV: toggleCamera });
  return (
    <div className="bar" role="toolbar" aria-label={t('call.bar')}>
      <Tooltip label={`${muteWord}, Alt M`}>
        <button
          type="button"
          disabled={!media}
          className={media && !microphoneOn ? 'off' : ''}
          onClick={toggleMicrophone}
        >
          {microphoneOn ? (
            <IconMicrophone className="icon" aria-hidden />
          ) : (
            <IconMicrophoneOff className="icon" aria-hidden />
          )}
          <span className="word">{muteWord}</span>
        </button>
      </Tooltip>
      <Tooltip label={`${t('call.camera')}, Alt V`}>
        <button
          type="button"
          disabled={!media}
          aria-pressed={cameraOn}
          className={media && !cameraOn ? 'off' : ''}
          onClick={toggleCamera}
        >
          {cameraOn ? <IconVideo className="icon" aria-hidden /> : <IconVideoOff className="icon" aria-hidden />}
          <span className="word">{t('call.camera')}</span>
        </button>
      </Tooltip>
      {onChat && (
        <button type="button" className="to-chat" onClick={onChat}>
          <IconMessage className="icon" aria-hidden />
          {t('call.toChat')}
        </button>
      )}
      {more}
      <Tooltip label={hangUpText} multiline maw={260}>
        <button
          type="button"
          className="hang"
          aria-description={hangUpText}
          onClick={() => void end(call.id as CallId)}
        >
          <IconPhoneOff className="icon" aria-hidden />
          <span className="word">{t('call.hangUp')}</span>
        </button>
      </Tooltip>
    </div>
  );
}

/** For whom the call ends: whoever is consulted only leaves it. */
function useHangUpText(call: Call): string {
  const { t } = useTranslation();
  const { me } = useDesk();
  const visitor = useVisitorName()(useDeskState((state) => state.conversations.get(call.conversationId)));
  const agents = call.participants.filter(({ side, state }) => side === 'agent' && state !== 'left');
  const from = agents.find(({ agentId }) => agentId === call.agentId)?.displayName ?? '';
  if (call.agentId !== me.id) return t('call.hangUpText.leaves', { visitor, from });
  return t(agents.length > 1 ? 'call.hangUpText.everyone' : 'call.hangUpText.alone', { visitor });
}

/** Alt and a letter, by the key's place, so that it works in every input method. */
function useCallKeys(keys: Readonly<Record<string, () => void>> | undefined): void {
  useEffect(() => {
    if (!keys) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const run = keys[event.code];
      if (!run || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
}
