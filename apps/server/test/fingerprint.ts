import { sql } from 'kysely';
import type { Db } from '../src/schema/index.ts';

/**
 * One hash per table: what a refused call must leave as it was, but for the tables and columns that move by themselves. A column
 * is named for all tables (`lease_until`) or for one (`agent_sessions.expires_at`).
 */
export const fingerprint = async (
  db: Db,
  except: readonly string[] = [],
  exceptColumns: readonly string[] = [],
): Promise<Record<string, string>> => {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
  const of = (table: string): string[] => exceptColumns.map((column) => column.replace(`${table}.`, ''));
  const hashes = rows
    .filter((row) => !except.includes(row.name))
    .map(
      ({ name }) => sql`
        select ${name}::text as name, md5(coalesce(string_agg(row::text, ',' order by row::text), '')) as hash
        from (select to_jsonb(t) - ${of(name)}::text[] as row from ${sql.table(name)} t) rows`,
    );
  // One statement, so that all tables are seen at the same moment.
  const { rows: found } = await sql<{ name: string; hash: string }>`${sql.join(hashes, sql` union all `)}`.execute(db);
  return Object.fromEntries(found.map(({ name, hash }) => [name, hash]));
};
