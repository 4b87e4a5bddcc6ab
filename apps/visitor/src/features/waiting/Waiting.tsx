import type { QueuePlace } from '@visavis/protocol';
import { useEffect, useState } from 'preact/hooks';
import { language, ordinal, soonText, spokenDuration, t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Confirm } from '../../shared/ui/Confirm.tsx';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import { CallbackForm } from './CallbackForm.tsx';
import { CallbackHere, CallbackSet } from './CallbackSet.tsx';
import { Comfort } from './Comfort.tsx';
import { useOpensAt } from './hours.ts';
import { MessageForm } from './MessageForm.tsx';
import { expectation, rangeText } from './place.ts';
import { WaysOut } from './WaysOut.tsx';
import './waiting.css';

const drawnPlaces = 4;

/** The line as a drawing: who is served, who is before you, you. */
function Line({ position }: { position: number }) {
  const before = Math.max(0, position - 1);
  const drawn = before > drawnPlaces - 1 ? 2 : before;
  const hidden = before - drawn;
  return (
    <ol class="line" aria-label={t('waiting.line')}>
      <li class="desk">
        <span>
          <Icon name="mark" />
        </span>
        {t('waiting.line.us')}
      </li>
      {Array.from({ length: drawn }, (_, index) => (
        <li key={index}>
          <span />
          {t('waiting.place', { place: ordinal(index + 1, language.value) })}
        </li>
      ))}
      {hidden > 0 && (
        <li class="more">
          <span />
          {t('waiting.line.more', { count: hidden })}
        </li>
      )}
      <li class="you">
        <span />
        {t('waiting.line.you')}
      </li>
    </ol>
  );
}

function Place({ queue, medium, opensAt }: { queue: QueuePlace; medium: string; opensAt: string | null }) {
  if (queue.state === 'ringing') {
    return (
      <div class="place" role="status">
        <span class="bell">
          <Icon name="bell" size="l" />
        </span>
        <div>
          <p class="sub">{t('waiting.first')}</p>
          <p>{t('waiting.ringing')}</p>
        </div>
      </div>
    );
  }
  const place = ordinal(queue.position, language.value);
  return (
    <div class="place" role="status">
      <b class="num">{t('waiting.place', { place })}</b>
      <div>
        <p class="sub">{t('waiting.placeFor', { medium })}</p>
        <p>{opensAt === null ? expectation(queue) : t('waiting.closed')}</p>
      </div>
    </div>
  );
}

/** An agent has taken it and the call is being set up: a name before the camera goes live. */
function Coming({ name }: { name: string }) {
  const { state } = useVisit();
  return (
    <div class="coming" role="status">
      <Avatar name={name} />
      <div>
        <h1 class="q">{t('waiting.coming', { name })}</h1>
        <p class="lead">{t('waiting.coming.sub')}</p>
        <Failure code={state.failure.value} />
      </div>
    </div>
  );
}

function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** In line, on the way to being rung back, or in one of the forms. */
export function Waiting({ preview }: { preview?: preact.ComponentChildren }) {
  const { state, actions } = useVisit();
  const callback = state.callback.value;
  const agent = state.conversation.value?.agent ?? null;
  if (state.way.value === 'callback') return <CallbackForm onBack={actions.closeWay} />;
  if (state.way.value === 'message') return <MessageForm onBack={actions.closeWay} />;
  if (callback !== null && agent !== null) return <CallbackHere name={agent.displayName} />;
  if (callback !== null) return <CallbackSet callback={callback} />;
  return <InLine preview={preview} />;
}

/** Nobody is being looked for: not a place in line, but the ways that lead on. */
function Closed() {
  const opensAt = useOpensAt(true);
  return (
    <div role="status">
      <Question>{t(opensAt === null ? 'waiting.notSearching' : 'waiting.closed')}</Question>
      {opensAt !== null && (
        <p class="opens num">
          <Icon name="clock" />
          {t('waiting.opens', { when: soonText(opensAt, Date.now()) })}
        </p>
      )}
      <p class="lead">{t('waiting.notSearching.do')}</p>
    </div>
  );
}

function InLine({ preview }: { preview?: preact.ComponentChildren }) {
  const { state, actions, host } = useVisit();
  const [leaving, setLeaving] = useState(false);
  const now = useNow(5_000);
  const conversation = state.conversation.value;
  const queue = state.queue.value;
  const away = queue?.searching === true && queue.attendance === 'away';
  const opensAt = useOpensAt(away);
  if (conversation === null) return null;
  const waitedMs = queue === null ? 0 : now - Date.parse(queue.waitingSince);
  const medium = t(`medium.${conversation.medium}.in`);
  const closed = queue !== null && !queue.searching;
  // What one may do has the room before what one might have at hand.
  const manyWays = queue !== null && queue.options.length > 1;
  const range = queue !== null && queue.state === 'waiting' ? rangeText(queue.estimateRangeMs) : null;
  const leave = (
    <button class="quiet" type="button" onClick={() => setLeaving(true)}>
      {t('action.leave')}
    </button>
  );
  return (
    <Frame name="waiting" brand={state.channel.value?.brand[language.value]} tools={leave} onClose={host.close}>
      {conversation.agent !== null ? (
        <Coming name={conversation.agent.displayName} />
      ) : (
        <>
          {closed ? (
            <Closed />
          ) : (
            <div class="vh">
              <Question>{t('waiting.line')}</Question>
            </div>
          )}
          {queue !== null && !closed && <Place queue={queue} medium={medium} opensAt={opensAt} />}
          {queue !== null && !closed && queue.state === 'waiting' && <Line position={queue.position} />}
          {range !== null && <p class="note num">{range}</p>}
          {state.lostAgent.value !== null && (
            <p class="failure" role="alert">
              <Icon name="warn" />
              <span>{t(`waiting.${state.lostAgent.value.reason}`, { name: state.lostAgent.value.name })}</span>
            </p>
          )}
          {away && (
            <p class="failure">
              <Icon name="clock" />
              <span>
                {opensAt !== null && `${t('waiting.opens', { when: soonText(opensAt, Date.now()) })} `}
                {t('waiting.nobody')}
              </span>
            </p>
          )}
          {waitedMs >= 60_000 && <p class="note num">{t('waiting.since', { time: spokenDuration(waitedMs) })}</p>}
          <Comfort waitedMs={waitedMs} />
          {!manyWays && (
            <>
              <h2 class="sub useful-title">{t('waiting.useful')}</h2>
              <ul class="useful">
                <li>{t('waiting.useful.1')}</li>
                <li>{t('waiting.useful.2')}</li>
              </ul>
            </>
          )}
        </>
      )}
      <div class={manyWays ? 'few-words' : undefined}>{preview}</div>
      <div class="foot">
        {!closed && !(manyWays && away) && (
          <p class="tip">
            <Icon name="bell" />
            <span>{t('waiting.keep')}</span>
          </p>
        )}
        <Failure code={state.failure.value} />
        {queue !== null && <WaysOut queue={queue} />}
        {!closed && (
          <button
            class={queue !== null && queue.options.length > 0 ? 'btn plain' : 'btn'}
            type="button"
            onClick={() => {
              state.writing.value = true;
            }}
          >
            <Icon name="write" />
            {t('waiting.write')}
          </button>
        )}
      </div>
      {leaving && (
        <Confirm
          question={t('waiting.leave.sure')}
          yes={t('waiting.leave.yes')}
          no={t('waiting.leave.no')}
          onNo={() => setLeaving(false)}
          onYes={() => {
            setLeaving(false);
            void actions.leave();
          }}
        />
      )}
    </Frame>
  );
}
