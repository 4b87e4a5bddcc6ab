import { expect, it } from 'vitest';
import { inHand } from './in-hand.ts';

it('what only rings is not in hand yet, and nobody has less than nothing', () => {
  const loads = { text: 2, voice: 0, video: 1 };
  expect(inHand(loads, [])).toEqual(loads);
  expect(inHand(loads, [{ medium: 'text' }, { medium: 'video' }])).toEqual({ text: 1, voice: 0, video: 0 });
  expect(inHand(loads, [{ medium: 'voice' }])).toEqual(loads);
});
