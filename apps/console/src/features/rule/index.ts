export { RulesPage } from './RulesPage.tsx';
export { storedDraft } from './use-rule-draft.ts';
