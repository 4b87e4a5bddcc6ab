// What the doctor looks at on the machine: Node, npm packages, Janus, ffmpeg, the settings, the data folder.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, globSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Config, ConfigError, loadConfig } from '../apps/server/src/config.ts';
import { npmPackagesAreCurrent } from './npm-packages.mjs';

export interface Finding {
  readonly level: 'ok' | 'warn' | 'fail';
  readonly what: string;
  readonly found: string;
  readonly mend?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const gigabyte = 1024 ** 3;
const safeJanus = [1, 4, 1];

export function configOf(env: Env): Config | ConfigError {
  try {
    return loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

export function* findings(env: Env): Generator<Finding> {
  const level = Number(process.versions.node.split('.')[0]) >= 24 ? 'ok' : 'fail';
  yield { level, what: 'Node', found: process.versions.node, mend: 'Run npm ci: it brings Node 24.' };
  yield npmPackagesAreCurrent()
    ? { level: 'ok', what: 'npm packages', found: 'as the lockfile says' }
    : { level: 'fail', what: 'npm packages', found: 'differ from the lockfile', mend: 'Run npm ci.' };
  const config = configOf(env);
  if (config instanceof ConfigError) {
    const found = config.problems.join('; ');
    yield { level: 'fail', what: 'settings', found, mend: 'Mend .env or the environment; .env.example lists all.' };
    return;
  }
  yield { level: 'ok', what: 'settings', found: 'understood' };
  yield janus(config.media.janusBin);
  yield ffmpeg(config.media.ffmpegBin);
  yield* dataFolder(resolve(config.dataDir));
}

/** `1.1.2` is older than `1.4.1`: compares number by number. */
export function isOlder(version: string, than: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of than.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part < wanted;
  }
  return false;
}

function janus(bin: string): Finding {
  const what = 'Janus';
  const mend = 'sudo apt-get install -y janus, or name another one in VISAVIS_JANUS_BIN.';
  if (!existsSync(bin)) return { level: 'warn', what, found: `no ${bin}: text works, calls do not`, mend };
  const { stdout, stderr } = spawnSync(bin, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const version = /(\d+\.\d+\.\d+)/.exec(`${stdout}${stderr}`)?.[1];
  if (!version) return { level: 'fail', what, found: `${bin} does not tell its version`, mend };
  if (!isOlder(version, safeJanus)) return { level: 'ok', what, found: version };
  return {
    level: 'warn',
    what,
    found: `${version}, older than ${safeJanus.join('.')}, which fixed memory errors reachable by callers`,
    mend: 'Visavis filters what reaches it; for public use build a newer Janus and name it in VISAVIS_JANUS_BIN.',
  };
}

function ffmpeg(bin: string): Finding {
  const { stdout, error } = spawnSync(bin, ['-version'], { encoding: 'utf8', timeout: 10_000 });
  const version = /^ffmpeg version (\S+)/.exec(stdout ?? '')?.[1];
  if (!error && version) return { level: 'ok', what: 'ffmpeg', found: version };
  return {
    level: 'warn',
    what: 'ffmpeg',
    found: `${bin} does not run: calls are recorded, but cannot be played back`,
    mend: 'sudo apt-get install -y ffmpeg',
  };
}

function* dataFolder(folder: string): Generator<Finding> {
  const what = 'data folder';
  const existing = nearestExisting(folder);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch {
    const owner = statSync(existing).uid;
    const found = `${existing} cannot be written by user id ${process.getuid?.()} (it belongs to ${owner})`;
    yield { level: 'fail', what, found, mend: 'chown it, or choose another with VISAVIS_DATA_DIR.' };
    return;
  }
  const { bavail, bsize } = statfsSync(existing);
  const free = (bavail * bsize) / gigabyte;
  const found = `${folder}${existing === folder ? '' : ' (made at the first start)'}, ${free.toFixed(1)} GB free`;
  const mend = 'An hour of recorded video takes about 1 GB. Free some space, or set VISAVIS_DATA_DIR to a larger disk.';
  yield { level: free < 0.3 ? 'fail' : free < 5 ? 'warn' : 'ok', what, found, mend };

  const holder = lockHolder(folder);
  yield {
    level: holder ? 'warn' : 'ok',
    what: 'data folder lock',
    found: holder ? `held by the running process ${holder}` : 'free',
    mend: `That is Visavis at work. Stop it (kill ${holder}) before you start another one here.`,
  };
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path));
}

function lockHolder(folder: string): number | undefined {
  const locks = existsSync(folder) ? globSync(['*.lock', '*/*.lock'], { cwd: folder }) : [];
  for (const file of locks) {
    const pid = Number(/\d+/.exec(readFileSync(join(folder, file), 'utf8'))?.[0]);
    if (pid > 0 && existsSync(`/proc/${pid}`)) return pid;
  }
  return undefined;
}
