import { t } from '../../shared/i18n/index.ts';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { type Step, useBrand, useVisit } from '../../shared/visit/index.ts';

/** Told and asked before the first recorded byte. Both answers stand side by side; saying no costs nothing. */
export function Consent({ step, onWrite }: { step: Step; onWrite: (() => void) | undefined }) {
  const { actions } = useVisit();
  const { medium, purpose } = step;
  return (
    <Frame name="consent" brand={useBrand()} onBack={() => actions.back()}>
      {/* Counted only together with the second question, which bears its number at the start alone. */}
      {purpose === 'start' && <p class="step num">{t('step.of', { step: 1, total: 2 })}</p>}
      <Question>{t(`consent.question.${medium}`)}</Question>
      <ul class="facts">
        <li>
          <Icon name={medium === 'video' ? 'video' : 'voice'} />
          <p>
            <b>{t('consent.what')}</b>
            <span>{t(`consent.what.${medium}`)}</span>
          </p>
        </li>
        <li>
          <Icon name="doc" />
          <p>
            <b>{t('consent.why')}</b>
            <span>{t('consent.why.text')}</span>
          </p>
        </li>
        <li>
          <Icon name="clock" />
          <p>
            <b>{t('consent.when')}</b>
            <span>{t('consent.when.text')}</span>
          </p>
        </li>
        <li>
          <Icon name="free" />
          <p>
            <b>{t('consent.free')}</b>
            <span>{t('consent.free.text')}</span>
          </p>
        </li>
      </ul>
      <div class="foot">
        <button class="btn go" type="button" onClick={() => actions.consent('given')}>
          {t('consent.yes')}
        </button>
        <button class="btn" type="button" onClick={() => actions.consent('declined')}>
          {t('consent.no')}
        </button>
        {onWrite !== undefined && (
          <button class="btn plain" type="button" onClick={onWrite}>
            <Icon name="write" />
            {t('consent.write')}
          </button>
        )}
      </div>
    </Frame>
  );
}
