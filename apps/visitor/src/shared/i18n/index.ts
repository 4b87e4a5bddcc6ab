import { computed, signal } from '@preact/signals';
import { markedValue, spaced } from '@visavis/client/spacing';
import type { Language } from '@visavis/protocol';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type TextKey = keyof typeof en;
type Values = Readonly<Record<string, string | number>>;

const dictionaries: Record<Language, Record<TextKey, string>> = { en, zh };

/** The first language of the browser that we have; English otherwise. */
export function preferredLanguage(languages: readonly string[]): Language {
  for (const tag of languages) {
    if (/^zh\b/i.test(tag)) return 'zh';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

export const language = signal<Language>('en');

export function translate(to: Language, key: TextKey, values: Values = {}): string {
  const filled = dictionaries[to][key].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? markedValue(values[name]) : whole,
  );
  return spaced(filled);
}

/** The text in the language of the page; reading it inside a component follows the switch. */
export const t = (key: TextKey, values?: Values): string => translate(language.value, key, values);

/** The text of an error code; codes a visitor never meets fall back to a general one. */
export function errorText(code: string): string {
  const key = `errors.${code}`;
  return key in en ? t(key as TextKey) : t('errors.unknown');
}

/** "3rd" in English; Chinese sentences carry their own "第 3 位". */
export function ordinal(place: number, to: Language): string {
  if (to === 'zh') return String(place);
  const tens = place % 100;
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][place % 10] ?? 'th');
  return `${place}${ending}`;
}

/** "Ana, Bo and Cy". */
export const together = (names: readonly string[]): string =>
  language.value === 'zh' ? names.join('、') : new Intl.ListFormat('en-GB').format(names);

/** Length of a call in words: "20 minutes", "45 seconds". */
export function spokenDuration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 60) return t('time.seconds', { count: seconds });
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? t('time.minute') : t('time.minutes', { count: minutes });
}

/** "02:14", or "1:02:14" from an hour on. */
export function clockDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

const clockFormat = computed(
  () => new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { hour: '2-digit', minute: '2-digit' }),
);
const dayFormat = computed(
  () =>
    new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
      day: 'numeric',
      month: 'long',
      hour: '2-digit',
      minute: '2-digit',
    }),
);

const onlyDayFormat = computed(
  () =>
    new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
    }),
);

/** "14:00", on the clock of whoever reads it. */
export const clockText = (instant: string): string => clockFormat.value.format(new Date(instant));

/** "Tomorrow, Tuesday 24 November"; later days without the first word. */
export function dayText(instant: string, now: number): string {
  const date = new Date(instant);
  const day = onlyDayFormat.value.format(date);
  if (date.toDateString() === new Date(now).toDateString()) return t('callback.day.today', { day });
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  return date.toDateString() === tomorrow.toDateString() ? t('callback.day.tomorrow', { day }) : day;
}

/** "Tomorrow, Tuesday 24 November, 08:00 to 09:00". */
export function windowText(window: { readonly from: string; readonly to: string }, now: number): string {
  const times = t('callback.window', { from: clockText(window.from), to: clockText(window.to) });
  // The two times stay in one line.
  return `${dayText(window.from, now)}${language.value === 'zh' ? '' : ','} ${times.replaceAll(' ', '\u00a0')}`;
}

/** "at 14:24 today", "on 28 Nov, 08:00": inside a sentence. */
export function soonText(instant: string, now: number): string {
  const today = new Date(instant).toDateString() === new Date(now).toDateString();
  return today
    ? t('time.soon.today', { time: clockText(instant) })
    : t('time.soon.day', { when: momentText(instant, now) });
}

/** "Today 14:24", or the day with it. `now` in milliseconds since 1970. */
export function momentText(instant: string, now: number): string {
  const date = new Date(instant);
  return date.toDateString() === new Date(now).toDateString()
    ? t('time.today', { time: clockFormat.value.format(date) })
    : dayFormat.value.format(date);
}
