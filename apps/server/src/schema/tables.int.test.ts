import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/test-database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Column {
  readonly name: string;
  readonly nullable: boolean;
  /** May be left out of an insert. */
  readonly optional: boolean;
}

/** What the table types say, read from their text: types are gone when tests run. */
const declared = (): Map<string, Map<string, string>> => {
  const text = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('tables.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const interfaces = new Map(
    [...text.matchAll(/export interface (\w+)(?:\s+extends [\w,\s]+)? \{\n([\s\S]*?)\n\}/g)].map(
      ([, name = '', body = '']) => [
        name,
        new Map([...body.matchAll(/^ {2}(\w+): (.+);$/gm)].map(([, key = '', type = '']) => [key, type])),
      ],
    ),
  );
  const parts = /export interface Database\s+extends ([\w,\s]+) \{/.exec(text)?.[1]?.split(',') ?? [];
  const tables = [...parts, 'Database'].flatMap((name) => [...(interfaces.get(name.trim()) ?? [])]);
  return new Map(tables.map(([table, type]) => [table, interfaces.get(type) ?? new Map<string, string>()]));
};

const real = async (): Promise<Map<string, Column[]>> => {
  const { rows } = await sql<Column & { table: string }>`
    select c.table_name as table, c.column_name as name, c.is_nullable = 'YES' as nullable,
      c.is_nullable = 'YES' or c.column_default is not null or c.is_identity = 'YES' as optional
    from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
    order by 1, c.ordinal_position`.execute(database.db);
  const tables = new Map<string, Column[]>();
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  return tables;
};

it('every table of the migrations has a type, and the other way round', async () => {
  const own = [...(await real()).keys()].filter((table) => table !== 'schema_migrations');
  expect([...declared().keys()].sort()).toEqual(own.sort());
});

it('every column has its key, and the other way round', async () => {
  const types = declared();
  for (const [table, columns] of await real()) {
    if (table === 'schema_migrations') continue;
    const keys = [...(types.get(table)?.keys() ?? [])].sort();
    expect(keys, table).toEqual(columns.map((column) => column.name).sort());
  }
});

it('what may be null or left out is typed so', async () => {
  const types = declared();
  const wrong: string[] = [];
  const saysNull = (type: string): boolean => /Nullable<|OptionalAt|\| null/.test(type);
  const saysOptional = (type: string): boolean =>
    saysNull(type) || /WithDefault<|Generated<|undefined|, never, /.test(type);
  for (const [table, columns] of await real()) {
    for (const { name, nullable, optional } of columns) {
      const type = types.get(table)?.get(name);
      // `unknown` (json that is parsed by its reader) holds null too.
      if (type === undefined || /<unknown/.test(type)) continue;
      if (nullable !== saysNull(type)) wrong.push(`${table}.${name}: ${nullable ? 'may' : 'may not'} be null`);
      if (!optional && saysOptional(type)) wrong.push(`${table}.${name}: must be given`);
    }
  }
  expect(wrong).toEqual([]);
});
