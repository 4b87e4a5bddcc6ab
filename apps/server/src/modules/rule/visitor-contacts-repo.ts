import type { AgentId, ConversationId, EarlierContact, VisitorId } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';

const shownServices = 20;
const shownContacts = 50;

type EarlierRow = Omit<EarlierContact, 'startedAt' | 'endedAt'> & { readonly startedAt: Date; readonly endedAt: Date };

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
  /** Serves this visitor right now, or still wraps that up. */
  async serves(db: Db, agentId: AgentId, visitorId: VisitorId, now: Date): Promise<boolean> {
    const { rows } = await sql`
      select 1 from conversations c
       where c.visitor_id = ${visitorId}
         and (c.agent_id = ${agentId} and c.state = 'active'
              or exists (select 1 from wrap_ups w where w.conversation_id = c.id and w.agent_id = ${agentId}
                            and w.done_at is null and w.ends_at > ${now}::timestamptz))
       limit 1`.execute(db);
    return rows.length > 0;
  },
  /** Serves this visitor right now, or is consulted by whoever does. */
  async attends(db: Db, agentId: AgentId, visitorId: VisitorId): Promise<boolean> {
    const { rows } = await sql`
      select 1 from conversations c
       where c.visitor_id = ${visitorId} and c.state = 'active'
         and (c.agent_id = ${agentId}
              or exists (select 1 from transfers t where t.conversation_id = c.id and t.to_agent_id = ${agentId} and t.state = 'consulting'))
       limit 1`.execute(db);
    return rows.length > 0;
  },
  /** Until when the agent had that closed contact: to its end, or until it last left them; null: it was never theirs. */
  async hadUntil(db: Db, agentId: AgentId, visitorId: VisitorId, conversationId: ConversationId): Promise<Date | null> {
    const { rows } = await sql<{ until: Date | null }>`
      select case when c.agent_id = ${agentId} then c.closed_at else (
               select max(m.created_at) from messages m
                where m.conversation_id = c.id and m.author_kind = 'system'
                  and ${agentId} = case m.body->'event'->>'name' when 'transferred' then m.body->'event'->'from'->>'agentId'
                                     when 'agent_left' then m.body->'event'->>'agentId' end) end as until
        from conversations c
       where c.id = ${conversationId} and c.visitor_id = ${visitorId} and c.state = 'closed'`.execute(db);
    return rows[0]?.until ?? null;
  },
  /** Closed ones, newest first, also of other visits of the same person, called what they were wrapped up as; `until`: only those that had ended before. */
  async earlier(
    db: Db,
    visitor: { readonly id: string; readonly externalId: string | null },
    until: Date | null,
  ): Promise<EarlierContact[]> {
    const { rows } = await sql<EarlierRow>`
      select c.id as "conversationId", c.created_at as "startedAt", c.closed_at as "endedAt", coalesce(w.medium, c.medium) as medium, c.note,
             (select coalesce(jsonb_agg(jsonb_build_object('agentId', a.id, 'displayName', a.display_name) order by s.seq), '[]')
                from (select turn.*, lag(turn.agent_id) over (order by turn.seq) as before from (
                        select m.seq, coalesce(m.body->'event'->>'agentId', m.body->'event'->'to'->>'agentId')::uuid as agent_id
                          from messages m
                         where m.conversation_id = c.id and m.author_kind = 'system'
                           and m.body->'event'->>'name' in ('agent_joined', 'transferred')) turn) s
                join agents a on a.id = s.agent_id
               where s.before is distinct from s.agent_id) as agents,
             case when d.id is not null then jsonb_build_object('id', d.id, 'path',
               to_jsonb(array_remove(array[above_parent.name, parent.name, d.name], null))) end as disposition,
             coalesce(w.tags, '{}') as tags
        from visitors v join conversations c on c.visitor_id = v.id
        left join wrap_ups w on w.conversation_id = c.id
        left join dispositions d on d.id = w.disposition_id
        left join dispositions parent on parent.id = d.parent_id
        left join dispositions above_parent on above_parent.id = parent.parent_id
       where (v.id = ${visitor.id} or v.external_id = ${visitor.externalId}) and c.state = 'closed'
         and (${until}::timestamptz is null or c.closed_at < ${until})
       order by c.created_at desc, c.id limit ${shownContacts}`.execute(db);
    return rows.map(({ startedAt, endedAt, ...contact }) => ({
      ...contact,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt.toISOString(),
    }));
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
