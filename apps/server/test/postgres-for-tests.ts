import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/infra/db/embedded-postgres.ts';
import { migrate } from '../src/infra/db/migrate.ts';
import type { Log } from '../src/ports/log.ts';

const PREFIX = 'visavis-test-';
export const MIGRATIONS_DIR = path.resolve(import.meta.dirname, '../migrations');
export const TEMPLATE = 'visavis_template';

export const quietLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => quietLog,
};

/** A directory that the account which runs PostgreSQL may enter, also when we are root. */
export function makeTestDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  fs.chmodSync(dir, 0o711);
  return dir;
}

/** Directories of runs that were killed; the server in them went with its parent. */
function sweepDeadRuns(): void {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (!pid || fs.existsSync(`/proc/${pid}`)) continue;
    const dir = path.join(os.tmpdir(), name);
    // Another account's leftovers are not ours to remove.
    const owner = fs.statSync(dir, { throwIfNoEntry: false })?.uid;
    if (owner === process.getuid?.()) fs.rmSync(dir, { recursive: true, force: true });
  }
}

/** One server for a run of tests, without fsync, with a migrated template database. */
export async function startTestServer(): Promise<{ server: EmbeddedPostgres; stop(): Promise<void> }> {
  sweepDeadRuns();
  const dataDir = makeTestDir();
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '150' };
  const server = await startEmbeddedPostgres({ dataDir, log: quietLog, database: TEMPLATE, settings });
  await migrate({ target: server.connection, dir: MIGRATIONS_DIR, log: quietLog });
  const stop = async (): Promise<void> => {
    await server.stop();
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  return { server, stop };
}
