import type { ComfortMessage, LocalText, QueuePlace } from '@visavis/protocol';
import { language, ordinal, t } from '../../shared/i18n/index.ts';

/** An estimate that does not pretend: nothing when there is too little history, whole minutes otherwise. */
export function estimateText(estimateMs: number | null): string {
  if (estimateMs === null) return t('waiting.estimate.none');
  const minutes = Math.round(estimateMs / 60_000);
  if (minutes < 1) return t('waiting.estimate.under');
  return minutes === 1 ? t('waiting.estimate.one') : t('waiting.estimate.many', { minutes });
}

/** What is to be expected: the estimate, or why there is none. */
export function expectation({ attendance, estimateMs }: Pick<QueuePlace, 'attendance' | 'estimateMs'>): string {
  if (attendance === 'away') return t('welcome.nobody');
  return attendance === 'busy' && estimateMs === null ? t('waiting.busy') : estimateText(estimateMs);
}

/** How long it takes in most cases, in whole minutes outwards. */
export function rangeText(range: QueuePlace['estimateRangeMs']): string | null {
  if (range === null) return null;
  const from = Math.floor(range.from / 60_000);
  const to = Math.ceil(range.to / 60_000);
  if (to <= 1) return t('waiting.range.minute');
  return from < 1 ? t('waiting.range.short', { to }) : t('waiting.range', { from, to });
}

/** The message for somebody who has waited so long; null before the first. */
export function comfortAt(comfort: readonly ComfortMessage[], waitedMs: number): LocalText | null {
  return comfort.findLast((one) => one.afterSeconds * 1_000 <= waitedMs)?.text ?? null;
}

/** Place and estimate in one line, for a strip above the text. */
export function placeSentence(queue: QueuePlace, medium: string): string {
  const [stop, gap] = language.value === 'zh' ? ['。', ''] : ['.', ' '];
  if (queue.state === 'ringing') return `${t('waiting.first')}${stop}${gap}${t('waiting.ringing')}`;
  const place = t('waiting.nth', { place: ordinal(queue.position, language.value), medium });
  // Whoever reads that nobody is here needs no guess beside it.
  if (queue.attendance === 'away') return place;
  const known = queue.estimateMs === null ? '' : stop;
  return `${place}${gap}${expectation(queue)}${known}`;
}
