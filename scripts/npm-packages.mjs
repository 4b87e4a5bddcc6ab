// Installs the npm packages exactly as the lockfile says, and only when what is installed differs from it.
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cacheFolder, fail, root, runQuietly, say } from './progress.mjs';

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** Both are the `packages` of a lockfile. Packages for other machines are optional, so they may be absent. */
export function matches(wanted, installed) {
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes('node_modules/')) return true;
    const found = installed[path];
    if (!found) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return found.version === entry.version && found.link === entry.link;
  });
}

/** npm keeps a record of what it installed; an interrupted install leaves none. */
export function npmPackagesAreCurrent() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return Boolean(wanted && installed) && matches(wanted, installed);
}

function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** npm's own cache lies in the home folder; service accounts often have none. */
function npmEnvironment() {
  const home = homedir();
  const cache = process.env.npm_config_cache ?? join(home, '.npm');
  const usable = existsSync(cache) ? isWritable(cache) : existsSync(home) && isWritable(home);
  // The Node in node_modules/.bin is about to be replaced, so npm must not run on it.
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((part) => !part.includes('node_modules'))
    .join(delimiter);
  const env = { ...process.env, PATH: path, NODE_ENV: '' };
  if (!usable) {
    env.npm_config_cache = join(cacheFolder(), 'npm');
    mkdirSync(env.npm_config_cache, { recursive: true });
  }
  return env;
}

export async function installNpmPackages() {
  if (npmPackagesAreCurrent()) return;
  if (!isWritable(root)) {
    fail(
      `${root} belongs to user id ${statSync(root).uid} and cannot be written by user id ${process.getuid?.()}.`,
      'Run the command as its owner, or make a clone of your own.',
    );
  }
  say('Installing npm packages by the lockfile (about 20 s) ...');
  const startedAt = Date.now();
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { ok, output } = await runQuietly('installing npm packages', 'npm', args, {
    log: 'npm',
    env: npmEnvironment(),
  });
  if (!ok) {
    const firstLines = output.split('\n', 25).join('\n');
    fail('npm could not install the packages (all it said: .cache/npm.log):', firstLines);
  }
  say(`  npm packages are in place (${Math.round((Date.now() - startedAt) / 1000)} s)`);
}
