import type { AgentId, VisitorId } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';

const shownServices = 20;

/** What agents have to do with a visitor. Reads only. */
export const visitorContacts = {
  /** Has, had, is asked about or consulted in a conversation of this visitor. */
  async mayRead(db: Db, agentId: AgentId, visitorId: VisitorId): Promise<boolean> {
    const { rows } = await sql`
      select 1 from conversations c
       where c.visitor_id = ${visitorId}
         and (c.agent_id = ${agentId}
              or exists (select 1 from queue_entries e where e.conversation_id = c.id and e.served_by = ${agentId})
              or exists (select 1 from offers o where o.agent_id = ${agentId} and o.state = 'ringing' and o.conversation_id = c.id)
              or exists (select 1 from transfers t where t.conversation_id = c.id and t.to_agent_id = ${agentId} and t.state = 'consulting'))
       limit 1`.execute(db);
    return rows.length > 0;
  },
  async serves(db: Db, agentId: AgentId, visitorId: VisitorId): Promise<boolean> {
    const { rows } = await sql`
      select 1 from conversations where visitor_id = ${visitorId} and agent_id = ${agentId} and state = 'active' limit 1`.execute(
      db,
    );
    return rows.length > 0;
  },
  /** Newest first, also in other visits of the same person. */
  async servedBy(db: Db, visitor: { readonly id: string; readonly externalId: string | null }) {
    const { rows } = await sql<{ agentId: AgentId; displayName: string; at: Date }>`
      select e.served_by as "agentId", a.display_name as "displayName", e.ended_at as at
        from visitors v join conversations c on c.visitor_id = v.id
        join queue_entries e on e.conversation_id = c.id join agents a on a.id = e.served_by
       where (v.id = ${visitor.id} or v.external_id = ${visitor.externalId}) and e.state = 'served'
       order by e.ended_at desc limit ${shownServices}`.execute(db);
    return rows.map(({ at, ...agent }) => ({ ...agent, at: at.toISOString() }));
  },
};
