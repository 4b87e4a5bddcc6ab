/** "Who would get this?": a made-up visitor, the rules read one by one, and the decision on the world as it is. */
import { z } from 'zod';
import { AgentId, Instant, RoutingRuleId, SkillGroupId } from './ids.ts';
import { ConsideredAgent, RoutingReason, WaitReason } from './queue.ts';
import {
  AttributeValue,
  MadeUpVisitor,
  QueuePriority,
  RoutingRule,
  RuleCondition,
  WaitOption,
} from './routing-rule.ts';

export const TryRules = z.strictObject({
  /** A draft; null: the rules in force. */
  rules: z.array(RoutingRule).max(200).nullable().default(null),
  visitor: MadeUpVisitor,
});
export type TryRules = z.infer<typeof TryRules>;

/** What a condition looked at. Hours: true is open. Waits are in seconds. */
export const ActualValue = z.union([AttributeValue, z.array(z.string())]).nullable();
export type ActualValue = z.infer<typeof ActualValue>;

export const TriedRule = z.object({
  ruleId: RoutingRuleId,
  name: z.string(),
  /** decides: its stages end the plan; adds: its stages come first, reading goes on; not_read: another rule has decided. */
  verdict: z.enum(['decides', 'adds', 'does_not_fit', 'not_read', 'off']),
  /** The first condition that does not hold, 0-based. */
  failed: z.object({ index: z.number().int(), condition: RuleCondition, actual: ActualValue }).nullable(),
});
export type TriedRule = z.infer<typeof TriedRule>;

/** What keeps a stage from having anybody. */
export const StageGap = z.enum([
  /** Nobody is named: no attribute, no mapping, nobody served this visitor. */
  'nobody_named',
  /** A business system would be asked; a trial does not ask it. */
  'asks_system',
]);

export const TriedStage = z.object({
  kind: z.enum(['designated_agent', 'regular_agent', 'agents', 'skill_group', 'offer', 'overflow']),
  /** The rule it comes from; null: the group of the channel behind every list. */
  ruleName: z.string().nullable(),
  agents: z.array(z.object({ agentId: AgentId, displayName: z.string() })),
  groups: z.array(z.object({ groupId: SkillGroupId, name: z.string(), minLevel: z.number().int() })),
  options: z.array(WaitOption),
  /** Seconds of waiting at which it begins and ends by time alone; null: never. */
  fromSeconds: z.number().int(),
  untilSeconds: z.number().int().nullable(),
  gap: StageGap.nullable(),
  /** How many could take the contact now. */
  fits: z.number().int(),
  considered: z.array(ConsideredAgent),
});
export type TriedStage = z.infer<typeof TriedStage>;

export const TriedDecision = z.object({
  kind: z.enum(['offer', 'wait', 'overflow', 'expire']),
  /** 0-based. */
  stage: z.number().int(),
  agent: z.object({ agentId: AgentId, displayName: z.string() }).nullable(),
  /** The group that was asked or that takes over. */
  groupName: z.string().nullable(),
  /** Why nobody is asked now; see the words of the waiting reasons. */
  waits: WaitReason.nullable(),
  /** Looked at again after so many seconds of waiting, when time alone may change something. */
  againAfterSeconds: z.number().int().nullable(),
  /** With everybody who was considered; null unless somebody is asked. */
  reason: RoutingReason.nullable(),
  /** Contacts that wait already and would be served before this one. */
  ahead: z.number().int(),
});
export type TriedDecision = z.infer<typeof TriedDecision>;

export const RuleTrial = z
  .object({
    at: Instant,
    /** null: a draft was tried. */
    ruleVersion: z.number().int().nullable(),
    rules: z.array(TriedRule),
    /** Names of the rules whose stages the plan has, joined for people. */
    rule: z.string(),
    priority: QueuePriority,
    stages: z.array(TriedStage),
    decision: TriedDecision,
  })
  .meta({ id: 'RuleTrial' });
export type RuleTrial = z.infer<typeof RuleTrial>;
