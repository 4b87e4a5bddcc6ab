import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Account, canReach } from './postgres-binaries.ts';

/** Major version of the bundled server; part of the directory name because clusters of different majors cannot be mixed. */
export const POSTGRES_MAJOR = '18';

// A uid without a name: PostgreSQL runs with it, only initdb insists on a name.
const UNNAMED_UID = 60432;
const FALLBACK_ROOT = '/var/lib/visavis';
// sun_path holds 108 bytes, one of them the closing zero.
const SOCKET_PATH_LIMIT = 107;
const SOCKET_NAME = '/.s.PGSQL.5432';

export interface PostgresHome {
  /** Holds the cluster, the library links and the lock; everybody may pass through, nobody may list. */
  readonly dir: string;
  readonly cluster: string;
  readonly socketDir: string;
  /** Undefined: run as ourselves. */
  readonly runAs: Account | undefined;
  /** initdb needs an account that has a name. */
  readonly initAs: Account | undefined;
}

function namedAccount(name: string): Account | undefined {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function ownerOf(cluster: string): Account | undefined {
  const info = fs.statSync(cluster, { throwIfNoEntry: false });
  return info && { uid: info.uid, gid: info.gid };
}

function accountsForRoot(cluster: string): { runAs: Account; initAs: Account } {
  const postgres = namedAccount('postgres');
  const nobody = namedAccount('nobody');
  const runAs = ownerOf(cluster) ?? postgres ?? { uid: UNNAMED_UID, gid: UNNAMED_UID };
  if (runAs.uid === 0)
    throw new Error(
      `The database in ${cluster} belongs to root; PostgreSQL refuses that. Give it to another account (chown -R).`,
    );
  const initAs = postgres ?? nobody;
  if (!initAs)
    throw new Error(
      'PostgreSQL refuses to run as root and this machine has neither a "postgres" nor a "nobody" account. Start as an ordinary user.',
    );
  return { runAs, initAs };
}

function makeDir(dir: string, mode: number): void {
  if (fs.existsSync(dir)) return;
  fs.mkdirSync(dir, { recursive: true, mode });
  fs.chmodSync(dir, mode);
}

/** Root's own data directory may be closed to others; letting them pass through (not list) is enough for PostgreSQL. */
function openPassage(dataDir: string): void {
  const info = fs.statSync(dataDir);
  if (info.uid === 0 && (info.mode & 0o001) === 0) fs.chmodSync(dataDir, (info.mode & 0o777) | 0o011);
}

/**
 * A private directory for the socket. The cluster itself when the path is short enough, otherwise one in the temporary
 * directory whose name follows from the cluster's path. Access to the socket is access to all data: mode 0700, owner checked.
 */
function chooseSocketDir(cluster: string, runAs: Account | undefined): string {
  if (Buffer.byteLength(cluster + SOCKET_NAME) <= SOCKET_PATH_LIMIT) return cluster;
  const digest = createHash('sha256').update(cluster).digest('hex').slice(0, 16);
  const dir = path.join(os.tmpdir(), `visavis-pg-${digest}`);
  if (Buffer.byteLength(dir + SOCKET_NAME) > SOCKET_PATH_LIMIT)
    throw new Error(`The temporary directory's path is too long for a socket: ${dir}`);
  try {
    fs.mkdirSync(dir, { mode: 0o700 });
    if (runAs) fs.chownSync(dir, runAs.uid, runAs.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const info = fs.lstatSync(dir);
  const owner = runAs?.uid ?? process.getuid?.();
  if (!info.isDirectory() || info.uid !== owner || (info.mode & 0o077) !== 0) {
    throw new Error(
      `${dir} is not a private directory of uid ${owner}; remove it, or use a data directory with a shorter path.`,
    );
  }
  return dir;
}

function homeAt(dir: string, accounts: { runAs: Account | undefined; initAs: Account | undefined }): PostgresHome {
  const cluster = path.join(dir, POSTGRES_MAJOR);
  return { dir, cluster, socketDir: chooseSocketDir(cluster, accounts.runAs), ...accounts };
}

/**
 * Decides where the cluster lives and who runs it. As an ordinary user: `<dataDir>/postgres`, ourselves. As root PostgreSQL
 * must run as somebody else, who may be unable to enter the data directory (anything under /root): then the cluster goes to
 * /var/lib/visavis/<hash>, and `<dataDir>/postgres.location` says so and is followed from then on.
 */
export function locatePostgresHome(dataDir: string, note: (text: string) => void): PostgresHome {
  fs.mkdirSync(dataDir, { recursive: true });
  const real = fs.realpathSync(dataDir);
  const pointer = path.join(real, 'postgres.location');
  const pointed = fs.existsSync(pointer) ? fs.readFileSync(pointer, 'utf8').trim() : undefined;
  let dir = pointed ?? path.join(real, 'postgres');
  if (process.getuid?.() !== 0) {
    makeDir(dir, 0o711);
    const owner = ownerOf(path.join(dir, POSTGRES_MAJOR));
    if (owner && owner.uid !== process.getuid?.()) {
      throw new Error(
        `The database in ${dir} belongs to uid ${owner.uid}, we run as uid ${process.getuid?.()}. Start as that account or as root, or give it away (chown -R).`,
      );
    }
    return homeAt(dir, { runAs: undefined, initAs: undefined });
  }
  const accounts = accountsForRoot(path.join(dir, POSTGRES_MAJOR));
  if (!pointed) openPassage(real);
  makeDir(dir, 0o711);
  if (canReach(accounts.runAs, dir, 'x') && canReach(accounts.initAs, dir, 'x')) return homeAt(dir, accounts);
  if (pointed || fs.existsSync(path.join(dir, POSTGRES_MAJOR))) {
    throw new Error(
      `uid ${accounts.runAs.uid}, which runs PostgreSQL, may not enter ${dir}. Open the directories above it (chmod o+x), or move the data directory.`,
    );
  }
  fs.rmSync(dir, { recursive: true, force: true });
  dir = path.join(FALLBACK_ROOT, createHash('sha256').update(real).digest('hex').slice(0, 12), 'postgres');
  makeDir(FALLBACK_ROOT, 0o711);
  makeDir(path.dirname(dir), 0o711);
  makeDir(dir, 0o711);
  fs.writeFileSync(pointer, `${dir}\n`);
  note(
    `The account that runs PostgreSQL may not enter ${real}; the database lives in ${dir} instead (see postgres.location).`,
  );
  return homeAt(dir, accountsForRoot(path.join(dir, POSTGRES_MAJOR)));
}
