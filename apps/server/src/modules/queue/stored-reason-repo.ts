/** The reason of an offer as the table keeps it: everyone considered as a roster's id and one letter and two figures each. */
import { RoutingReason } from '@visavis/protocol';
import { z } from 'zod';
import { consideredIn, type Explanation, type OfferDecision, type Roster } from '../routing/index.ts';

const Packed = z.object({ rosterId: z.string(), verdicts: z.string(), free: z.string(), idle: z.string() });
export type PackedReason = OfferDecision['because'] & z.infer<typeof Packed>;

export const packReason = (
  { because, explanation }: Pick<OfferDecision, 'because' | 'explanation'>,
  rosterId: string,
): PackedReason => {
  const { verdicts, free, idle } = explanation;
  return { ...because, rosterId, verdicts, free, idle };
};

/** The roster a stored reason needs; null: it is written out already. */
export const rosterIdOf = (stored: Record<string, unknown>): string | null =>
  typeof stored.rosterId === 'string' ? stored.rosterId : null;

/** Without its roster a reason still says all but who was considered. */
export const unpackReason = (stored: Record<string, unknown>, roster: Roster | undefined): RoutingReason => {
  if (rosterIdOf(stored) === null) return RoutingReason.parse(stored);
  const packed: Omit<Explanation, 'roster'> = Packed.parse(stored);
  return RoutingReason.parse({ ...stored, considered: roster ? consideredIn({ ...packed, roster }) : [] });
};

/** What an agent who is asked needs of it: not the names of everybody else. */
export const reasonForAgent = (stored: Record<string, unknown>): RoutingReason =>
  RoutingReason.parse({ considered: [], ...stored });
