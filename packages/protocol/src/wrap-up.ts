/** What comes after a contact: how it ended, in words and by a list, within a time. */
import { z } from 'zod';
import { AgentId, ConversationId, DispositionId, Instant, Medium, SkillGroupId, VisitorId } from './ids.ts';
import { LocalName } from './presence.ts';

/** How a contact ended. A tree: entries that have entries below them are headings, and only the lowest can be chosen. */
export const Disposition = z
  .object({
    id: DispositionId,
    name: LocalName,
    /** null: at the top. */
    parentId: DispositionId.nullable(),
    /** Offered for contacts of this group only; null: of all. Below a heading it is the heading's. */
    groupId: SkillGroupId.nullable(),
    /** No longer to be chosen, and what is below it neither; what was chosen before keeps it. */
    retiredAt: Instant.nullable(),
    version: z.number().int(),
  })
  .meta({ id: 'Disposition' });
export type Disposition = z.infer<typeof Disposition>;

export const CreateDisposition = z.strictObject({
  name: LocalName,
  parentId: DispositionId.nullable().default(null),
  groupId: SkillGroupId.nullable().default(null),
});
export type CreateDisposition = z.infer<typeof CreateDisposition>;
export const UpdateDisposition = z.strictObject({
  version: z.number().int(),
  name: LocalName.optional(),
  retired: z.boolean().optional(),
});
export type UpdateDisposition = z.infer<typeof UpdateDisposition>;

/** The deepest tree: a heading, one below it, and what can be chosen. */
export const deepestDisposition = 3;

/** Small letters without doubled spaces; the server brings what is typed into that form. */
export const WrapUpTag = z.string().trim().min(1).max(40);
export const WrapUpTags = z.array(WrapUpTag).max(10);

/** How a contact can end, as far as its group allows, and how long there is for it afterwards. */
export const Endings = z
  .object({
    choices: z.array(z.object({ id: DispositionId, path: z.array(LocalName) })),
    required: z.boolean(),
    seconds: z.number().int(),
  })
  .meta({ id: 'Endings' });
export type Endings = z.infer<typeof Endings>;

const note = z.string().trim().max(4000);
/** What closing may say at once. */
export const Ending = z.strictObject({
  note: note.optional(),
  dispositionId: DispositionId.optional(),
  tags: WrapUpTags.optional(),
});
export type Ending = z.infer<typeof Ending>;

/** Only what is named changes; null takes the disposition away. */
export const ChangeWrapUp = z.strictObject({
  note: note.optional(),
  dispositionId: DispositionId.nullable().optional(),
  tags: WrapUpTags.optional(),
});
export type ChangeWrapUp = z.infer<typeof ChangeWrapUp>;

/** open: can be changed; done: the agent said so; ran_out: its time was over. Without a disposition then: none given. */
export const WrapUpState = z.enum(['open', 'done', 'ran_out']);
export type WrapUpState = z.infer<typeof WrapUpState>;

export const WrapUp = z
  .object({
    conversationId: ConversationId,
    agentId: AgentId,
    visitorId: VisitorId,
    visitorName: z.string().nullable(),
    medium: Medium,
    groupId: SkillGroupId,
    state: WrapUpState,
    startedAt: Instant,
    /** When its time is over. */
    endsAt: Instant,
    disposition: z.object({ id: DispositionId, path: z.array(LocalName) }).nullable(),
    dispositionRequired: z.boolean(),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    version: z.number().int(),
  })
  .meta({ id: 'WrapUp' });
export type WrapUp = z.infer<typeof WrapUp>;
