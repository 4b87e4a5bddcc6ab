export { i18n, setLanguage, startI18n, useLanguage } from './i18n.ts';
