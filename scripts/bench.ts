// `npm run bench -- <name>`: runs bench/<name>.ts, which prints JSON lines {name, value, unit, baseline, ratio}.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  const first = ['--disable-warning=ExperimentalWarning', '--import', join(root, 'bench/support/interrupted.ts')];
  const bench = spawn(process.execPath, [...first, file, ...args], { cwd: root, stdio: 'inherit' });
  // It ends what it has started and is waited for. From a terminal it hears the signal itself; twice is once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => bench.kill(signal));
  const [code] = await once(bench, 'exit');
  process.exitCode = code ?? 1;
}
