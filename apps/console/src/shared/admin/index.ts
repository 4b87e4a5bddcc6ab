export { AdminPage } from './AdminPage.tsx';
export { CapacityFields } from './CapacityFields.tsx';
export { DeleteQuestion } from './DeleteQuestion.tsx';
export { type DrawerWays, EntityDrawer } from './EntityDrawer.tsx';
export { FormFoot } from './FormFoot.tsx';
export type { FieldLabels } from './fault.ts';
export { LevelList } from './LevelList.tsx';
export { useEntityForm } from './use-entity-form.ts';
export { useAgents, useChannels, useGroups } from './use-lists.ts';
