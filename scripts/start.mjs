import { bootstrap } from './bootstrap.mjs';

await bootstrap('start.ts', { debianPackages: ['janus', 'ffmpeg'] });
