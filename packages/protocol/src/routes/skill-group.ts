import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { SkillGroupId } from '../ids.ts';
import { CreateSkillGroup, SkillGroup, UpdateSkillGroup } from '../skill-group.ts';

const params = z.strictObject({ groupId: SkillGroupId });
const one = z.object({ group: SkillGroup });

export const skillGroupRoutes = defineRoutes({
  listSkillGroups: {
    method: 'GET',
    path: '/api/v1/skill-groups',
    audience: 'agent',
    tag: 'skill groups',
    summary: 'All skill groups',
    response: z.object({ groups: z.array(SkillGroup) }),
    errors: [],
  },
  createSkillGroup: {
    method: 'POST',
    path: '/api/v1/skill-groups',
    audience: 'administrator',
    tag: 'skill groups',
    summary: 'Create a skill group',
    body: CreateSkillGroup,
    response: one,
    errors: ['skill_group_name_taken', 'agent_not_found'],
  },
  updateSkillGroup: {
    method: 'PATCH',
    path: '/api/v1/skill-groups/:groupId',
    audience: 'administrator',
    tag: 'skill groups',
    summary: 'Change a skill group',
    params,
    body: UpdateSkillGroup,
    response: one,
    errors: ['skill_group_not_found', 'skill_group_name_taken', 'agent_not_found', 'version_conflict'],
  },
  deleteSkillGroup: {
    method: 'DELETE',
    path: '/api/v1/skill-groups/:groupId',
    audience: 'administrator',
    tag: 'skill groups',
    summary: 'Delete a skill group no channel uses',
    params,
    response: null,
    errors: ['skill_group_not_found', 'skill_group_in_use'],
  },
});
