export { SystemsPage } from './SystemsPage.tsx';
