/** What a supervisor does by hand, and what an agent takes out of the line. */
import { z } from 'zod';
import { SkillLevel } from './agent.ts';
import { Call } from './call.ts';
import { Conversation } from './conversation.ts';
import { AgentId, SkillGroupId } from './ids.ts';
import { ChosenPresence } from './presence.ts';

export const AssignEntry = z.strictObject({ agentId: AgentId });
/** `served`: the group gives its texts without ringing, the agent has it already. */
export const AssignedEntry = z.object({ state: z.enum(['ringing', 'served']), agentId: AgentId });
export type AssignedEntry = z.infer<typeof AssignedEntry>;

/** To the front, or another priority: 0 is normal, 9 the highest. */
export const MoveEntry = z
  .strictObject({ front: z.literal(true).optional(), priority: z.number().int().min(0).max(9).optional() })
  .refine((move) => (move.front === undefined) !== (move.priority === undefined), 'either front or a priority');
export type MoveEntry = z.infer<typeof MoveEntry>;
export const MovedEntry = z.object({ priority: z.number().int() });

export const PullBack = z.strictObject({
  /** The agent it is taken from may get it again; otherwise they are never asked about it. */
  mayComeBack: z.boolean().default(false),
});

export const TakenContact = z.object({ conversation: Conversation, call: Call.nullable() });

export const SetAgentState = z.strictObject({ state: ChosenPresence });
export const SetAgentGroups = z.strictObject({
  /** Of the agent, as it was when the groups were looked at. */
  version: z.number().int(),
  groups: z.array(z.strictObject({ groupId: SkillGroupId, level: SkillLevel })).max(100),
});
export type SetAgentGroups = z.infer<typeof SetAgentGroups>;
