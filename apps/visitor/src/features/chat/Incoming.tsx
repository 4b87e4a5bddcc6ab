import type { Call } from '@visavis/protocol';
import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/index.ts';
import { Avatar } from '../../shared/ui/Avatar.tsx';
import { Failure } from '../../shared/ui/Failure.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { startRinging } from '../../shared/ui/ring.ts';
import { useVisit } from '../../shared/visit/index.ts';

/** The agent rings. It stands above the text and never takes the focus from a half-typed sentence. */
export function Incoming({ call }: { call: Call }) {
  const { state, actions } = useVisit();
  const name = state.conversation.value?.agent?.displayName ?? '';
  useEffect(() => startRinging(), []);
  return (
    <section class="incoming" role="alert" aria-label={t(`incoming.${call.kind}`, { name })}>
      <div class="who">
        <Avatar name={name} />
        <div>
          <h2 class="sub">{t(`incoming.${call.kind}`, { name })}</h2>
          <p>{t(`incoming.sub.${call.kind}`)}</p>
        </div>
      </div>
      <Failure code={state.failure.value} />
      <div class="pair">
        <button class="btn" type="button" disabled={state.busy.value} onClick={() => void actions.decline()}>
          {t('incoming.decline')}
        </button>
        <button class="btn go" type="button" disabled={state.busy.value} onClick={() => actions.accept()}>
          <Icon name={call.kind} />
          {t('incoming.accept')}
        </button>
      </div>
    </section>
  );
}
