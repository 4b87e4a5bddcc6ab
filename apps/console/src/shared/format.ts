import type { Language } from '@visavis/protocol';

const locale = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB');
const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(language: Language, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${language}:${key}`;
  let made = cache.get(name);
  if (!made) {
    made = new Intl.DateTimeFormat(locale(language), options);
    cache.set(name, made);
  }
  return made;
}

/** A length of time as `6:12` or `1:02:03`; never negative. */
export function clockOf(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const seconds = String(s).padStart(2, '0');
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${seconds}` : `${m}:${seconds}`;
}

/** `14:03`. */
export const timeOf = (at: string | number, language: Language): string =>
  formatter(language, 'time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
/** `9 Nov`. */
export const dayOf = (at: string | number, language: Language): string =>
  formatter(language, 'day', { day: 'numeric', month: 'short' }).format(new Date(at));
/** `Sunday, 22 November`. */
export const longDayOf = (at: string | number, language: Language): string =>
  formatter(language, 'longDay', { weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at));
/** `22 November 2026`. */
export const dateOf = (at: string | number, language: Language): string =>
  formatter(language, 'date', { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
/** `22 Nov 2026, 14:03`. */
export const momentOf = (at: string | number, language: Language): string =>
  `${formatter(language, 'moment', { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))} ${timeOf(at, language)}`;

export const sameDay = (a: string | number, b: string | number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** `4,722`. */
export const numberOf = (value: number, language: Language): string => value.toLocaleString(locale(language));

/** The time alone where the day is today. */
export const soonOf = (at: string | number, language: Language): string =>
  sameDay(at, Date.now()) ? timeOf(at, language) : momentOf(at, language);

/** `148 MB`, `310 kB`. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`;
  const mega = bytes / 1_000_000;
  return mega < 10 ? `${mega.toFixed(1)} MB` : `${Math.round(mega)} MB`;
}

/** Up to two letters, or the first Chinese character, for a picture that is not there. */
export function initialsOf(name: string): string {
  const trimmed = name.trim();
  const han = trimmed.match(/\p{Script=Han}/u);
  if (han) return han[0];
  const words = trimmed.split(/\s+/);
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
