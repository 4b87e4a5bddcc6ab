/** Routing rules: conditions to a plan. The whole set is one versioned document; the first rule that matches decides. */
import { z } from 'zod';
import {
  AgentId,
  CalendarId,
  ChannelId,
  Instant,
  Language,
  LookupId,
  Medium,
  RoutingRuleId,
  SkillGroupId,
} from './ids.ts';
import { ChoiceStrategy } from './skill-group.ts';

/** 0: not a VIP; 9: the highest. */
export const VipLevel = z.number().int().min(0).max(9);
/** Name of a visitor attribute, as the page or the API gives it. */
export const AttributeName = z.string().regex(/^[a-z][a-z0-9_.]{0,39}$/i);
export const AttributeValue = z.union([z.string().max(200), z.number(), z.boolean()]);
export type AttributeValue = z.infer<typeof AttributeValue>;
export const VisitorAttributes = z
  .record(AttributeName, AttributeValue)
  .refine((all) => Object.keys(all).length <= 50, 'At most 50 attributes');
export type VisitorAttributes = z.infer<typeof VisitorAttributes>;
export const Tag = z.string().trim().toLowerCase().min(1).max(40);

const AttributeOperator = z.enum(['is', 'is_not', 'one_of', 'contains', 'at_least', 'at_most', 'present', 'absent']);
export type AttributeOperator = z.infer<typeof AttributeOperator>;

const Seconds = z.number().int().min(1).max(86_400);

/** All conditions of a rule must hold; none: the rule always fits. */
export const RuleCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('channel'), channelIds: z.array(ChannelId).min(1).max(100) }),
  z.strictObject({ kind: z.literal('medium'), media: z.array(Medium).min(1) }),
  z.strictObject({ kind: z.literal('vip'), min: VipLevel, max: VipLevel }),
  z.strictObject({
    kind: z.literal('attribute'),
    name: AttributeName,
    operator: AttributeOperator,
    /** `is`, `is_not`, `contains`, `at_least`, `at_most` take one, `one_of` any number, `present` and `absent` none. */
    values: z.array(AttributeValue).max(100),
  }),
  z.strictObject({ kind: z.literal('language'), languages: z.array(Language).min(1) }),
  /** Any of them. */
  z.strictObject({ kind: z.literal('tag'), tags: z.array(Tag).min(1).max(50) }),
  z.strictObject({ kind: z.literal('hours'), calendarId: CalendarId, open: z.boolean() }),
  /** `groupId` null: the group of the channel. */
  z.strictObject({
    kind: z.literal('queue_length'),
    groupId: SkillGroupId.nullable(),
    atLeast: z.number().int().min(1).max(100_000),
  }),
  z.strictObject({ kind: z.literal('longest_wait'), groupId: SkillGroupId.nullable(), atLeastSeconds: Seconds }),
  /** Somebody served this visitor before, within so many days. */
  z.strictObject({ kind: z.literal('served_before'), withinDays: z.number().int().min(1).max(3650) }),
]);
export type RuleCondition = z.infer<typeof RuleCondition>;

/** Where the name of a designated agent comes from. An attribute holds the agent's e-mail address or id. */
export const Designation = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), agentId: AgentId }),
  z.strictObject({ kind: z.literal('attribute'), name: AttributeName }),
  /** A table from the value of an attribute to an agent. */
  z.strictObject({
    kind: z.literal('mapping'),
    attribute: AttributeName,
    entries: z.array(z.strictObject({ value: AttributeValue, agentId: AgentId })).max(5000),
  }),
  /** The answer of a business system over REST; no answer in time: the next stage. */
  z.strictObject({ kind: z.literal('lookup'), lookupId: LookupId }),
]);
export type Designation = z.infer<typeof Designation>;

/** How long a stage is tried before the next; null (last one only): for ever. */
const patienceSeconds = Seconds.nullable();
const minLevel = z.number().int().min(1).max(5);

/** What is offered to the visitor while the search goes on, or instead of one. */
export const WaitOption = z.discriminatedUnion('kind', [
  /** Rung back by link or number when their turn comes; the place in line is kept. */
  z.strictObject({ kind: z.literal('callback') }),
  z.strictObject({ kind: z.literal('message') }),
  z.strictObject({
    kind: z.literal('address'),
    /** `tel:`, `sip:`, `mailto:` or `https:`. */
    address: z
      .string()
      .regex(/^(tel:|sips?:|mailto:|https:)\S+$/)
      .max(300),
    label: z.strictObject({ en: z.string().trim().min(1).max(80), zh: z.string().trim().min(1).max(80) }),
  }),
]);
export type WaitOption = z.infer<typeof WaitOption>;

export const RoutingStage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('designated_agent'), by: Designation, patienceSeconds }),
  z.strictObject({
    kind: z.literal('regular_agent'),
    choose: z.enum(['last_served', 'most_often']),
    withinDays: z.number().int().min(1).max(3650),
    patienceSeconds,
  }),
  /** Agents by name: a VIP's own. */
  z.strictObject({
    kind: z.literal('agents'),
    agentIds: z.array(AgentId).min(1).max(500),
    strategy: ChoiceStrategy,
    patienceSeconds,
  }),
  z.strictObject({
    kind: z.literal('skill_group'),
    /** In order: the first group with somebody free is asked. `groupId` null: the group of the channel. */
    groups: z
      .array(z.strictObject({ groupId: SkillGroupId.nullable(), minLevel }))
      .min(1)
      .max(50),
    /** null: each group's own. */
    strategy: ChoiceStrategy.nullable(),
    patienceSeconds,
  }),
  /** From here on the visitor is offered this too; the search of the stages before goes on. */
  z.strictObject({ kind: z.literal('offer'), options: z.array(WaitOption).min(1).max(3), patienceSeconds }),
  /** The entry ends here as overflowed and goes into the line of another group, keeping its time. */
  z.strictObject({ kind: z.literal('overflow'), groupId: SkillGroupId }),
]);
export type RoutingStage = z.infer<typeof RoutingStage>;
export const StageKind = z.enum([
  'designated_agent',
  'regular_agent',
  'agents',
  'skill_group',
  'offer',
  'overflow',
  /** A supervisor or an agent chose by hand. */
  'manual',
]);
export type StageKind = z.infer<typeof StageKind>;

/** 0 to 9; 0 is normal. */
export const QueuePriority = z.number().int().min(0).max(9);

export const RoutingRule = z
  .strictObject({
    id: RoutingRuleId,
    name: z.string().trim().min(1).max(80),
    enabled: z.boolean().default(true),
    when: z.array(RuleCondition).max(20),
    priority: QueuePriority,
    stages: z.array(RoutingStage).min(1).max(20),
    /** fall_through: these stages come first, then those of the next rule that matches. */
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: z.enum(['decide', 'fall_through']).default('decide'),
  })
  .meta({ id: 'RoutingRule' });
export type RoutingRule = z.infer<typeof RoutingRule>;

/** The rules in force, or an earlier version of them. */
export const RuleSet = z
  .object({
    /** Counts up with every change put in force; 0: none was ever made. */
    version: z.number().int(),
    rules: z.array(RoutingRule),
    note: z.string(),
    createdAt: Instant,
    createdBy: z.string().nullable(),
  })
  .meta({ id: 'RuleSet' });
export type RuleSet = z.infer<typeof RuleSet>;

/** Puts a whole set in force. `version`: the one it was made from. */
export const PutRuleSet = z.strictObject({
  version: z.number().int().min(0),
  rules: z.array(RoutingRule).max(200),
  note: z.string().trim().max(500).default(''),
});
export type PutRuleSet = z.infer<typeof PutRuleSet>;

/** A visitor as the rules see one; for "who would get this?". */
export const MadeUpVisitor = z.strictObject({
  channelId: ChannelId,
  medium: Medium,
  language: Language.default('en'),
  vipLevel: VipLevel.default(0),
  attributes: VisitorAttributes.default({}),
  tags: z.array(Tag).max(50).default([]),
  /** Whoever served this visitor before, newest first. */
  servedBy: z.array(AgentId).max(20).default([]),
  /** null: now. */
  at: Instant.nullable().default(null),
});
export type MadeUpVisitor = z.infer<typeof MadeUpVisitor>;
