import { effect, signal } from '@preact/signals';
import type { Language } from '@visavis/protocol';
import { language, preferredLanguage } from '../i18n/index.ts';
import type { KeyStore } from '../visit/key-store.ts';

export const largeText = signal(false);

export const toggleLargeText = (): void => {
  largeText.value = !largeText.value;
};
export const toggleLanguage = (): void => {
  language.value = language.value === 'en' ? 'zh' : 'en';
};

/** Reads what the person chose before, else what the browser says, and keeps the page in step from then on. */
export function followPreferences(keys: KeyStore, languages: readonly string[]): void {
  const kept = keys.get('language');
  language.value = kept === 'en' || kept === 'zh' ? kept : preferredLanguage(languages);
  largeText.value = keys.get('large-text') === 'yes';
  let first: Language | undefined = language.value;
  effect(() => {
    const root = document.documentElement;
    root.lang = language.value === 'zh' ? 'zh-CN' : 'en';
    root.classList.toggle('large', largeText.value);
    if (language.value !== first || kept !== undefined) {
      first = undefined;
      keys.set('language', language.value);
    }
    if (largeText.value) keys.set('large-text', 'yes');
    else keys.remove('large-text');
  });
}
