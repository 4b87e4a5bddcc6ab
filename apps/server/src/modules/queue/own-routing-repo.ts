import type { AgentId, ConversationId, OwnReason } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';
import { reasonForAgent } from './stored-reason-repo.ts';

/** What of its routing is told to an agent. Reads only. */
export const ownRoutingRepo = {
  /** The offers by which the conversation became theirs, oldest first, with who gave it by hand. */
  async reasons(db: Db, conversationId: ConversationId, agentId: AgentId): Promise<OwnReason[]> {
    const { rows } = await sql<{ reason: Record<string, unknown>; offered_at: Date; assigned_by: string | null }>`
      select o.reason, o.offered_at, s.detail->>'byName' as assigned_by
        from queue_entries e join offers o on o.queue_entry_id = e.id
        left join lateral (
          select kind, detail from routing_steps
           where entry_id = o.queue_entry_id and kind in ('assigned', 'picked') and at <= o.offered_at
             and detail->>'agentId' = o.agent_id::text
           order by id desc limit 1) s on s.kind = 'assigned' and o.reason->>'stageKind' = 'manual'
       where e.conversation_id = ${conversationId} and o.agent_id = ${agentId} and o.state = 'accepted'
       order by o.offered_at, o.id`.execute(db);
    return rows.map((row) => {
      const { considered: _others, random: _random, assignedBy, ...reason } = reasonForAgent(row.reason);
      return { ...reason, at: row.offered_at.toISOString(), assignedBy: assignedBy ?? row.assigned_by };
    });
  },
};
