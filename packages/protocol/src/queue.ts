import { z } from 'zod';
import { Attendance } from './attendance.ts';
import { OfferedCallback } from './callback.ts';
import {
  AgentId,
  ConversationId,
  Instant,
  Language,
  Medium,
  OfferId,
  QueueEntryId,
  SkillGroupId,
  VisitorId,
} from './ids.ts';
import { StageKind, VipLevel, WaitOption } from './routing-rule.ts';
import { ChoiceStrategy } from './skill-group.ts';

export const QueueEntryState = z.enum(['waiting', 'ringing']);
export type QueueEntryState = z.infer<typeof QueueEntryState>;

/** Who could take it has been asked already and did not take it. */
export const AskedAll = z.object({
  /** `again`: one of them is asked again; `further`: the next stage of the plan has its turn. */
  next: z.enum(['again', 'further']),
  /** When that is; null: only when somebody comes free. */
  at: Instant.nullable(),
});
export type AskedAll = z.infer<typeof AskedAll>;

/** One waiting conversation as agents see it. */
export const QueueEntry = z
  .object({
    id: QueueEntryId,
    conversationId: ConversationId,
    groupId: SkillGroupId,
    groupName: z.string(),
    /** Agents of the group may take it out of the line themselves. */
    allowPick: z.boolean(),
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    vipLevel: VipLevel,
    channelName: z.string(),
    language: Language,
    medium: Medium,
    priority: z.number().int(),
    state: QueueEntryState,
    /** At whom it rings, and since when; null while it does not. */
    ringing: z.object({ agentId: AgentId, agentName: z.string(), since: Instant }).nullable(),
    /** Null while it rings, and while there is somebody to ask or nobody who could come. */
    askedAll: AskedAll.nullable(),
    preview: z.string(),
    /** Its place in line goes by this. */
    enqueuedAt: Instant,
    /** Since when the visitor waits: since they came, or since they came back into the line from an agent. */
    waitingSince: Instant,
    /** 1 = next, counted inside the entry's group. */
    position: z.number().int(),
    /** To be rung back; `notBefore` null: when it is their turn. */
    callback: z.object({ notBefore: Instant.nullable(), attempts: z.number().int() }).nullable(),
  })
  .meta({ id: 'QueueEntry' });
export type QueueEntry = z.infer<typeof QueueEntry>;

/** What the visitor is told. `ringing`: an agent is being asked right now. */
export const QueuePlace = z
  .object({
    conversationId: ConversationId,
    state: QueueEntryState,
    position: z.number().int(),
    /** null when there is too little history for an honest guess. */
    estimateMs: z.number().int().nullable(),
    /** What the wait will most likely be, between these; null together with `estimateMs`. */
    estimateRangeMs: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
    /** Other ways the visitor may take meanwhile, or instead. */
    options: z.array(WaitOption),
    /** Is an agent looked for; false: only the options are left. */
    searching: z.boolean(),
    attendance: Attendance,
    /** Its place in line goes by this. */
    enqueuedAt: Instant,
    /** Since when the visitor waits: since they came, or since they came back into the line from an agent. */
    waitingSince: Instant,
  })
  .meta({ id: 'QueuePlace' });
export type QueuePlace = z.infer<typeof QueuePlace>;

/** Why an agent was or was not chosen; stored with the offer and shown to supervisors. */
export const ConsideredAgent = z.object({
  agentId: AgentId,
  displayName: z.string(),
  verdict: z.enum([
    'chosen',
    'eligible',
    'offline',
    'busy',
    'on_break',
    'wrap_up',
    'not_responding',
    'at_capacity',
    'in_call',
    'level_too_low',
    'declined_before',
    /** Would do, but a group (or agent) named earlier in the stage has somebody free. */
    'later_choice',
    /** Came online a moment ago: places open one after the other. */
    'ramping',
    /** Hands this contact over. */
    'excluded',
    /** Chose to go after the work at hand, and takes nothing new. */
    'leaving',
  ]),
  freePlaces: z.number().int(),
  capacity: z.number().int(),
  idleMs: z.number().int().nullable(),
});
export type ConsideredAgent = z.infer<typeof ConsideredAgent>;

/** Why nobody is asked at a stage. */
export const WaitReason = z.enum([
  /** The plan names a group that is gone or has no members, or an agent nobody knows. */
  'no_members',
  'nobody_online',
  'no_free_place',
  /** All who could take it did not; they are asked again after a pause. */
  'asked_already',
  /** Whoever could come is never asked: it was taken back from them, or they hand it over themselves. */
  'taken_back',
  /** Whoever could come takes nothing new: they go after the work at hand. */
  'leaving',
  /** The page of a voice or video caller is not there at present. */
  'visitor_away',
  /** The business system has not said yet whose contact this is. */
  'lookup_pending',
  /** Wants to be rung back later. */
  'not_yet',
  /** Nobody is looked for: the visitor is offered other ways. */
  'options_only',
]);
export type WaitReason = z.infer<typeof WaitReason>;

/** A stage that is over, because nobody of it can come or its time has passed. */
export const PassedStage = z.object({
  /** 1-based. */
  stage: z.number().int(),
  why: z.enum([...WaitReason.options, 'time_over']),
});
export type PassedStage = z.infer<typeof PassedStage>;

export const RoutingReason = z
  .object({
    /** The rule the stage stood in. */
    rule: z.string(),
    /** Version of the rule set that gave the plan; null for the rule that stands behind every set. */
    ruleVersion: z.number().int().nullable().default(null),
    /** 1-based. */
    stage: z.number().int(),
    stageKind: StageKind,
    /** The group that was asked; empty where the stage names agents. */
    groupName: z.string(),
    /** The level the stage asked for in that group; null where it names agents, or somebody chose by hand. */
    minLevel: z.number().int().nullable().default(null),
    strategy: ChoiceStrategy,
    /** The random number of the choice, so that it can be made again; null where chance played no part. */
    random: z.number().nullable().default(null),
    /** The supervisor who gave it by hand; null: the router chose, or the agent took it. */
    assignedBy: z.string().nullable().default(null),
    /** Stages that this decision went past, in order; those before it are steps of their own. */
    passed: z.array(PassedStage).default([]),
    /** Nobody else of those who were asked for is free, or left: others are free, but not to be asked. Null: there was a choice. */
    onlyOne: z.enum(['free', 'left']).nullable().default(null),
    /** When the same agent was asked about it the last time: everybody free has been. Null: never before. */
    askedBefore: Instant.nullable().default(null),
    considered: z.array(ConsideredAgent),
  })
  .meta({ id: 'RoutingReason' });
export type RoutingReason = z.infer<typeof RoutingReason>;

/** Why an agent does not take what rings; `other` says it in the note. */
export const DeclineReason = z.enum(['busy_elsewhere', 'not_my_subject', 'language', 'technical', 'other']);
export type DeclineReason = z.infer<typeof DeclineReason>;
export const Decline = z.strictObject({
  reason: DeclineReason.optional(),
  note: z.string().trim().min(1).max(300).optional(),
});
export type Decline = z.infer<typeof Decline>;

export const OfferState = z.enum(['ringing', 'accepted', 'declined', 'missed', 'cancelled']);
export type OfferState = z.infer<typeof OfferState>;

export const Offer = z
  .object({
    id: OfferId,
    conversationId: ConversationId,
    agentId: AgentId,
    state: OfferState,
    medium: Medium,
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    vipLevel: VipLevel,
    channelName: z.string(),
    groupName: z.string(),
    language: Language,
    preview: z.string(),
    /** Its place in line goes by this. */
    enqueuedAt: Instant,
    /** Since when the visitor waits: since they came, or since they came back into the line from an agent. */
    waitingSince: Instant,
    offeredAt: Instant,
    expiresAt: Instant,
    reason: RoutingReason,
    /** The visitor is to be rung back at this address. */
    callback: OfferedCallback.nullable(),
  })
  .meta({ id: 'Offer' });
export type Offer = z.infer<typeof Offer>;
