/** What is around a transfer that is under way: whoever is asked, whom its plan may find, what became of conversation and call. */
import type { AgentId, SkillGroup, SkillGroupId } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { Tx } from '../../schema/index.ts';
import { agentsOf, type RoutingPlan, waitsForLookup } from '../routing/index.ts';
import type { Surroundings, TransferRecord } from './transfer.ts';
import { transferRepo } from './transfer-repo.ts';
import type { GroupsWanted, PlacesWanted } from './transfer-wants.ts';

/** Answers null where the transfer, or its conversation, is gone. */
export type SurroundingsOf = (tx: Tx, transfer: TransferRecord, now: Date) => Promise<Surroundings | null>;

export const createSurroundings = ({
  places,
  groups,
}: {
  readonly places: PlacesWanted;
  readonly groups: GroupsWanted;
}): SurroundingsOf => {
  const membersOf = async (tx: Tx, groupId: SkillGroupId): Promise<SkillGroup['members']> => {
    try {
      return (await groups.getGroup(tx, groupId)).members;
    } catch (error) {
      if (error instanceof DomainError && error.code === 'skill_group_not_found') return [];
      throw error;
    }
  };

  /** Whom a plan may find, but for the sender; null while a business system has not said yet. */
  const searched = async (tx: Tx, plan: RoutingPlan, from: AgentId): Promise<AgentId[] | null> => {
    if (waitsForLookup(plan)) return null;
    const found = new Set(agentsOf(plan));
    for (const stage of plan.stages) {
      if (stage.kind !== 'skill_group') continue;
      for (const { groupId, minLevel } of stage.groups)
        for (const member of await membersOf(tx, groupId)) if (member.level >= minLevel) found.add(member.agentId);
    }
    found.delete(from);
    return [...found];
  };

  return async (tx, transfer, now) => {
    const around = await transferRepo.around(tx, transfer.id);
    if (!around) return null;
    const target = transfer.to === null ? null : await places.look(tx, transfer.to, now);
    return {
      conversationState: around.state,
      conversationAgent: around.agentId,
      callEnded: around.callEnded,
      targetInCall: around.targetInCall,
      targetReachable: target?.reachable ?? false,
      targetThere: target?.there ?? false,
      members:
        around.plan && transfer.state === 'searching' ? await searched(tx, around.plan.plan, transfer.from) : null,
    };
  };
};
