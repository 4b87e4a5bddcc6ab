import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Log } from '../../ports/log.ts';
import { clientConfig, type DatabaseTarget } from './database.ts';

// Any number, as long as nobody else uses it: 'visa' in ASCII.
const MIGRATION_LOCK = 0x76697361;
const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

interface Migration {
  readonly name: string;
  readonly sha256: string;
  readonly text: string;
}

async function readMigrations(dir: string): Promise<readonly Migration[]> {
  const names = (await fs.readdir(dir)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = new Set<string>();
  for (const name of names) {
    if (!FILE_NAME.test(name)) throw new Error(`Migration ${name}: the name must look like 0001_what_it_does.sql`);
    if (numbers.has(name.slice(0, 4))) throw new Error(`Two migrations have the number ${name.slice(0, 4)}`);
    numbers.add(name.slice(0, 4));
  }
  return Promise.all(
    names.map(async (name) => {
      const text = await fs.readFile(path.join(dir, name), 'utf8');
      return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function pending(client: pg.Client, all: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; sha256: string }>(
    'select name, sha256 from schema_migrations order by name',
  );
  const known = new Map(all.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const migration = known.get(row.name);
    if (!migration)
      throw new Error(
        `The database has migration ${row.name}, which this version does not know. It was written by a newer version.`,
      );
    if (migration.sha256 !== row.sha256)
      throw new Error(
        `Migration ${row.name} was changed after it had run. Migrations are forward-only: add a new file.`,
      );
  }
  const done = new Set(rows.map((row) => row.name));
  const last = rows.at(-1)?.name ?? '';
  const open = all.filter((migration) => !done.has(migration.name));
  const late = open.find((migration) => migration.name < last);
  if (late)
    throw new Error(`Migration ${late.name} comes before ${last}, which has already run. Give it a higher number.`);
  return open;
}

/**
 * Brings the schema up to date: every new file of `dir` in the order of its number, each in one transaction with its record.
 * Any number of processes may call this at once; one works, the others wait. Returns the names that ran here.
 */
export async function migrate(options: {
  target: DatabaseTarget;
  dir: string;
  log: Log;
  /** Told once, before the work, when there is any. */
  onOpen?: (count: number) => void;
}): Promise<readonly string[]> {
  const all = await readMigrations(options.dir);
  const client = new pg.Client(clientConfig(options.target, 'visavis-migrate'));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists schema_migrations (name text primary key, sha256 text not null, ran_at timestamptz not null default now())',
    );
    const open = await pending(client, all);
    if (open.length > 0) options.onOpen?.(open.length);
    for (const migration of open) {
      try {
        await client.query('begin');
        await client.query(migration.text);
        await client.query('insert into schema_migrations (name, sha256) values ($1, $2)', [
          migration.name,
          migration.sha256,
        ]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(
          `Migration ${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
      options.log.debug({ migration: migration.name }, 'migration done');
    }
    if (open.length > 0) options.log.info({ count: open.length, last: open.at(-1)?.name }, 'migrations done');
    return open.map((migration) => migration.name);
  } finally {
    // Ending the connection gives the lock back.
    await client.end();
  }
}
