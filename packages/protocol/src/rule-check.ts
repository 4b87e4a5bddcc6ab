/** What can be wrong with a set of rules: problems with their place, and a set as a file. */
import { z } from 'zod';
import { AgentId, CalendarId, ChannelId, Instant, LookupId, SkillGroupId } from './ids.ts';
import { RoutingRule, RuleSet } from './routing-rule.ts';

export const RuleProblemCode = z.enum([
  /** A value that does not belong there at all; `found` says what was expected. */
  'malformed',
  'unknown_group',
  'unknown_agent',
  'unknown_channel',
  'unknown_calendar',
  'unknown_lookup',
  'no_stages',
  /** A stage without an end hides the stages after it. */
  'endless_stage',
  /** All stages may be passed over and nothing stands at the end: a contact could wait for nobody. */
  'only_falls_through',
  /** The lower VIP level is above the higher one. */
  'vip_range',
  /** The operator takes another number of values. */
  'value_count',
  /** The operator compares numbers. */
  'value_type',
  'empty_mapping',
  /** The same value stands in a mapping twice. */
  'duplicate_value',
  'duplicate_id',
  'duplicate_name',
  'overflow_not_last',
  /** Overflows lead back to where they came from. */
  'overflow_cycle',
  /** The calendar of an "open" condition never opens. */
  'hours_never_open',
  /** A rule before it decides about everybody. */
  'never_reached',
  /** Nobody is a member of the group. */
  'empty_group',
  /** The account is disabled. */
  'disabled_agent',
]);
export type RuleProblemCode = z.infer<typeof RuleProblemCode>;

export const RuleProblem = z
  .object({
    /** `rules[2].stages[1].groups[0].groupId` */
    place: z.string(),
    code: RuleProblemCode,
    /** An `error` keeps the set from being put in force; a `warning` does not. */
    severity: z.enum(['error', 'warning']),
    /** The value that is wrong, or the names along a cycle, for people; null where there is none. */
    found: z.string().nullable(),
  })
  .meta({ id: 'RuleProblem' });
export type RuleProblem = z.infer<typeof RuleProblem>;

export const RuleCheck = z.object({ problems: z.array(RuleProblem) }).meta({ id: 'RuleCheck' });
export type RuleCheck = z.infer<typeof RuleCheck>;

/** One line of the history of rule sets. */
export const RuleSetVersion = RuleSet.omit({ rules: true }).extend({ ruleCount: z.number().int() }).meta({
  id: 'RuleSetVersion',
});
export type RuleSetVersion = z.infer<typeof RuleSetVersion>;

/** How many contacts each rule took. A contact whose plan comes from several rules counts for each of them. */
export const RuleCounts = z
  .object({
    since: Instant,
    counts: z.array(z.object({ ruleId: z.string(), entries: z.number().int() })),
    /** Contacts that went by the group of the channel alone. */
    channelGroup: z.number().int(),
  })
  .meta({ id: 'RuleCounts' });
export type RuleCounts = z.infer<typeof RuleCounts>;

const named = z.record(z.string(), z.string());

/** What `names` maps ids to: the name, for agents the e-mail address, for channels the key. */
export const RuleNames = z.strictObject({
  groups: named.default({}),
  agents: named.default({}),
  channels: named.default({}),
  calendars: named.default({}),
  lookups: named.default({}),
});
export type RuleNames = z.infer<typeof RuleNames>;

/** Rules as a file: readable, and to be imported elsewhere, where ids are others and names are the same. */
export const RuleDocument = z
  .strictObject({
    kind: z.literal('visavis-routing-rules'),
    format: z.literal(1),
    exportedAt: Instant,
    version: z.number().int(),
    rules: z.array(RoutingRule).max(200),
    names: RuleNames,
  })
  .meta({ id: 'RuleDocument' });
export type RuleDocument = z.infer<typeof RuleDocument>;

/** The file is looked at whatever it is: what is wrong with it comes back as problems. */
export const ImportRules = z.strictObject({
  document: z.unknown(),
  /** True: only say what would happen. */
  dryRun: z.boolean().default(false),
  /** The version in force this import replaces. */
  version: z.number().int().min(0),
});
export type ImportRules = z.infer<typeof ImportRules>;

export const ImportedRules = z
  .object({
    /** null when nothing was put in force: a dry run, or there are errors. */
    ruleSet: RuleSet.nullable(),
    /** With ids of this deployment; empty when the file could not be read. */
    rules: z.array(RoutingRule),
    /** Ids of the file that were unknown here and found by name. */
    matched: z.array(
      z.object({
        kind: z.enum(['group', 'agent', 'channel', 'calendar', 'lookup']),
        name: z.string(),
        from: z.string(),
        to: z.union([SkillGroupId, AgentId, ChannelId, CalendarId, LookupId]),
      }),
    ),
    problems: z.array(RuleProblem),
  })
  .meta({ id: 'ImportedRules' });
export type ImportedRules = z.infer<typeof ImportedRules>;
