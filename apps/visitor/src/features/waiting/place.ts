import type { QueuePlace } from '@visavis/protocol';
import { language, ordinal, t } from '../../shared/i18n/index.ts';

/** An estimate that does not pretend: nothing when there is too little history, whole minutes otherwise. */
export function estimateText(estimateMs: number | null): string {
  if (estimateMs === null) return t('waiting.estimate.none');
  const minutes = Math.round(estimateMs / 60_000);
  if (minutes < 1) return t('waiting.estimate.under');
  return minutes === 1 ? t('waiting.estimate.one') : t('waiting.estimate.many', { minutes });
}

/** The place in one sentence, for a strip above the text. */
export function placeSentence(queue: QueuePlace, medium: string): string {
  if (queue.state === 'ringing')
    return `${t('waiting.first')}${language.value === 'zh' ? '。' : '. '}${t('waiting.ringing')}`;
  return t('waiting.nth', { place: ordinal(queue.position, language.value), medium });
}
