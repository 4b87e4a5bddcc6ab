import { z } from 'zod';
import { SkillLevel } from './agent.ts';
import { ComfortMessages, NewComfortMessages } from './callback.ts';
import { Capacity } from './capacity.ts';
import { AgentId, Instant, SkillGroupId } from './ids.ts';
import { groupFloorChange, groupFloorFields } from './skill-group-floor.ts';
import { groupHandlingChange, groupHandlingFields } from './skill-group-handling.ts';
import { groupLimitChange, groupLimitFields } from './skill-group-limits.ts';

/**
 * How one of the eligible agents is chosen.
 * least_loaded: the highest share of free capacity, then the longest idle. longest_idle: nothing to do for the longest time.
 * round_robin: whose last contact is longest ago. most_skilled: the highest level, then least loaded.
 * sequence: always the first free one in the order of the members. random: by chance; the number is kept with the decision.
 */
export const ChoiceStrategy = z.enum([
  'least_loaded',
  'longest_idle',
  'round_robin',
  'most_skilled',
  'sequence',
  'random',
]);
export type ChoiceStrategy = z.infer<typeof ChoiceStrategy>;

export const SkillGroup = z
  .object({
    id: SkillGroupId,
    name: z.string(),
    strategy: ChoiceStrategy,
    ...groupHandlingFields,
    /** For members without a capacity of their own; null: the deployment's default. */
    defaultCapacity: Capacity.nullable(),
    /** Said one at a time to people who wait for this group. */
    comfort: ComfortMessages,
    members: z.array(z.object({ agentId: AgentId, displayName: z.string(), level: SkillLevel })),
    ...groupFloorFields,
    ...groupLimitFields,
    createdAt: Instant,
    version: z.number().int(),
  })
  .meta({ id: 'SkillGroup' });
export type SkillGroup = z.infer<typeof SkillGroup>;

const members = z.array(z.strictObject({ agentId: AgentId, level: SkillLevel })).max(5000);
export const CreateSkillGroup = z.strictObject({
  name: z.string().trim().min(1).max(80),
  strategy: ChoiceStrategy.default('least_loaded'),
  ...groupHandlingChange,
  defaultCapacity: Capacity.nullable().default(null),
  comfort: NewComfortMessages.optional(),
  members: members.default([]),
  ...groupFloorChange,
  ...groupLimitChange,
});
export type CreateSkillGroup = z.infer<typeof CreateSkillGroup>;

export const UpdateSkillGroup = z.strictObject({
  version: z.number().int(),
  name: z.string().trim().min(1).max(80).optional(),
  strategy: ChoiceStrategy.optional(),
  ...groupHandlingChange,
  defaultCapacity: Capacity.nullable().optional(),
  comfort: NewComfortMessages.optional(),
  members: members.optional(),
  ...groupFloorChange,
  ...groupLimitChange,
});
export type UpdateSkillGroup = z.infer<typeof UpdateSkillGroup>;
