/** How contacts of a group are handled: how long they ring, and what comes after them. */
import { z } from 'zod';

/** Seconds an offer rings before the next agent is asked. */
export const RingSeconds = z.number().int().min(5).max(300);
/** 0: no wrap-up. */
export const WrapUpSeconds = z.number().int().min(0).max(3600);

const perMedium = <T extends z.ZodType>(one: T) => z.strictObject({ text: one, voice: one, video: one });

/** A group's settings of handling, as part of the group. */
export const groupHandlingFields = {
  ringSeconds: perMedium(RingSeconds),
  /** Text is taken by the chosen agent in the moment it is offered; nothing rings. */
  autoAcceptText: z.boolean(),
  /** How long an agent may finish a contact before the next one comes. */
  wrapUpSeconds: perMedium(WrapUpSeconds),
  /** An agent says how a contact ended before it is closed. */
  dispositionRequired: z.boolean(),
};
const Handling = z.object(groupHandlingFields);
export type GroupHandling = z.infer<typeof Handling>;

export const defaultHandling: GroupHandling = {
  ringSeconds: { text: 20, voice: 20, video: 20 },
  autoAcceptText: false,
  wrapUpSeconds: { text: 0, voice: 0, video: 0 },
  dispositionRequired: false,
};

export const groupHandlingChange = {
  ringSeconds: groupHandlingFields.ringSeconds.optional(),
  autoAcceptText: z.boolean().optional(),
  wrapUpSeconds: groupHandlingFields.wrapUpSeconds.optional(),
  dispositionRequired: z.boolean().optional(),
};
export type GroupHandlingChange = { readonly [K in keyof GroupHandling]?: GroupHandling[K] | undefined };
