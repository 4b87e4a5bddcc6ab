/** How long a line may grow and how long anybody waits in it. */
import { z } from 'zod';
import { SkillGroupId } from './ids.ts';

/** What becomes of a contact when the line is full or the time is over. */
export const GroupOverflow = z.discriminatedUnion('kind', [
  /** It goes on in the line of another group, in the order of its whole waiting time. */
  z.strictObject({ kind: z.literal('group'), groupId: SkillGroupId }),
  /** A full line takes no more; whoever has waited too long is told, and the contact ends. */
  z.strictObject({ kind: z.literal('expire') }),
]);
export type GroupOverflow = z.infer<typeof GroupOverflow>;

export const GroupLimits = z.strictObject({
  /** Contacts waiting at once; null: any number. */
  maxWaiting: z.number().int().min(1).max(100_000).nullable(),
  /** null: for ever. A contact that wants to be rung back waits as long as it takes. */
  maxWaitSeconds: z.number().int().min(5).max(86_400).nullable(),
  overflow: GroupOverflow,
});
export type GroupLimits = z.infer<typeof GroupLimits>;

/** Whoever comes online gets one text at once and one more every so many seconds, not a night's pile; 0: all at once. */
export const RampSeconds = z.number().int().min(0).max(600);

export const noLimits: GroupLimits = { maxWaiting: null, maxWaitSeconds: null, overflow: { kind: 'expire' } };
export const groupLimitFields = { limits: GroupLimits, rampSeconds: RampSeconds };
export const groupLimitChange = { limits: GroupLimits.optional(), rampSeconds: RampSeconds.optional() };
export interface GroupLimitChange {
  readonly limits?: GroupLimits | undefined;
  readonly rampSeconds?: number | undefined;
}
