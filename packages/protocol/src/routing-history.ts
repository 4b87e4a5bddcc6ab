/** Why this agent: everything that happened to a conversation on its way through the lines. */
import { z } from 'zod';
import { AgentId, ConversationId, Instant, Medium, OfferId, QueueEntryId, SkillGroupId } from './ids.ts';
import { DeclineReason, OfferState, RoutingReason } from './queue.ts';
import { StageKind, WaitOption } from './routing-rule.ts';

/** One stage of the plan, with names instead of ids. */
export const PlannedStage = z.object({
  kind: StageKind,
  groups: z.array(z.object({ name: z.string(), minLevel: z.number().int() })),
  agents: z.array(z.string()),
  /** The other ways it offers. */
  options: z.array(WaitOption),
  /** How long it is tried before the next one; null: nothing comes after it, so it never ends by time. */
  patienceSeconds: z.number().nullable(),
  /** Of other ways: how long after the visitor came into the line they are offered. Null for everything else. */
  afterSeconds: z.number().nullable(),
});
export type PlannedStage = z.infer<typeof PlannedStage>;

/** What happened, for people to read. Unknown kinds are shown as they are: more may come. */
export const RoutingStep = z.object({
  at: Instant,
  kind: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type RoutingStep = z.infer<typeof RoutingStep>;

export const AskedAgent = z.object({
  offerId: OfferId,
  agentId: AgentId,
  agentName: z.string(),
  state: OfferState,
  offeredAt: Instant,
  endedAt: Instant.nullable(),
  /** Why they did not take it, where they said so. */
  declineReason: DeclineReason.nullable(),
  declineNote: z.string().nullable(),
  reason: RoutingReason,
});
export type AskedAgent = z.infer<typeof AskedAgent>;

export const RoutedEntry = z.object({
  id: QueueEntryId,
  groupId: SkillGroupId,
  groupName: z.string(),
  medium: Medium,
  state: z.enum(['waiting', 'ringing', 'served', 'abandoned', 'overflowed', 'expired']),
  priority: z.number().int(),
  rule: z.string(),
  ruleVersion: z.number().int().nullable(),
  plan: z.array(PlannedStage),
  /** 1-based. */
  stage: z.number().int(),
  enqueuedAt: Instant,
  enteredAt: Instant,
  endedAt: Instant.nullable(),
  servedBy: z.string().nullable(),
  offers: z.array(AskedAgent),
  steps: z.array(RoutingStep),
});
export type RoutedEntry = z.infer<typeof RoutedEntry>;

export const RoutingHistory = z
  .object({ conversationId: ConversationId, entries: z.array(RoutedEntry) })
  .meta({ id: 'RoutingHistory' });
export type RoutingHistory = z.infer<typeof RoutingHistory>;
