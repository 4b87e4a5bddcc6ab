import type { AgentId } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** What rules may name, by id. Reads only. */
export const ruleWorldRepo = {
  async groups(db: Db) {
    const { rows } = await sql<Named & { members: number; overflowTo: string | null }>`
      select g.id, g.name, g.overflow_group_id as "overflowTo",
             (select count(*)::int from skill_group_members m join agents a on a.id = m.agent_id
               where m.group_id = g.id and a.disabled_at is null) as members
        from skill_groups g where g.archived_at is null`.execute(db);
    return byId(rows);
  },
  async agents(db: Db) {
    const { rows } = await sql<Named & { email: string; disabled: boolean }>`
      select id, display_name as name, email, disabled_at is not null as disabled from agents`.execute(db);
    return byId(rows);
  },
  async channels(db: Db) {
    const { rows } = await sql<Named>`select id, key as name from channels`.execute(db);
    return byId(rows);
  },
  async lookups(db: Db) {
    const { rows } = await sql<Named>`select id, name from lookups`.execute(db);
    return byId(rows);
  },
  async findAgentNamed(
    db: Db,
    name: string,
  ): Promise<{ readonly agentId: AgentId; readonly displayName: string } | undefined> {
    const plain = name.trim().toLowerCase();
    const { rows } = await sql<{ agentId: AgentId; displayName: string }>`
      select id as "agentId", display_name as "displayName" from agents
       where disabled_at is null and (lower(email) = ${plain} or id::text = ${plain})`.execute(db);
    return rows[0];
  },
  /** Agents by e-mail address in lower case, or by id; disabled accounts are nobody. */
  async agentsNamed(db: Db, names: readonly string[]): Promise<ReadonlyMap<string, AgentId>> {
    const { rows } = await sql<{ id: AgentId; email: string }>`
      select id, lower(email) as email from agents
       where disabled_at is null and (lower(email) = any(${[...names]}::text[]) or id::text = any(${[...names]}::text[]))`.execute(
      db,
    );
    return new Map(rows.flatMap((row) => [[row.email, row.id] as const, [row.id as string, row.id] as const]));
  },
};
