import { CommandError } from '@visavis/client/realtime';
import type { CallbackWindow } from '@visavis/protocol';
import { useEffect, useId, useState } from 'preact/hooks';
import { clockText, dayText, t } from '../../shared/i18n/index.ts';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useBrand, useVisit } from '../../shared/visit/index.ts';
import { AddressFields, emptyAddress, isReachable } from './AddressFields.tsx';
import './callback.css';

interface Times {
  readonly windows: readonly CallbackWindow[];
  readonly inTurn: boolean;
}
/** The first windows; more would be a list to work through. */
const shownWindows = 8;

const timesOf = (window: CallbackWindow) => ({ from: clockText(window.from), to: clockText(window.to) });

/** Days in order, each with its windows. */
function byDay(windows: readonly CallbackWindow[], now: number): [day: string, windows: CallbackWindow[]][] {
  const days = new Map<string, CallbackWindow[]>();
  for (const window of windows.slice(0, shownWindows)) {
    const day = dayText(window.from, now);
    days.set(day, [...(days.get(day) ?? []), window]);
  }
  return [...days];
}

/** When, and where to: one screen, one press. The place in line is kept meanwhile. */
export function CallbackForm({ onBack }: { onBack: () => void }) {
  const { state, actions } = useVisit();
  const name = useId();
  const [times, setTimes] = useState<Times | null>(null);
  const [chosen, setChosen] = useState<CallbackWindow | null>(null);
  const [address, setAddress] = useState(emptyAddress);
  const brand = useBrand();
  useEffect(() => {
    actions.windows().then(
      (found) => {
        setTimes(found);
        if (!found.inTurn) setChosen(found.windows[0] ?? null);
      },
      (error: unknown) => {
        state.failure.value = error instanceof CommandError ? error.code : 'internal';
      },
    );
  }, [actions, state.failure]);
  const go = () => {
    setAddress({ ...address, tried: true });
    if (isReachable(address)) void actions.askForCallback({ kind: address.kind, value: address.value }, chosen);
  };
  const choice = (window: CallbackWindow | null, label: string, why?: string) => (
    <label key={window?.from ?? 'turn'} class={window === null ? 'pick wide' : 'pick num'}>
      <input type="radio" name={name} checked={chosen?.from === window?.from} onChange={() => setChosen(window)} />
      <span>
        {label}
        {why !== undefined && <small>{why}</small>}
      </span>
    </label>
  );
  const days = times === null ? [] : byDay(times.windows, Date.now());
  return (
    <Frame name="callback" brand={brand} onBack={onBack}>
      <Question>{t(days.length > 0 ? 'callback.question' : 'callback.question.where')}</Question>
      {times === null && state.failure.value === null && (
        <p class="lead" role="status">
          {t('callback.loading')}
        </p>
      )}
      <form
        class="callback"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        {times?.inTurn === true && days.length === 0 && <p class="lead">{t('callback.inTurn.only')}</p>}
        {times?.inTurn === true && days.length > 0 && (
          <fieldset>
            <legend class="vh">{t('callback.question')}</legend>
            {choice(null, t('callback.inTurn'), t('callback.inTurn.why'))}
          </fieldset>
        )}
        {days.map(([day, windows]) => (
          <fieldset key={day} class="windows">
            <legend class="sub">{day}</legend>
            {windows.map((window) => choice(window, t('callback.window', timesOf(window))))}
          </fieldset>
        ))}
        {times !== null && <AddressFields draft={address} onChange={setAddress} />}
        <p class="note">{t('callback.promise')}</p>
        <div class="foot">
          <Failure code={state.failure.value} />
          <button class="btn go num" type="submit" disabled={times === null || state.busy.value}>
            <Icon name="callback" />
            {chosen === null ? t('callback.go.inTurn') : t('callback.go.window', timesOf(chosen))}
          </button>
        </div>
      </form>
    </Frame>
  );
}
