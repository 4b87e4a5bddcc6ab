import { useId, useState } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useBrand, useVisit } from '../../shared/visit/index.ts';
import { AddressFields, emptyAddress, isReachable } from './AddressFields.tsx';
import './callback.css';

/** A few words, and whether an answer is wanted. */
export function MessageForm({ onBack }: { onBack: () => void }) {
  const { state, actions } = useVisit();
  const id = useId();
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState(true);
  const [address, setAddress] = useState(emptyAddress);
  const empty = tried && words.trim() === '';
  const go = () => {
    setTried(true);
    setAddress({ ...address, tried: true });
    if (words.trim() === '' || (answer && !isReachable(address))) return;
    void actions.leaveMessage(words.trim(), answer ? { kind: address.kind, value: address.value } : null);
  };
  return (
    <Frame name="message" brand={useBrand()} onBack={onBack}>
      <Question>{t('message.question')}</Question>
      <form
        class="callback"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          go();
        }}
      >
        <label class="sub field-label" for={`${id}-words`}>
          {t('message.words')}
        </label>
        <textarea
          id={`${id}-words`}
          class="field"
          rows={4}
          maxLength={4000}
          value={words}
          aria-invalid={empty}
          aria-describedby={empty ? `${id}-empty` : undefined}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        {empty && (
          <p id={`${id}-empty`} class="hint bad" role="alert">
            {t('message.words.empty')}
          </p>
        )}
        <label class="pick wide">
          <input type="checkbox" checked={answer} onChange={() => setAnswer(!answer)} />
          <span>{t('message.answer')}</span>
        </label>
        {answer && <AddressFields draft={address} onChange={setAddress} />}
        <div class="foot">
          <Failure code={state.failure.value} />
          <button class="btn go" type="submit" disabled={state.busy.value}>
            <Icon name="write" />
            {t('message.go')}
          </button>
        </div>
      </form>
    </Frame>
  );
}
