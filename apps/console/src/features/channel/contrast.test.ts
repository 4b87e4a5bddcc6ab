import { expect, it } from 'vitest';
import { contrastWithWhite } from './contrast.ts';

it('measures white text on a colour as WCAG does', () => {
  expect(contrastWithWhite('#000000')).toBeCloseTo(21, 1);
  expect(contrastWithWhite('#ffffff')).toBeCloseTo(1, 2);
  expect(contrastWithWhite('#777777')).toBeCloseTo(4.48, 2);
  expect(contrastWithWhite('#0b6b5')).toBeNull();
});
