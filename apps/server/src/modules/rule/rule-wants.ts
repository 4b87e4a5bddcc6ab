/** What rules need of modules beside them, as narrow as it is; compose passes the real ones. */
import type { AgentId, ConversationId, LookupId, SkillGroupId } from '@visavis/protocol';
import type { Db, Tx } from '../../schema/index.ts';
import type { RoutingSnapshot } from '../routing/index.ts';

export interface WorldWanted {
  /** Everything the router looks at right now, and these groups and agents too. Reads only. */
  look(
    db: Db,
    also: { readonly groupIds: readonly SkillGroupId[]; readonly agentIds: readonly AgentId[] },
  ): Promise<RoutingSnapshot>;
}

export interface QueueWantedByRules {
  /** The business system has answered (null: nobody, or not in time): the stages of the waiting entry are filled in. */
  fillDesignation(tx: Tx, conversationId: ConversationId, lookupId: LookupId, agentId: AgentId | null): Promise<void>;
}
