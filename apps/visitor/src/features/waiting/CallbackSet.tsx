import type { VisitorCallback } from '@visavis/protocol';
import { useState } from 'preact/hooks';
import { language, soonText, t, windowText } from '../../shared/i18n/index.ts';
import { Confirm } from '../../shared/ui/Confirm.tsx';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useBrand, useVisit } from '../../shared/visit/index.ts';
import './callback.css';

/** The chosen time, as long as it is the one that counts. */
const timeOf = ({ window, attempts }: VisitorCallback) => (attempts > 0 ? null : window);

/** It is settled: what happens next, and that the page may be closed. */
export function CallbackSet({ callback }: { callback: VisitorCallback }) {
  const { state, actions, host } = useVisit();
  const [dropping, setDropping] = useState(false);
  const brand = useBrand();
  const { attempts, notBefore } = callback;
  const again = notBefore === null ? '' : soonText(notBefore, Date.now());
  const window = timeOf(callback);
  return (
    <Frame name="callback" brand={brand} onClose={host.close}>
      <span class="ended-mark callback-mark">
        <Icon name="callback" size="l" />
      </span>
      <div role="status">
        <Question>{t(window === null ? 'callback.set.inTurn' : 'callback.set.window')}</Question>
        {window !== null && <p class="sub num set-when">{windowText(window, Date.now())}</p>}
        <p class="lead num">
          {t(`callback.set.${callback.kind}`, {
            hint: callback.kind === 'phone' ? callback.hint.replace(/^•+ /, '') : callback.hint,
          })}
        </p>
        {attempts > 0 && (
          <p class="failure">
            <Icon name="clock" />
            <span>
              {attempts === 1
                ? t('callback.set.missed.one', { when: again })
                : t('callback.set.missed.many', { count: attempts, when: again })}
            </span>
          </p>
        )}
      </div>
      <div class="foot">
        <Failure code={state.failure.value} />
        <button class="btn" type="button" onClick={() => actions.openWay('callback')}>
          {t('callback.change')}
        </button>
        {callback.mayWait && (
          <button class="btn" type="button" disabled={state.busy.value} onClick={() => void actions.waitHere()}>
            {t('callback.wait')}
          </button>
        )}
        <button class="btn plain" type="button" lang={language.value} onClick={() => setDropping(true)}>
          {t('callback.drop')}
        </button>
      </div>
      {/* Where the button was that asked for it: a second tap meets words. */}
      <p class="tip callback-tip">
        <Icon name="check" />
        <span>{t(window === null ? 'callback.set.close' : 'callback.set.close.window')}</span>
      </p>
      {dropping && (
        <Confirm
          question={t('callback.drop.sure')}
          yes={t('callback.drop.yes')}
          no={t('callback.drop.no')}
          onNo={() => setDropping(false)}
          onYes={() => {
            setDropping(false);
            void actions.leave();
          }}
        />
      )}
    </Frame>
  );
}

/** The agent is there, the visitor has come: one press from speaking. */
export function CallbackHere({ name }: { name: string }) {
  const { state, actions, host } = useVisit();
  const media = state.channel.value?.media ?? [];
  const asked = state.conversation.value?.medium;
  const first = asked === 'voice' ? (['voice', 'video'] as const) : (['video', 'voice'] as const);
  const offered = first.filter((medium) => media.includes(medium));
  return (
    <Frame name="callback" brand={useBrand()} onClose={host.close}>
      <span class="ended-mark">
        <Icon name="check" size="l" />
      </span>
      <div role="status">
        <Question>{t('callback.here', { name })}</Question>
        <p class="lead">{t('callback.here.sub')}</p>
      </div>
      <div class="foot">
        <Failure code={state.failure.value} />
        {offered.map((medium, index) => (
          <button
            key={medium}
            class={index === 0 ? 'btn go' : 'btn'}
            type="button"
            onClick={() => actions.escalate(medium)}
          >
            <Icon name={medium} />
            {t(`callback.here.${medium}`)}
          </button>
        ))}
        <button
          class={offered.length === 0 ? 'btn go' : 'btn'}
          type="button"
          onClick={() => {
            state.writing.value = true;
          }}
        >
          <Icon name="write" />
          {t('callback.here.text')}
        </button>
      </div>
    </Frame>
  );
}
