import type { DeviceProblem } from '@visavis/client/media';
import { type TextKey, t } from '../../shared/i18n/index.ts';
import { Frame, Question } from '../../shared/ui/Frame.tsx';
import { Icon } from '../../shared/ui/Icon.tsx';
import { type CallMedium, useBrand } from '../../shared/visit/index.ts';
import type { Trouble } from './call-session.ts';

interface Words {
  readonly title: TextKey;
  readonly why: TextKey;
  readonly again: TextKey | null;
}

function wordsOf({ device, problem }: Trouble): Words {
  const per: Record<DeviceProblem, Words> = {
    denied: { title: `trouble.refused.${device}`, why: 'trouble.refused.why', again: 'trouble.allowed' },
    missing: { title: `trouble.missing.${device}`, why: `trouble.missing.${device}.why`, again: 'trouble.connected' },
    busy: { title: `trouble.busy.${device}`, why: `trouble.busy.${device}.why`, again: 'trouble.closed' },
    insecure: { title: 'trouble.insecure', why: 'trouble.insecure.why', again: null },
    unsupported: { title: 'trouble.unsupported', why: 'trouble.unsupported.why', again: null },
    failed: { title: 'trouble.unknown', why: 'trouble.unknown.why', again: 'action.tryAgain' },
  };
  return per[problem];
}

interface DeviceTroubleProps {
  readonly trouble: Trouble;
  readonly medium: CallMedium;
  readonly onBack: () => void;
  readonly onAgain: () => void;
  readonly onVoice: () => void;
  readonly onWrite: () => void;
}

/** Names the cause, says the remedy, and offers the next best way with one press. */
export function DeviceTrouble({ trouble, medium, onBack, onAgain, onVoice, onWrite }: DeviceTroubleProps) {
  const words = wordsOf(trouble);
  const never = words.again === null;
  const voiceHelps = medium === 'video' && trouble.device === 'camera' && !never;
  return (
    <Frame name="devices" brand={useBrand()} onBack={onBack}>
      <span class="trouble-mark">
        <Icon name={never ? 'warn' : trouble.device === 'camera' ? 'video-off' : 'mic-off'} size="l" />
      </span>
      <Question>{t(words.title)}</Question>
      <p class="lead" role="status">
        {t(words.why)}
      </p>
      {trouble.problem === 'denied' && (
        <ol class="how">
          {([1, 2] as const).map((step) => (
            <li key={step}>
              <b class="num">{step}</b>
              <p>{t(`trouble.refused.${step}`)}</p>
            </li>
          ))}
          <li>
            <b class="num">3</b>
            <p>{t(medium === 'video' ? 'trouble.refused.3.camera' : 'trouble.refused.3.microphone')}</p>
          </li>
        </ol>
      )}
      <div class="foot">
        {words.again !== null && (
          <button class="btn go" type="button" onClick={onAgain}>
            {t(words.again)}
          </button>
        )}
        <div class={voiceHelps ? 'pair' : 'foot-one'}>
          {voiceHelps && (
            <button class="btn" type="button" onClick={onVoice}>
              <Icon name="voice" />
              {t('trouble.useVoice')}
            </button>
          )}
          <button class={never ? 'btn go' : 'btn'} type="button" onClick={onWrite}>
            <Icon name="write" />
            {t('trouble.write')}
          </button>
        </div>
      </div>
    </Frame>
  );
}
