import { bootstrap } from './bootstrap.mjs';
import { npmPackagesAreCurrent } from './npm-packages.mjs';
import { fail } from './progress.mjs';

// The doctor looks and does not touch, so it installs nothing.
if (!npmPackagesAreCurrent()) {
  fail(
    'fail  npm packages: missing, or not what the lockfile says',
    '      Run npm ci, or npm start, which does it for you.',
  );
}
await bootstrap('doctor.ts', { install: false });
