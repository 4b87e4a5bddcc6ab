import { useEffect } from 'preact/hooks';
import { errorText, type TextKey, t } from '../../shared/i18n/index.ts';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useBrand, useVisit } from '../../shared/visit/index.ts';
import './trouble.css';

type Kind = 'channelClosed' | 'channelMissing' | 'notReached' | 'tooFast';
const kinds: Readonly<Record<string, Kind>> = {
  channel_not_found: 'channelMissing',
  channel_closed: 'channelClosed',
  connection_lost: 'notReached',
  command_timeout: 'notReached',
  database_unavailable: 'notReached',
  database_busy: 'notReached',
  not_ready: 'notReached',
  internal: 'notReached',
  rate_limited: 'tooFast',
};
const retryMs = 5_000;

/** The page cannot do its work: why, and what happens next. */
export function Trouble() {
  const { visit, state, host } = useVisit();
  const brand = useBrand();
  const boot = state.boot.value;
  const code = boot.state === 'failed' ? boot.code : 'channel_closed';
  const kind = kinds[code];
  useEffect(() => {
    if (kind !== 'notReached') return;
    const timer = setInterval(() => void visit.begin(), retryMs);
    return () => clearInterval(timer);
  }, [kind, visit]);
  const title: TextKey = kind === undefined ? 'trouble.page' : `trouble.${kind}`;
  return (
    <Frame name="trouble" brand={brand} onClose={host.close}>
      <span class="trouble-mark">
        <Icon name={kind === 'channelClosed' || kind === 'tooFast' ? 'clock' : 'warn'} size="l" />
      </span>
      <Question>{t(title)}</Question>
      <p class="lead" role="status">
        {kind === undefined ? errorText(code) : t(`trouble.${kind}.why`)}
      </p>
      <div class="foot">
        <button class="btn go" type="button" onClick={() => void visit.begin()}>
          {t('action.tryAgain')}
        </button>
      </div>
    </Frame>
  );
}

/** A skeleton of the first screen, so that nothing jumps when it is there. */
export function Loading() {
  return (
    <div class="frame" aria-busy="true">
      <div class="bar" />
      <main class="body" aria-label={t('loading')}>
        <p class="vh" role="status">
          {t('loading')}
        </p>
        <div class="bone bone-title" />
        <div class="bone bone-line" />
        <div class="bone bone-choice" />
        <div class="bone bone-choice" />
        <div class="bone bone-choice" />
      </main>
    </div>
  );
}
