import { z } from 'zod';
import {
  AgentId,
  CallId,
  ConversationId,
  Instant,
  Language,
  Medium,
  SkillGroupId,
  TransferId,
  VisitorId,
} from './ids.ts';
import { PresenceState } from './presence.ts';
import { DeclineReason } from './queue.ts';
import { VipLevel } from './routing-rule.ts';

/** blind: whoever takes it has it; consult: the two agents talk first while the visitor waits. */
export const TransferMode = z.enum(['blind', 'consult']);
export type TransferMode = z.infer<typeof TransferMode>;

/**
 * searching: nobody is asked at the moment, the first free member will be; ringing: one colleague is asked; consulting:
 * sender and colleague talk. Then exactly one of completed (handed over), returned (nobody took it), cancelled (taken
 * back, or overtaken by events).
 */
export const TransferState = z.enum(['searching', 'ringing', 'consulting', 'completed', 'returned', 'cancelled']);
export type TransferState = z.infer<typeof TransferState>;

export const TransferEndReason = z.enum([
  'handed_over',
  /** returned */
  'declined',
  'missed',
  'nobody_free',
  'target_gone',
  'target_left',
  'at_capacity',
  'group_empty',
  /** cancelled */
  'taken_back',
  'sender_gone',
  'conversation_closed',
  'call_ended',
]);
export type TransferEndReason = z.infer<typeof TransferEndReason>;

/** rules: routed anew, as if the visitor came in now, with the waiting time of then. */
export const TransferTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), agentId: AgentId }),
  z.strictObject({ kind: z.literal('skill_group'), groupId: SkillGroupId }),
  z.strictObject({ kind: z.literal('rules') }),
]);
export type TransferTarget = z.infer<typeof TransferTarget>;

export const TransferNote = z.string().trim().max(1000);

export const StartTransfer = z.strictObject({
  conversationId: ConversationId,
  target: TransferTarget,
  mode: TransferMode,
  /** For the colleague only; never shown to the visitor. */
  note: TransferNote.nullable().default(null),
});
export type StartTransfer = z.infer<typeof StartTransfer>;

/** true: the visitor hears and sees both agents, who hear and see the visitor; false: the visitor waits apart again. */
export const BringTogether = z.strictObject({ together: z.boolean() });
export type BringTogether = z.infer<typeof BringTogether>;

const person = z.object({ agentId: AgentId, displayName: z.string() });

export const Transfer = z
  .object({
    id: TransferId,
    conversationId: ConversationId,
    /** The running call that goes along; null for text. */
    callId: CallId.nullable(),
    mode: TransferMode,
    state: TransferState,
    target: TransferTarget,
    /** Name of the group; null when the target is a person or the rules. */
    groupName: z.string().nullable(),
    from: person,
    /** Who is asked, consulted, or has taken over; null while nobody is. */
    to: person.nullable(),
    note: z.string().nullable(),
    /** What is handed over: the medium of the running call, else text. */
    medium: Medium,
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    vipLevel: VipLevel,
    channelName: z.string(),
    language: Language,
    preview: z.string(),
    startedAt: Instant,
    /** When the present ringing or searching ends by itself; null during a consultation and after the end. */
    dueAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    endReason: TransferEndReason.nullable(),
    /** Where it came back as declined: what whoever declined last gave as the reason, and who that was; null: they said nothing. */
    declined: z
      .object({ reason: DeclineReason.nullable(), note: z.string().nullable(), by: person.nullable() })
      .nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Transfer' });
export type Transfer = z.infer<typeof Transfer>;

export const TransferTargets = z
  .object({
    agents: z.array(
      z.object({
        agentId: AgentId,
        displayName: z.string(),
        state: PresenceState,
        /** Could take it right now. */
        free: z.boolean(),
        textLoad: z.number().int(),
        textCapacity: z.number().int(),
        inCall: z.boolean(),
      }),
    ),
    groups: z.array(
      z.object({
        groupId: SkillGroupId,
        name: z.string(),
        /** Without the one who hands over. */
        members: z.number().int(),
        free: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'TransferTargets' });
export type TransferTargets = z.infer<typeof TransferTargets>;
