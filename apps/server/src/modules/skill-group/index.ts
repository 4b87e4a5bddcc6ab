/** Skill groups: sets of agents able to take a kind of request. Event: `skill_group_changed {groupId}`, also after deletion. */
import type { SkillGroupId } from '@visavis/protocol';
import type { CoreDeps, Events } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { createMembershipsService } from './memberships-service.ts';
import { createSkillGroupRepo, type GroupUse } from './skill-group-repo.ts';
import { createSkillGroupRoutes } from './skill-group-routes.ts';
import { createSkillGroupService, type GroupAgents } from './skill-group-service.ts';

export type { MembershipsService } from './memberships-service.ts';
export type { GroupUse } from './skill-group-repo.ts';
export type { GroupAgents, RoutingGroup, SkillGroupService } from './skill-group-service.ts';

export interface SkillGroupDeps extends CoreDeps {
  readonly db: Db;
  readonly agents: GroupAgents;
  /** Who else names groups. */
  readonly otherUses?: (tx: Tx, groupId: SkillGroupId) => Promise<readonly GroupUse[]>;
  /** Where the overflows of rules and groups together lead round in a circle; null: nowhere. */
  readonly circleThroughRules?: (tx: Tx) => Promise<{ readonly rule: string; readonly path: string } | null>;
}

/** The agents' side of membership; made first, because accounts need it and groups need accounts. */
export const createMemberships = (events: Events) => createMembershipsService(createSkillGroupRepo(), events);

export const createSkillGroup = (deps: SkillGroupDeps) => {
  const service = createSkillGroupService({ ...deps, repo: createSkillGroupRepo() });
  const { db, transactions } = deps;
  return { service, routes: createSkillGroupRoutes({ db, transactions, service }) };
};
