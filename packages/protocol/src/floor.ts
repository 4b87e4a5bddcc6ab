/** The supervisor's floor: what is going on right now, and how the day has been. */
import { z } from 'zod';
import { SkillLevel } from './agent.ts';
import { Alarm } from './alarm.ts';
import { Loads } from './capacity.ts';
import { AgentId, BreakReasonId, ConversationId, Instant, Medium, SkillGroupId, VisitorId } from './ids.ts';
import { ChosenPresence, LocalName } from './presence.ts';
import { QueueEntry } from './queue.ts';
import { VipLevel } from './routing-rule.ts';
import { ServiceLevelTarget } from './skill-group-floor.ts';

/**
 * What an agent is at. `online` of the presence is told apart: free, in a contact, or `ringing`: nothing in hand yet, but something rings.
 * Every number of agents on the floor counts these.
 */
export const AgentActivity = z.enum([
  'free',
  'ringing',
  'in_contact',
  'busy',
  'wrap_up',
  'break',
  'not_responding',
  'offline',
]);
export type AgentActivity = z.infer<typeof AgentActivity>;

/** A conversation that runs. */
export const FloorWork = z.object({
  conversationId: ConversationId,
  visitorId: VisitorId,
  visitorName: z.string().nullable(),
  vipLevel: VipLevel,
  /** The running call's, else text. */
  medium: Medium,
  groupId: SkillGroupId.nullable(),
  /** Since when this agent has it. */
  since: Instant,
});
export type FloorWork = z.infer<typeof FloorWork>;

export const FloorAgent = z
  .object({
    agentId: AgentId,
    displayName: z.string(),
    activity: AgentActivity,
    /** Of a break, where one was chosen. */
    reason: z.object({ id: BreakReasonId, name: LocalName }).nullable(),
    /** "After this one": what takes effect when the work at hand is finished. Nothing new comes meanwhile. */
    next: z
      .object({ state: ChosenPresence, reason: z.object({ id: BreakReasonId, name: LocalName }).nullable() })
      .nullable(),
    /** Since when the activity lasts: free since the last contact ended; in contact: online since, as each contact says its own. */
    since: Instant,
    /** Offers and contacts of colleagues that ring at this agent right now, whatever else they are at. */
    ringing: z.number().int(),
    /** Colleagues whose contact this agent is consulted about; they are in contact, though it is not theirs. */
    consulted: z.number().int(),
    loads: Loads,
    /** How many texts at once; 0 for somebody who was never online. */
    textLimit: z.number().int(),
    work: z.array(FloorWork),
    groups: z.array(z.object({ groupId: SkillGroupId, level: SkillLevel })),
  })
  .meta({ id: 'FloorAgent' });
export type FloorAgent = z.infer<typeof FloorAgent>;

/**
 * Waits in this group that ended today, each from the moment it came into this line. Service level = answeredInTime / (answered + late): whoever gave up before the target
 * counts neither way, whoever gave up, was sent on or ran out after it counts as not answered in time.
 */
export const FloorDay = z.object({
  answered: z.number().int(),
  answeredInTime: z.number().int(),
  /** All who left without an answer, however early. */
  abandoned: z.number().int(),
  /** Abandoned, overflowed or expired after the target. */
  late: z.number().int(),
  /** Whole percent, rounded down; null before anything counted. */
  serviceLevelPercent: z.number().int().nullable(),
});
export type FloorDay = z.infer<typeof FloorDay>;

export const FloorGroup = z
  .object({
    groupId: SkillGroupId,
    name: z.string(),
    /** Everybody without an agent yet, those who ring included. */
    waiting: z.number().int(),
    ringing: z.number().int(),
    byMedium: z.object({ text: z.number().int(), voice: z.number().int(), video: z.number().int() }),
    /** How many of those who wait are to be rung back: nobody sits before a page. */
    callbacks: z.number().int(),
    /** Since when the one who waits longest has waited; callbacks are not counted. */
    oldestAt: Instant.nullable(),
    /** Who that is, wherever they stand in line. */
    oldest: z.object({ visitorId: VisitorId, visitorName: z.string().nullable() }).nullable(),
    serviceLevel: ServiceLevelTarget,
    allowPick: z.boolean(),
    today: FloorDay,
    /** Members by what they are at. */
    agents: z.record(AgentActivity, z.number().int()),
  })
  .meta({ id: 'FloorGroup' });
export type FloorGroup = z.infer<typeof FloorGroup>;

/** How many of each group's line the board shows, the next to be served first. */
export const floorEntriesPerGroup = 20;

export const FloorBoard = z
  .object({
    at: Instant,
    /** Grows by one with every change told; a gap means: watch again. */
    revision: z.number().int(),
    groups: z.array(FloorGroup),
    /** Everybody in a group, and everybody who is there. */
    agents: z.array(FloorAgent),
    entries: z.array(QueueEntry),
    /** Those that are open. */
    alarms: z.array(Alarm),
  })
  .meta({ id: 'FloorBoard' });
export type FloorBoard = z.infer<typeof FloorBoard>;

/** What has changed since the revision before. */
export const FloorChange = z.object({
  at: Instant,
  revision: z.number().int(),
  /** All of them, or null when none has changed. */
  groups: z.array(FloorGroup).nullable(),
  agents: z.array(FloorAgent),
  gone: z.array(AgentId),
  /** All of them, or null when none has changed. */
  entries: z.array(QueueEntry).nullable(),
  alarms: z.array(Alarm).nullable(),
});
export type FloorChange = z.infer<typeof FloorChange>;

/** What a supervisor did to an agent. */
export const AgentChange = z
  .object({
    at: Instant,
    byName: z.string(),
    change: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('state'), from: z.string(), to: z.string() }),
      z.object({
        kind: z.literal('groups'),
        from: z.array(z.object({ name: z.string(), level: SkillLevel })),
        to: z.array(z.object({ name: z.string(), level: SkillLevel })),
      }),
    ]),
  })
  .meta({ id: 'AgentChange' });
export type AgentChange = z.infer<typeof AgentChange>;
