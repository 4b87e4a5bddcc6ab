/** Why this conversation is at me: for whoever has it or is consulted about it. Who else there was is for supervisors only. */
import { z } from 'zod';
import { AgentId, ConversationId, Instant } from './ids.ts';
import { RoutingReason } from './queue.ts';
import { TransferMode } from './transfer.ts';

/** One time the router, or somebody by hand, gave it to the agent who asks. */
export const OwnReason = RoutingReason.pick({
  rule: true,
  ruleVersion: true,
  stage: true,
  stageKind: true,
  groupName: true,
  minLevel: true,
  strategy: true,
}).extend({
  /** When it was offered. */
  at: Instant,
  /** The supervisor who gave it by hand; null where the agent took it out of the line, or the router chose. */
  assignedBy: z.string().nullable(),
});
export type OwnReason = z.infer<typeof OwnReason>;

const person = z.object({ agentId: AgentId, displayName: z.string() });

/** Somebody handed it over, or consults somebody right now. */
export const HandOver = z.object({
  /** When it was handed over; of a consultation that lasts: since when somebody was looked for. */
  at: Instant,
  state: z.enum(['consulting', 'completed']),
  mode: TransferMode,
  target: z.enum(['agent', 'skill_group', 'rules']),
  from: person,
  to: person,
  /** The group it was handed to; null where it went to a person or by the rules. */
  groupName: z.string().nullable(),
  /** The rule that found the colleague; null where it went to a person or a group. */
  rule: z.string().nullable(),
  ruleVersion: z.number().int().nullable(),
  note: z.string().nullable(),
});
export type HandOver = z.infer<typeof HandOver>;

export const OwnRouting = z
  .object({
    conversationId: ConversationId,
    /** Oldest first, as are the hand-overs. */
    reasons: z.array(OwnReason),
    handOvers: z.array(HandOver),
  })
  .meta({ id: 'OwnRouting' });
export type OwnRouting = z.infer<typeof OwnRouting>;
