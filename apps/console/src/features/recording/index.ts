export { PlayerPage } from './PlayerPage.tsx';
export { RecordingsPage } from './RecordingsPage.tsx';
