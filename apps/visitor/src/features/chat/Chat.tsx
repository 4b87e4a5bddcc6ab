import { useState } from 'preact/hooks';
import { language, t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Confirm } from '../../shared/ui/Confirm.tsx';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Preferences } from '../../shared/ui/Frame.tsx';
import { useHeadingFocus } from '../../shared/ui/focus.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import { closedSentence, placeSentence, useOpensAt, WaysOut } from '../waiting/index.ts';
import { Composer } from './Composer.tsx';
import { Incoming } from './Incoming.tsx';
import { Log } from './Log.tsx';
import './chat.css';

function Top({ onFinish }: { onFinish: () => void }) {
  const { state, actions, host } = useVisit();
  const heading = useHeadingFocus();
  const conversation = state.conversation.value;
  const agent = conversation?.state === 'active' ? conversation.agent?.displayName : undefined;
  const open = conversation !== null && conversation.state !== 'closed';
  const brand = state.channel.value?.brand[language.value] ?? '';
  const full = state.full.value !== null;
  return (
    <div class="chat-top">
      {open ? (
        <Avatar name={agent ?? brand} />
      ) : (
        <button class="quiet back" type="button" aria-label={t('action.back')} onClick={() => actions.back()}>
          <Icon name="back" />
        </button>
      )}
      <div class="chat-who">
        <h1 tabIndex={-1} ref={heading}>
          {agent ?? (open ? brand : t('chat.notYet'))}
        </h1>
        <p>{agent !== undefined ? t('chat.with') : open || full ? t('chat.title') : t('chat.notYet.sub')}</p>
      </div>
      <div class="tools">
        {open && (
          <button class="quiet" type="button" onClick={onFinish}>
            {t('chat.end')}
          </button>
        )}
        <Preferences />
        {host.close !== undefined && (
          <button class="quiet" type="button" aria-label={t('action.closeKept')} onClick={host.close}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}

/** From text to voice or video, once somebody is there to be called. */
function Ways() {
  const { state, actions } = useVisit();
  const offered = (['voice', 'video'] as const).filter((medium) => state.channel.value?.media.includes(medium));
  const call = state.call.value;
  if (state.conversation.value?.state !== 'active' || offered.length === 0) return null;
  if (call !== null && call.state !== 'ended') return null;
  return (
    <div class="ways">
      {offered.map((medium) => (
        <button key={medium} class="btn" type="button" onClick={() => actions.escalate(medium)}>
          <Icon name={medium} />
          {t(`medium.${medium}`)}
        </button>
      ))}
    </div>
  );
}

/** Waiting goes on while one writes: the place stays in sight, live. */
function Strip() {
  const { state } = useVisit();
  const { conversation, queue, lostAgent, full } = state;
  const waits = conversation.value?.state === 'waiting';
  const closed = waits && queue.value?.searching === false && queue.value.state !== 'ringing';
  const away = waits && !closed && queue.value?.attendance === 'away' && queue.value.state !== 'ringing';
  const opensAt = useOpensAt(closed || away);
  const medium = t(`medium.${conversation.value?.medium ?? 'text'}.in`);
  return (
    <div class="strip-place" role="status">
      {waits && queue.value !== null && (
        <p class="strip num">
          <Icon name={queue.value.state === 'ringing' ? 'bell' : 'clock'} size="s" />
          <span>
            {closed ? closedSentence(opensAt) : placeSentence(queue.value, medium)}
            {lostAgent.value !== null && ` ${t(`waiting.${lostAgent.value.reason}`, { name: lostAgent.value.name })}`}
            {away && ` ${opensAt === null ? t('welcome.nobody') : closedSentence(opensAt)}`}
          </span>
        </p>
      )}
      {full.value !== null && (
        <p class="strip">
          <Icon name="clock" size="s" />
          <span>{t('full.text')}</span>
        </p>
      )}
    </div>
  );
}

export function Chat() {
  const { state, actions } = useVisit();
  const [finishing, setFinishing] = useState(false);
  const call = state.call.value;
  const conversation = state.conversation.value;
  const rings = call?.state === 'ringing' && call.ringing === 'visitor';
  const empty = (state.log.value?.messages.length ?? 0) === 0 && state.outbox.value.length === 0;
  return (
    <main class="chat" aria-label={state.channel.value?.brand[language.value]}>
      <Top onFinish={() => setFinishing(true)} />
      {rings ? <Incoming call={call} /> : <Ways />}
      <Strip />
      {conversation?.medium === 'text' && conversation.state === 'waiting' && state.queue.value !== null && (
        <div class="ways ways-out">
          <WaysOut queue={state.queue.value} short />
        </div>
      )}
      {!rings && <Failure code={state.failure.value} />}
      {empty && !rings && <p class="hello">{state.channel.value?.greeting[language.value]}</p>}
      <Log />
      {conversation?.state === 'waiting' && conversation.medium !== 'text' && (
        <button
          class="btn plain"
          type="button"
          onClick={() => {
            state.writing.value = false;
          }}
        >
          <Icon name="back" />
          {t('chat.backToWaiting')}
        </button>
      )}
      <Composer focus={!rings} />
      {state.full.value === null && <p class="chat-foot">{t('chat.keep')}</p>}
      {finishing && (
        <Confirm
          question={t('chat.end.sure')}
          yes={t('chat.end.yes')}
          no={t('chat.end.no')}
          onNo={() => setFinishing(false)}
          onYes={() => {
            setFinishing(false);
            void actions.leave();
          }}
        />
      )}
    </main>
  );
}
