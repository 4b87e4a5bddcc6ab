/** What a routing simulation is asked and what it answers. The live decision function runs in simulated time. */
import { z } from 'zod';
import { Capacity } from './capacity.ts';
import { AgentId, ChannelId, Language, Medium, SkillGroupId } from './ids.ts';
import { AttributeName, AttributeValue, RoutingRule, Tag, VipLevel } from './routing-rule.ts';
import { ChoiceStrategy } from './skill-group.ts';

const seconds = z.number().positive().max(86_400);
/** A random duration. `lognormal` by its own mean and standard deviation. */
export const Duration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('exponential'), meanSeconds: seconds }),
  z.strictObject({ kind: z.literal('lognormal'), meanSeconds: seconds, sdSeconds: seconds }),
  z.strictObject({ kind: z.literal('fixed'), seconds }),
]);
export type Duration = z.infer<typeof Duration>;

const name = z.string().trim().min(1).max(80);

const ServedBefore = z.strictObject({ agentId: AgentId, daysAgo: z.number().min(0) });

/** Contacts of one kind. Calls an hour: one number, or one per hour of the day from midnight. */
export const ArrivalStream = z.strictObject({
  name,
  /** For rules that look at the channel; null: none of them. */
  channelId: ChannelId.nullable().default(null),
  /** The group of the channel they come in by. */
  groupId: SkillGroupId,
  medium: Medium,
  perHour: z.union([z.number().min(0).max(100_000), z.array(z.number().min(0).max(100_000)).length(24)]),
  handling: Duration,
  /** How long somebody waits before giving up; null: for ever. */
  patience: Duration.nullable().default(null),
  language: Language.default('en'),
  vipLevel: VipLevel.default(0),
  attributes: z.record(AttributeName, AttributeValue).default({}),
  tags: z.array(Tag).max(50).default([]),
  /** Share of contacts that come from a fixed crowd of so many people who come again; the others are new. */
  returning: z
    .strictObject({
      share: z.number().min(0).max(1),
      people: z.number().int().min(1).max(1_000_000),
      /** By whom and how long before their first contact here some of the crowd were served, newest first; others like them. */
      servedBefore: z.array(z.array(ServedBefore).max(20)).max(1_000).default([]),
    })
    .nullable()
    .default(null),
});
export type ArrivalStream = z.infer<typeof ArrivalStream>;

export const SimulatedAgents = z.strictObject({
  name,
  /** A real agent, so that rules that name them find them; null: made up. Only for one. */
  agentId: AgentId.nullable().default(null),
  /** So many of the same kind; their names are numbered. */
  count: z.number().int().min(1).max(2_000).default(1),
  groups: z.array(z.strictObject({ groupId: SkillGroupId, level: z.number().int().min(1).max(5) })).min(1),
  /** null: the deployment's default. */
  capacity: Capacity.nullable().default(null),
  /** Hours of the day they work, from midnight; null: always. */
  shift: z
    .strictObject({ fromHour: z.number().min(0).max(24), toHour: z.number().min(0).max(24) })
    .nullable()
    .default(null),
});
export type SimulatedAgents = z.infer<typeof SimulatedAgents>;

export const SimulatedGroup = z.strictObject({ id: SkillGroupId, name, strategy: ChoiceStrategy });

/** Everything but where contacts come from. */
const run = {
  name,
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
  /** Simulated time that counts. Before it runs `warmUpMinutes`, which does not. */
  hours: z
    .number()
    .positive()
    .max(24 * 366),
  warmUpMinutes: z
    .number()
    .min(0)
    .max(24 * 60)
    .default(60),
  /** The service level counts contacts answered within this time. */
  targetSeconds: z.number().int().min(1).max(3_600).default(20),
  /** Share of visitors who take a callback when they are offered one. */
  callbackShare: z.number().min(0).max(1).default(0.5),
  groups: z.array(SimulatedGroup).min(1).max(200),
  agents: z.array(SimulatedAgents).min(1).max(2_000),
  /** Compared side by side on the very same contacts. */
  ruleSets: z
    .array(z.strictObject({ name, rules: z.array(RoutingRule).max(200) }))
    .min(1)
    .max(6),
};
export const Scenario = z
  .strictObject({ ...run, arrivals: z.array(ArrivalStream).min(1).max(1_000) })
  .meta({ id: 'Scenario' });
export type Scenario = z.infer<typeof Scenario>;

/** Seconds, shares from 0 to 1. null where there is nothing to count. */
export const SimulatedFigures = z.object({
  contacts: z.number().int(),
  served: z.number().int(),
  abandoned: z.number().int(),
  overflowed: z.number().int(),
  expired: z.number().int(),
  /** Still waiting at the end. */
  unfinished: z.number().int(),
  callbacks: z.number().int(),
  meanWait: z.number().nullable(),
  /** Half width of the 99 % confidence interval of the mean wait, by batch means. */
  meanWaitError: z.number().nullable(),
  medianWait: z.number().nullable(),
  p90Wait: z.number().nullable(),
  p95Wait: z.number().nullable().default(null),
  maxWait: z.number().nullable(),
  /** The service level as the floor counts it: answered in time, of those answered and those who waited longer in vain. */
  inTarget: z.number().nullable(),
  inTargetError: z.number().nullable(),
  /** Answered by the agent who served them last, of those served before. */
  sameAgent: z.number().nullable(),
  /** Mean level of the agents who served. */
  meanLevel: z.number().nullable(),
});
export type SimulatedFigures = z.infer<typeof SimulatedFigures>;

export const RuleSetReport = z.object({
  name,
  all: SimulatedFigures,
  groups: z.array(SimulatedFigures.extend({ id: SkillGroupId, name })),
  /** Share of their time that agents were in contact. */
  occupancy: z.object({ mean: z.number(), least: z.number(), most: z.number() }),
  /** Jain's index of the agents' occupancy: 1 when all work the same. */
  fairness: z.number(),
  /** Each agent, in the order of the scenario. */
  agents: z.array(z.object({ name: z.string(), occupancy: z.number(), served: z.number().int() })).default([]),
  /** Of all contacts, those who were answered after waiting so long or less. */
  answeredWithin: z.array(z.object({ seconds: z.number(), share: z.number() })).default([]),
});
export type RuleSetReport = z.infer<typeof RuleSetReport>;

export const SimulationReport = z.object({
  targetSeconds: z.number(),
  hours: z.number(),
  agents: z.number().int(),
  ruleSets: z.array(RuleSetReport),
});
export type SimulationReport = z.infer<typeof SimulationReport>;
