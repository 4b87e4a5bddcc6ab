// `npm start`, second half: build what changed, then become the server.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildApps } from './app-build.ts';
import { fail, root } from './progress.mjs';

try {
  await buildApps();
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

const settings = join(root, '.env');
const flags = ['--disable-warning=ExperimentalWarning', ...(existsSync(settings) ? [`--env-file=${settings}`] : [])];
const argv = [process.execPath, ...flags, join(root, 'apps/server/src/main.ts'), ...process.argv.slice(2)];
if (!process.execve) fail('This Node cannot replace itself by the server; Node 24 is needed.');
// One process less, and signals reach the server directly.
process.execve?.(process.execPath, argv, process.env);
