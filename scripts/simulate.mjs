import { bootstrap } from './bootstrap.mjs';

await bootstrap('../apps/server/src/simulate.ts', { debianPackages: [] });
