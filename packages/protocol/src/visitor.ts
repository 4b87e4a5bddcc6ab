import { z } from 'zod';
import { ChannelId, Instant, Language, VisitorId } from './ids.ts';

export const Visitor = z
  .object({
    id: VisitorId,
    channelId: ChannelId,
    /** null until the visitor gives a name; agents then see "Visitor" and a short mark of the id. */
    displayName: z.string().nullable(),
    language: Language,
    /** Plain words for the agent: "Chrome on Android". */
    device: z.string().nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Visitor' });
export type Visitor = z.infer<typeof Visitor>;

/** The token is shown once; the page keeps it so that a reload comes back to the same conversation. */
export const Visit = z.object({ token: z.string(), visitor: Visitor }).meta({ id: 'Visit' });
export type Visit = z.infer<typeof Visit>;
