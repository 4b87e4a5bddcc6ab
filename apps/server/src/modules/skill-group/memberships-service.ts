import type { AgentId, SkillGroupId } from '@visavis/protocol';
import type { Events } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { changedIds, withoutDoubles } from './membership.ts';
import type { AgentGroups, SkillGroupRepo } from './skill-group-repo.ts';

/** Who comes into a group from the agent's page stands behind everybody whose place was chosen. */
const lastPosition = 1_000_000;

/** The agents' side of membership, for the module that owns accounts. Needs nothing of it. */
export const createMembershipsService = (repo: SkillGroupRepo, events: Events) => ({
  lock: (tx: Tx): Promise<void> => repo.lockMemberships(tx),

  ofAgents: async (db: Db, agentIds?: readonly AgentId[]): Promise<ReadonlyMap<string, AgentGroups>> => {
    const groups = new Map<string, AgentGroups>();
    for (const { agentId, groupId, level } of await repo.members(db, agentIds ? { agentIds } : 'all'))
      groups.set(agentId, [...(groups.get(agentId) ?? []), { groupId, level }]);
    return groups;
  },

  /** Replaces the agent's groups; groups that gain, lose or re-level the agent get a new version. Throws skill_group_not_found. */
  setForAgent: async (tx: Tx, agentId: AgentId, groups: AgentGroups): Promise<void> => {
    const held = await repo.members(tx, { agentIds: [agentId] });
    const before = held.map(({ groupId, level }) => ({ id: groupId, level }));
    const places = new Map(held.map(({ groupId, position }) => [groupId, position]));
    const after = withoutDoubles(groups.map(({ groupId, level }) => ({ id: groupId, level })));
    const changed: SkillGroupId[] = changedIds(before, after);
    if (changed.length === 0) return;
    await repo.removeMembers(tx, { agentId });
    await repo.insertMembers(
      tx,
      after.map(({ id, level }) => ({ groupId: id, agentId, level, position: places.get(id) ?? lastPosition })),
    );
    await repo.bumpVersions(tx, changed);
    for (const groupId of changed)
      await events.append(tx, { type: 'skill_group_changed', subjectId: groupId, payload: { groupId } });
  },
});
export type MembershipsService = ReturnType<typeof createMembershipsService>;
