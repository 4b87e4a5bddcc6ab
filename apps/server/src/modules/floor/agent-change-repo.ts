import type { AgentChange, AgentId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';

const mostShown = 50;

/** Rows of `agent_changes`: what supervisors did to agents, written with the change itself. */
export const agentChangeRepo = {
  async append(
    tx: Tx,
    row: { agentId: AgentId; byAgentId: AgentId; at: Date; change: AgentChange['change'] },
  ): Promise<void> {
    await tx
      .insertInto('agent_changes')
      .values({ agent_id: row.agentId, by_agent_id: row.byAgentId, at: row.at, change: JSON.stringify(row.change) })
      .execute();
  },

  async list(db: Kysely<Database>, agentId: AgentId): Promise<AgentChange[]> {
    const { rows } = await sql<{ at: Date; by_name: string; change: AgentChange['change'] }>`
      select c.at, a.display_name as by_name, c.change from agent_changes c join agents a on a.id = c.by_agent_id
       where c.agent_id = ${agentId} order by c.id desc limit ${mostShown}`.execute(db);
    return rows.map(({ at, by_name, change }) => ({ at: at.toISOString(), byName: by_name, change }));
  },

  async groupNames(db: Kysely<Database>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { rows } = await sql<{ id: string; name: string }>`
      select id, name from skill_groups where id = any(${ids}::uuid[])`.execute(db);
    return new Map(rows.map(({ id, name }) => [id, name]));
  },
};
