import type { Call } from '@visavis/protocol';
import { t } from '../../shared/i18n/index.ts';
import { Icon } from '../../shared/ui/Icon.tsx';
import { useVisit } from '../../shared/visit/index.ts';
import type { CallSession } from './call-session.ts';

interface RescueProps {
  readonly call: Call;
  readonly session: CallSession;
  readonly name: string;
  /** The agent's line broke, not ours. */
  readonly away: boolean;
}

/** The line broke: what happened, what is kept, what happens next. It comes back by itself. */
export function Rescue({ call, session, name, away }: RescueProps) {
  const { actions } = useVisit();
  if (session.elsewhere.value) {
    return (
      <div class="back-soon" role="status">
        <p class="q">{t('call.elsewhere')}</p>
        <p class="lead">{t('call.elsewhere.sub')}</p>
        <div class="pair one">
          <button class="btn go" type="button" onClick={() => void session.retry(call, true)}>
            {t('call.elsewhere.take')}
          </button>
        </div>
      </div>
    );
  }
  if (session.failed.value) {
    return (
      <div class="back-soon" role="alert">
        <p class="q">{t('call.failed')}</p>
        <p class="lead">{t('call.failed.sub')}</p>
        <div class="pair">
          <button class="btn" type="button" onClick={() => void actions.endCall()}>
            <Icon name="write" />
            {t('consent.write')}
          </button>
          <button class="btn go" type="button" onClick={() => void session.retry(call)}>
            {t('action.tryAgain')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="back-soon" role="status">
      <svg class="arcs" viewBox="0 0 72 72" aria-hidden="true">
        <path d="M27 8a29 29 0 0 0 0 56M45 8a29 29 0 0 1 0 56" />
      </svg>
      <p class="q">{away ? t('call.remote.away', { name }) : t('call.lost')}</p>
      <p class="lead">{t('call.lost.sub')}</p>
      <ul class="kept">
        {!away && (
          <li>
            <Icon name="check" />
            {t('call.lost.kept.agent', { name })}
          </li>
        )}
        <li>
          <Icon name="check" />
          {t('call.lost.kept.text')}
        </li>
        {call.recording && (
          <li>
            <Icon name="check" />
            {t('call.lost.kept.gap')}
          </li>
        )}
      </ul>
    </div>
  );
}
