import { describe, expect, test } from 'vitest';
import { matches } from './npm-packages.mjs';

const zod = { version: '4.6.7' };
const wanted = {
  '': { version: '0.1.0' },
  'apps/server': { version: '0.1.0' },
  'node_modules/zod': zod,
  'node_modules/@visavis/server': { link: true },
  'node_modules/some-win32-x64': { version: '1.0.0', optional: true },
};
const installed = { 'node_modules/zod': zod, 'node_modules/@visavis/server': { link: true } };

describe('npm packages are installed again', () => {
  test('not when everything needed here is there in its version', () => {
    expect(matches(wanted, installed)).toBe(true);
  });
  test('when one is missing', () => {
    expect(matches(wanted, { 'node_modules/zod': zod })).toBe(false);
  });
  test('when one has another version', () => {
    expect(matches(wanted, { ...installed, 'node_modules/zod': { version: '4.6.6' } })).toBe(false);
  });
});
