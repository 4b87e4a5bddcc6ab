import { z } from 'zod';
import type { Medium } from './ids.ts';

const medium = (most: number) =>
  z.strictObject({
    /** How many of this medium at once. */
    limit: z.number().int().min(1).max(most),
    /** How many units one of them takes. 0: it takes none. */
    weight: z.number().int().min(0).max(100),
    /** While one runs, nothing new comes; what already runs goes on beside it. */
    exclusive: z.boolean(),
  });

/** How much an agent may carry: units shared by all media, and for each medium a limit of its own. */
export const Capacity = z
  .strictObject({
    units: z.number().int().min(1).max(100),
    text: medium(20),
    /** An agent speaks in one call at a time, whatever the medium. */
    voice: medium(1),
    video: medium(1),
  })
  .superRefine((capacity, context) => {
    for (const name of media)
      if (capacity[name].weight > capacity.units)
        context.addIssue({
          code: 'custom',
          path: [name, 'weight'],
          params: { maximum: capacity.units },
          message: `a ${name} contact would take more units than there are`,
        });
  })
  .meta({ id: 'Capacity' });
export type Capacity = z.infer<typeof Capacity>;

/** What an agent carries: offered, ringing or running. */
export const Loads = z
  .object({ text: z.number().int(), voice: z.number().int(), video: z.number().int() })
  .meta({ id: 'Loads' });
export type Loads = z.infer<typeof Loads>;

const media = ['text', 'voice', 'video'] as const satisfies readonly Medium[];

/** What holds where neither the agent nor one of their groups says anything. */
export const defaultCapacity: Capacity = {
  units: 5,
  text: { limit: 5, weight: 1, exclusive: false },
  voice: { limit: 1, weight: 0, exclusive: true },
  video: { limit: 1, weight: 0, exclusive: true },
};

/** The default with this many text conversations at once. */
export const textPlaces = (count: number): Capacity => ({
  ...defaultCapacity,
  units: count,
  text: { ...defaultCapacity.text, limit: count },
});

export const noLoads: Loads = { text: 0, voice: 0, video: 0 };
export const liveLoad = (loads: Loads): number => loads.voice + loads.video;
export const totalLoad = (loads: Loads): number => loads.text + loads.voice + loads.video;
export const usedUnits = (capacity: Capacity, loads: Loads): number =>
  media.reduce((sum, name) => sum + loads[name] * capacity[name].weight, 0);
/** 0 to 1. Never negative: a capacity may have been lowered below the load. */
export const freeShare = (capacity: Capacity, loads: Loads): number =>
  Math.max(0, 1 - usedUnits(capacity, loads) / capacity.units);

/** `in_call`: a call forbids it; `at_capacity`: limits, units or an exclusive text conversation do. */
export type Fit = 'fits' | 'in_call' | 'at_capacity';

/** May one more of this medium come. The one decision about capacity: router, presence and pages ask here. */
export const fits = (capacity: Capacity, loads: Loads, wanted: Medium): Fit => {
  const calls = liveLoad(loads);
  const forbidding = (name: Medium): boolean => loads[name] > 0 && capacity[name].exclusive;
  if (calls > 0 && (wanted !== 'text' || forbidding('voice') || forbidding('video'))) return 'in_call';
  if (forbidding('text')) return 'at_capacity';
  return freePlaces(capacity, loads, wanted) > 0 ? 'fits' : 'at_capacity';
};

/** How many more of this medium limits and units leave room for. Never negative. */
export const freePlaces = (capacity: Capacity, loads: Loads, wanted: Medium): number => {
  const { limit, weight } = capacity[wanted];
  const taken = wanted === 'text' ? loads.text : liveLoad(loads);
  const byUnits =
    weight === 0 ? Number.POSITIVE_INFINITY : Math.floor((capacity.units - usedUnits(capacity, loads)) / weight);
  return Math.max(0, Math.min(limit - taken, byUnits));
};

/** How many of this medium an agent with nothing else to do can carry. */
export const placesFor = (capacity: Capacity, wanted: Medium): number => freePlaces(capacity, noLoads, wanted);

const stricter = (a: Capacity, b: Capacity): Capacity => {
  const both = (name: Medium) => ({
    limit: Math.min(a[name].limit, b[name].limit),
    weight: Math.max(a[name].weight, b[name].weight),
    exclusive: a[name].exclusive || b[name].exclusive,
  });
  const [text, voice, video] = [both('text'), both('voice'), both('video')];
  // The units stay large enough for the heaviest contact, or nobody could ever take it.
  const units = Math.max(Math.min(a.units, b.units), text.weight, voice.weight, video.weight);
  return { units, text, voice, video };
};

/** The agent's own capacity, else the strictest of their groups' defaults field by field, else the deployment's default. */
export const effectiveCapacity = (own: Capacity | null, ofGroups: readonly Capacity[]): Capacity =>
  own ?? (ofGroups.length > 0 ? ofGroups.reduce(stricter) : defaultCapacity);
