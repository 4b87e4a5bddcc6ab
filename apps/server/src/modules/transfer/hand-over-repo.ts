import type { AgentId, ConversationId, HandOver } from '@visavis/protocol';
import { sql } from 'kysely';
import type { Db } from '../../schema/index.ts';

interface Row extends Pick<HandOver, 'state' | 'mode' | 'target' | 'groupName' | 'rule' | 'ruleVersion' | 'note'> {
  readonly at: Date;
  readonly fromId: AgentId;
  readonly fromName: string;
  readonly toId: AgentId;
  readonly toName: string;
}

/** Transfers that somebody took, for whoever may read the conversation; who was asked in vain is not in it. Reads only. */
export const handOversOf = async (db: Db, conversationId: ConversationId): Promise<HandOver[]> => {
  const { rows } = await sql<Row>`
    select t.state, t.mode, t.target_kind as target, t.note, coalesce(t.ended_at, t.started_at) as at, g.name as "groupName",
           case when t.target_kind = 'rules' then coalesce(t.plan->'foundBy'->>'rule', t.plan->>'rule') end as rule,
           case when t.target_kind = 'rules' then (coalesce(t.plan->'foundBy', t.plan)->>'ruleVersion')::int end as "ruleVersion",
           f.id as "fromId", f.display_name as "fromName", a.id as "toId", a.display_name as "toName"
      from transfers t
      join agents f on f.id = t.from_agent_id
      join agents a on a.id = t.to_agent_id
      left join skill_groups g on g.id = t.target_group_id
     where t.conversation_id = ${conversationId} and t.state in ('consulting', 'completed')
     order by t.started_at, t.id`.execute(db);
  return rows.map(({ at, fromId, fromName, toId, toName, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    from: { agentId: fromId, displayName: fromName },
    to: { agentId: toId, displayName: toName },
  }));
};
