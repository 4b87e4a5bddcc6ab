import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentFor, contrast } from './theme.ts';

describe('channel colour', () => {
  it('becomes readable on paper, panel and its own soft shade, in both schemes, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffffff }),
        fc.constantFrom('light' as const, 'dark' as const),
        (value, scheme) => {
          const { accent, ink, soft } = accentFor(`#${value.toString(16).padStart(6, '0')}`, scheme);
          for (const ground of scheme === 'dark' ? ['#0e1312', '#151c1a', soft] : ['#faf9f6', '#ffffff', soft])
            expect(contrast(accent, ground)).toBeGreaterThanOrEqual(4.5);
          expect(contrast(ink, accent)).toBeGreaterThanOrEqual(4.5);
        },
      ),
    );
  });
});
