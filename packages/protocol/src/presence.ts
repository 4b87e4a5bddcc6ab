import { z } from 'zod';
import { Capacity, Loads } from './capacity.ts';
import { AgentId, BreakReasonId, Instant } from './ids.ts';

export const PresenceState = z.enum(['online', 'busy', 'break', 'wrap_up', 'not_responding', 'offline']);
export type PresenceState = z.infer<typeof PresenceState>;

/** What an agent may choose; not_responding and wrap_up are set by the router and left by choosing online. */
export const ChosenPresence = z.enum(['online', 'busy', 'break', 'offline']);
export type ChosenPresence = z.infer<typeof ChosenPresence>;

const name = z.string().trim().min(1).max(60);
/** A short name people read, needed in both languages. */
export const LocalName = z.strictObject({ en: name, zh: name });
export type LocalName = z.infer<typeof LocalName>;

/** Why somebody is on a break, from a list that administrators keep. */
export const BreakReason = z
  .object({
    id: BreakReasonId,
    name: LocalName,
    /** No longer to be chosen; what was chosen before keeps it. */
    retiredAt: Instant.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'BreakReason' });
export type BreakReason = z.infer<typeof BreakReason>;
export const CreateBreakReason = z.strictObject({ name: LocalName });
export const UpdateBreakReason = z.strictObject({
  version: z.number().int(),
  name: LocalName.optional(),
  retired: z.boolean().optional(),
});
export type UpdateBreakReason = z.infer<typeof UpdateBreakReason>;

const reason = z.object({ id: BreakReasonId, name: LocalName }).nullable();

export const Presence = z
  .object({
    agentId: AgentId,
    displayName: z.string(),
    state: PresenceState,
    since: Instant,
    /** Of a break. */
    reason,
    /** When the wrap-up ends by itself. */
    until: Instant.nullable(),
    /** "After this one": what takes effect when the work at hand is finished. Nothing new comes meanwhile. */
    next: z.object({ state: ChosenPresence, reason }).nullable(),
    /** What is offered to, ringing at or running with the agent. */
    loads: Loads,
    /** What holds for the agent now: own, of the groups, or the deployment's default. */
    capacity: Capacity,
    version: z.number().int(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof Presence>;

export const SetPresence = z
  .strictObject({
    state: ChosenPresence,
    /** Only with `break`. */
    reasonId: BreakReasonId.optional(),
    /** `after_this`: when the work at hand is finished; at once where there is none. */
    when: z.enum(['now', 'after_this']).default('now'),
  })
  .superRefine(({ state, reasonId, when }, context) => {
    if (reasonId !== undefined && state !== 'break')
      context.addIssue({ code: 'custom', path: ['reasonId'], message: 'only a break has a reason' });
    if (when === 'after_this' && state === 'online')
      context.addIssue({ code: 'custom', path: ['when'], message: 'online takes effect at once' });
  });
export type SetPresence = z.infer<typeof SetPresence>;

/** What changed a presence. */
export const PresenceCause = z.enum([
  'chosen',
  'after_this',
  'by_supervisor',
  'missed',
  'lost',
  'wrap_up',
  'wrap_up_over',
]);
export type PresenceCause = z.infer<typeof PresenceCause>;

/** A stretch of an agent's time line. `until` null: it lasts. */
export const PresencePeriod = z
  .object({ state: PresenceState, reason, cause: PresenceCause, from: Instant, until: Instant.nullable() })
  .meta({ id: 'PresencePeriod' });
export type PresencePeriod = z.infer<typeof PresencePeriod>;

const mostDays = 31;
/** Without either: the last 24 hours. */
export const PresenceRange = z
  .strictObject({ from: Instant.optional(), to: Instant.optional() })
  .superRefine(({ from, to }, context) => {
    if (from === undefined && to === undefined) return;
    if (from === undefined || to === undefined) {
      const path = [from === undefined ? 'from' : 'to'];
      context.addIssue({ code: 'custom', path, message: 'give both ends or neither' });
      return;
    }
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
    if (!(days > 0)) context.addIssue({ code: 'custom', path: ['to'], message: 'must be after from' });
    else if (days > mostDays)
      context.addIssue({ code: 'custom', path: ['to'], message: `at most ${mostDays} days at a time` });
  });
export type PresenceRange = z.infer<typeof PresenceRange>;

/** The client sends a heartbeat this often; without one for `leaseMs` the agent counts as lost. */
export const presenceTiming = { heartbeatMs: 5_000, leaseMs: 15_000, callGraceMs: 30_000 } as const;
