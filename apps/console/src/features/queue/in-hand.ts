import type { Loads } from '@visavis/protocol';
import type { Ring } from './use-rings.ts';

/** What an agent really has: places are held for what rings, too, but nobody has that in hand yet. */
export function inHand(loads: Loads, ringing: readonly Pick<Ring, 'medium'>[]): Loads {
  const left = { ...loads };
  for (const { medium } of ringing) left[medium] = Math.max(0, left[medium] - 1);
  return left;
}
