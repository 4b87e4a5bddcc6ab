import { z } from 'zod';
import { Capacity } from './capacity.ts';
import { AgentId, Instant, Language, SkillGroupId } from './ids.ts';

/** `agent` serves; `supervisor` also watches and reviews; `administrator` also edits channels, groups and people. */
export const AgentRole = z.enum(['agent', 'supervisor', 'administrator']);
export type AgentRole = z.infer<typeof AgentRole>;

export const SkillLevel = z.number().int().min(1).max(5);

export const Agent = z
  .object({
    id: AgentId,
    email: z.email(),
    displayName: z.string(),
    role: AgentRole,
    language: Language,
    /** The agent's own; null: what the groups or the deployment say. */
    capacity: Capacity.nullable(),
    groups: z.array(z.object({ groupId: SkillGroupId, level: SkillLevel })),
    demo: z.boolean(),
    disabledAt: Instant.nullable(),
    createdAt: Instant,
    version: z.number().int(),
  })
  .meta({ id: 'Agent' });
export type Agent = z.infer<typeof Agent>;

export const Password = z.string().min(10).max(200);

const groups = z.array(z.strictObject({ groupId: SkillGroupId, level: SkillLevel })).max(100);
export const CreateAgent = z.strictObject({
  email: z.email().max(200),
  displayName: z.string().trim().min(1).max(80),
  role: AgentRole,
  language: Language.default('en'),
  capacity: Capacity.nullable().default(null),
  groups: groups.default([]),
  password: Password,
});
export type CreateAgent = z.infer<typeof CreateAgent>;

export const UpdateAgent = z.strictObject({
  version: z.number().int(),
  email: z.email().max(200).optional(),
  displayName: z.string().trim().min(1).max(80).optional(),
  role: AgentRole.optional(),
  language: Language.optional(),
  capacity: Capacity.nullable().optional(),
  groups: groups.optional(),
  disabled: z.boolean().optional(),
  password: Password.optional(),
});
export type UpdateAgent = z.infer<typeof UpdateAgent>;

export const SignIn = z.strictObject({
  email: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(200),
});
/** Own profile changes that need no administrator. */
export const UpdateMe = z.strictObject({ language: Language.optional() });
