import { sql } from 'kysely';
import type { Db } from '../src/schema/index.ts';

/** One hash per table: what a refused call must leave as it was. */
export const fingerprint = async (db: Db, except: readonly string[] = []): Promise<Record<string, string>> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
  const prints: Record<string, string> = {};
  for (const { name } of rows.filter((row) => !except.includes(row.name))) {
    const { rows: found } = await sql<{ hash: string }>`
      select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as hash from ${sql.table(name)} t`.execute(
      db,
    );
    prints[name] = found[0]?.hash ?? '';
  }
  return prints;
};
