// `npm start`, second half: build what changed, then become the server.
import { join } from 'node:path';
import { buildApps } from './app-build.ts';
import { fail, root } from './progress.mjs';

try {
  await buildApps();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

const server = join(root, 'apps/server/src/main.ts');
const flags = ['--disable-warning=ExperimentalWarning', `--env-file-if-exists=${join(root, '.env')}`];
const argv = [process.execPath, ...flags, server, ...process.argv.slice(2)];
if (!process.execve) fail('This Node cannot replace itself by the server; Node 24 is needed.');
// One process less, and signals reach the server directly.
process.execve?.(process.execPath, argv, process.env);
