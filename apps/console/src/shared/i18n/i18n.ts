import { markedValue, spaced } from '@visavis/client/spacing';
import type { Language } from '@visavis/protocol';
import { createInstance, type InitOptions, type PostProcessorModule } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const storageKey = 'visavis.language';

/** What was chosen here before, else what the browser asks for. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Between Chinese and what is put into it. */
export const spacing: PostProcessorModule = {
  type: 'postProcessor',
  name: 'spacing',
  process: (text) => (typeof text === 'string' ? spaced(text) : text),
};
/** The texts as pages say them; what is put in is nowhere taken as HTML. */
export const textOptions: InitOptions = {
  resources: { en: { translation: en }, zh: { translation: zh } },
  interpolation: { escape: markedValue },
  postProcess: [spacing.name],
};

export const i18n = createInstance();

export async function startI18n(): Promise<void> {
  await i18n
    .use(initReactI18next)
    .use(spacing)
    .init({
      ...textOptions,
      lng: firstLanguage(),
      fallbackLng: 'en',
      supportedLngs: ['en', 'zh'],
    });
  document.documentElement.lang = i18n.language;
}

export function setLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  void i18n.changeLanguage(language);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language === 'zh' ? 'zh' : 'en';
}
