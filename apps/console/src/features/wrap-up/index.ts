export { EndedFacts } from './EndedFacts.tsx';
export { EndingsPage } from './EndingsPage.tsx';
export { pathName } from './use-endings.ts';
export { WrapUpDialog } from './WrapUpDialog.tsx';
export { WrapUpPanels } from './WrapUpPanels.tsx';
