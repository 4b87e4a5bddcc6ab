// `npm run bench -- <name>`: runs bench/<name>.ts, which prints JSON lines {name, value, unit, baseline, ratio}.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildApps } from './app-build.ts';
import { fail, root, say } from './progress.mjs';

const names = globSync('bench/*.ts', { cwd: root })
  .map((file) => basename(file, '.ts'))
  .filter((name) => !/\.(test|config|d)$/.test(name))
  .sort();
const [wanted, ...args] = process.argv.slice(2);

if (!wanted) {
  say('Usage: npm run bench -- <name>');
  for (const name of names) say(`  ${name}`);
} else if (!names.includes(wanted)) {
  fail(`There is no bench "${wanted}". There are: ${names.join(', ')}`);
} else {
  await buildApps();
  const file = join(root, 'bench', `${wanted}.ts`);
  const node = [process.execPath, '--disable-warning=ExperimentalWarning', file, ...args];
  process.exitCode = spawnSync(process.execPath, node.slice(1), { cwd: root, stdio: 'inherit' }).status ?? 1;
}
