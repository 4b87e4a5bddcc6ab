import { bootstrap } from './bootstrap.mjs';

await bootstrap('test.ts', { debianPackages: ['janus', 'ffmpeg', 'chromium', 'fonts-noto-cjk'] });
