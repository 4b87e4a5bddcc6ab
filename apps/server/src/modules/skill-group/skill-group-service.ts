import {
  type AgentId,
  type CreateSkillGroup,
  overflowProblem,
  type SkillGroup,
  type SkillGroupId,
  type UpdateSkillGroup,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { withFloorDefaults } from './floor-settings.ts';
import { withHandlingDefaults } from './handling-settings.ts';
import { withLimitDefaults } from './limit-settings.ts';
import { changedIds, withoutDoubles } from './membership.ts';
import type { GroupUse, Membership, SkillGroupRepo, SkillGroupRow } from './skill-group-repo.ts';

/** What groups need to know of accounts. */
export interface GroupAgents {
  /** Unknown ids are missing. */
  agentNames(db: Db, agentIds: readonly AgentId[]): Promise<ReadonlyMap<string, string>>;
  /** Their groups changed: their versions move on. */
  touchAgents(tx: Tx, agentIds: readonly AgentId[]): Promise<void>;
}

/** A group as the router needs it. */
export interface RoutingGroup extends SkillGroupRow {
  readonly members: readonly { readonly agentId: AgentId; readonly level: number }[];
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: SkillGroupRepo;
  readonly agents: GroupAgents;
  /** Who else names groups: rules. */
  readonly otherUses?: (tx: Tx, groupId: SkillGroupId) => Promise<readonly GroupUse[]>;
  /** Where the overflows of rules and groups together lead round in a circle; null: nowhere. */
  readonly circleThroughRules?: (tx: Tx) => Promise<{ readonly rule: string; readonly path: string } | null>;
}

const byGroup = (members: readonly Membership[]): Map<string, Membership[]> => Map.groupBy(members, (m) => m.groupId);

export const createSkillGroupService = (deps: Deps) => {
  const { repo, agents, clock, makeId, events, transactions } = deps;

  const withMembers = async (db: Db, groups: readonly SkillGroupRow[], members: readonly Membership[]) => {
    const names = await agents.agentNames(db, [...new Set(members.map((member) => member.agentId))]);
    const grouped = byGroup(members);
    return groups.map(
      (group): SkillGroup => ({
        ...group,
        members: (grouped.get(group.id) ?? []).map(({ agentId, level }) => ({
          agentId,
          displayName: names.get(agentId) ?? '',
          level,
        })),
      }),
    );
  };
  const getGroup = async (db: Db, groupId: SkillGroupId): Promise<SkillGroup> => {
    const group = await repo.find(db, groupId);
    if (!group) throw new DomainError('skill_group_not_found');
    const [full] = await withMembers(db, [group], await repo.members(db, { groupId }));
    return full as SkillGroup;
  };
  const changed = (tx: Tx, groupId: SkillGroupId): Promise<void> =>
    events.append(tx, { type: 'skill_group_changed', subjectId: groupId, payload: { groupId } });

  const setMembers = async (tx: Tx, groupId: SkillGroupId, members: CreateSkillGroup['members']): Promise<void> => {
    const before = (await repo.members(tx, { groupId })).map(({ agentId, level }) => ({ id: agentId, level }));
    const after = withoutDoubles(members.map(({ agentId, level }) => ({ id: agentId, level })));
    await repo.removeMembers(tx, { groupId });
    await repo.insertMembers(
      tx,
      after.map(({ id, level }, position) => ({ groupId, agentId: id, level, position })),
    );
    await agents.touchAgents(tx, changedIds(before, after));
  };

  /** No overflow to itself, in a circle, or to a group that is gone. Memberships are locked, so nobody closes a circle meanwhile. */
  const mustLeadSomewhere = async (tx: Tx, groupId: SkillGroupId): Promise<void> => {
    const all = await repo.overflows(tx);
    const group = all.find((one) => one.id === groupId);
    const wrong = group && overflowProblem(group, all);
    if (wrong)
      throw new DomainError('skill_group_overflow_invalid', {
        ...wrong,
        fields: { 'limits.overflow': `${wrong.problem}: ${wrong.path.join(' › ')}` },
      });
    const circle = group?.overflowTo ? await deps.circleThroughRules?.(tx) : null;
    if (circle)
      throw new DomainError('skill_group_overflow_invalid', {
        ...{ problem: 'cycle', rule: circle.rule, path: circle.path.split(' › ') },
        fields: { 'limits.overflow': `cycle: ${circle.path} (${circle.rule})` },
      });
  };

  return {
    /** Throws skill_group_not_found. */
    getGroup,
    findGroup: (db: Db, groupId: SkillGroupId): Promise<SkillGroupRow | undefined> => repo.find(db, groupId),
    groupsOfAgent: async (db: Db, agentId: AgentId): Promise<{ groupId: SkillGroupId; level: number }[]> =>
      (await repo.members(db, { agentIds: [agentId] })).map(({ groupId, level }) => ({ groupId, level })),
    listGroups: async (db: Db): Promise<SkillGroup[]> =>
      withMembers(db, await repo.list(db), await repo.members(db, 'all')),
    /** All groups with their members' levels and without names. */
    listForRouting: async (db: Db): Promise<RoutingGroup[]> => {
      const grouped = byGroup(await repo.members(db, 'all'));
      return (await repo.list(db)).map((group) => ({
        ...group,
        members: (grouped.get(group.id) ?? []).map(({ agentId, level }) => ({ agentId, level })),
      }));
    },

    /** Throws skill_group_name_taken, skill_group_overflow_invalid, agent_not_found. */
    createGroup: async (tx: Tx, input: CreateSkillGroup): Promise<SkillGroup> => {
      const groupId = makeId() as SkillGroupId;
      await repo.lockMemberships(tx);
      const { name, strategy, defaultCapacity, comfort = [] } = input;
      await repo.insert(tx, {
        id: groupId,
        name,
        strategy,
        defaultCapacity,
        ...withHandlingDefaults(input),
        ...withFloorDefaults(input),
        ...withLimitDefaults(input),
        comfort,
        createdAt: clock.now(),
      });
      await mustLeadSomewhere(tx, groupId);
      await setMembers(tx, groupId, input.members);
      await changed(tx, groupId);
      return getGroup(tx, groupId);
    },

    /** Throws skill_group_not_found, version_conflict, skill_group_name_taken, skill_group_overflow_invalid, agent_not_found. */
    updateGroup: (groupId: SkillGroupId, input: UpdateSkillGroup): Promise<SkillGroup> =>
      transactions.run(async (tx) => {
        await repo.lockMemberships(tx);
        const before = await repo.lock(tx, groupId);
        if (!before) throw new DomainError('skill_group_not_found');
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        await repo.update(tx, groupId, input);
        if (input.limits) await mustLeadSomewhere(tx, groupId);
        if (input.members) await setMembers(tx, groupId, input.members);
        await changed(tx, groupId);
        return getGroup(tx, groupId);
      }),

    /** Hides the group for good; past contacts keep its name. Throws skill_group_not_found, skill_group_in_use. */
    deleteGroup: (groupId: SkillGroupId): Promise<void> =>
      transactions.run(async (tx) => {
        await repo.lockMemberships(tx);
        if (!(await repo.lock(tx, groupId))) throw new DomainError('skill_group_not_found');
        const members = await repo.members(tx, { groupId });
        const uses = [...(await repo.uses(tx, groupId)), ...((await deps.otherUses?.(tx, groupId)) ?? [])];
        if (uses.length > 0) throw new DomainError('skill_group_in_use', { uses });
        await repo.archive(tx, groupId, clock.now());
        await agents.touchAgents(
          tx,
          members.map((member) => member.agentId),
        );
        await changed(tx, groupId);
      }),
  };
};
export type SkillGroupService = ReturnType<typeof createSkillGroupService>;
