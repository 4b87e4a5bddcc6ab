import { sql } from 'kysely';
import type { Db } from '../src/schema/index.ts';

/** One hash per table: what a refused call must leave as it was, but for the tables and columns that move by themselves. */
export const fingerprint = async (
  db: Db,
  except: readonly string[] = [],
  exceptColumns: readonly string[] = [],
): Promise<Record<string, string>> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
  const prints: Record<string, string> = {};
  for (const { name } of rows.filter((row) => !except.includes(row.name))) {
    const { rows: found } = await sql<{ hash: string }>`
      select md5(coalesce(string_agg(row::text, ',' order by row::text), '')) as hash
      from (select to_jsonb(t) - ${[...exceptColumns]}::text[] as row from ${sql.table(name)} t) rows`.execute(db);
    prints[name] = found[0]?.hash ?? '';
  }
  return prints;
};
