import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { MIGRATIONS_DIR, makeTestDir, quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { migrate } from './migrate.ts';

const name = `migrate_${randomBytes(5).toString('hex')}`;
const admin = new pg.Client({ ...inject('postgres'), database: 'postgres' });
const target = { ...inject('postgres'), database: name };
let dir: string;
const put = (file: string, text: string): void => fs.writeFileSync(path.join(dir, file), text);
const run = (): Promise<readonly string[]> => migrate({ target, dir, log: quietLog });

beforeAll(() => admin.connect());
beforeEach(async () => {
  if (dir) fs.rmSync(dir, { recursive: true, force: true });
  dir = makeTestDir();
  await admin.query(`drop database if exists ${name}`);
  await admin.query(`create database ${name}`);
});
afterAll(async () => {
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
  fs.rmSync(dir, { recursive: true, force: true });
});

describe('the migrator', () => {
  it('runs each file once although eight processes start at the same time', async () => {
    put('0001_a.sql', 'create table a (n int); insert into a values (1); select pg_sleep(0.2);');
    put('0002_b.sql', 'insert into a values (2);');
    const results = await Promise.all(Array.from({ length: 8 }, run));
    expect(results.filter((ran) => ran.length > 0)).toEqual([['0001_a.sql', '0002_b.sql']]);
    expect(await run()).toEqual([]);
    put('0003_c.sql', 'insert into a values (3);');
    expect(await run()).toEqual(['0003_c.sql']);
  });

  it('leaves nothing of a file that fails and goes on with its mended version', async () => {
    put('0001_a.sql', 'create table a (n int);');
    put('0002_bad.sql', 'create table b (n int); select 1 / 0;');
    await expect(run()).rejects.toThrow('Migration 0002_bad.sql failed: division by zero');
    put('0002_bad.sql', 'create table b (n int);');
    expect(await run()).toEqual(['0002_bad.sql']);
  });

  it('refuses a file that was changed after it ran, one that is gone, and one that comes late', async () => {
    put('0001_a.sql', 'create table a (n int);');
    put('0003_c.sql', 'create table c (n int);');
    await run();
    put('0002_late.sql', 'create table b (n int);');
    await expect(run()).rejects.toThrow('Give it a higher number');
    fs.rmSync(path.join(dir, '0002_late.sql'));
    put('0001_a.sql', 'create table a (n bigint);');
    await expect(run()).rejects.toThrow('was changed after it had run');
    fs.rmSync(path.join(dir, '0001_a.sql'));
    await expect(run()).rejects.toThrow('written by a newer version');
  });
});

describe('the schema', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is complete: every migration of the product has run', async () => {
    expect(await migrate({ target: database.target, dir: MIGRATIONS_DIR, log: quietLog })).toEqual([]);
  });
});
