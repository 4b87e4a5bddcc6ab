import { clockText, t } from '../../shared/i18n/index.ts';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useBrand, useVisit } from '../../shared/visit/index.ts';
import './callback.css';

/** The line takes nobody more: said before anybody waits in vain. */
export function LineFull() {
  const { state, actions, host } = useVisit();
  const step = state.step.value;
  const at = state.full.value;
  const failure = state.failure.value;
  if (step === null || at === null) return null;
  return (
    <Frame name="full" brand={useBrand()} onBack={() => actions.back()} onClose={host.close}>
      <span class="ended-mark full-mark">
        <Icon name="clock" size="l" />
      </span>
      <div role="status">
        <Question>{t('full.title')}</Question>
        <p class="lead">{t('full.why')}</p>
        <p class="note num">{t('full.checked', { time: clockText(new Date(at).toISOString()) })}</p>
      </div>
      <div class="foot">
        <Failure code={failure === 'queue_full' ? null : failure} />
        <button class="btn go" type="button" disabled={state.busy.value} onClick={() => void actions.go(step.medium)}>
          {t('action.tryAgain')}
        </button>
      </div>
    </Frame>
  );
}
