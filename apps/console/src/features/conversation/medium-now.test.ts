import { expect, it } from 'vitest';
import { mediumNow } from './medium-now.ts';

it('a contact is its call while there is one, a text after hanging up, and what was asked for before and afterwards', () => {
  expect(mediumNow({ state: 'waiting', medium: 'video' }, undefined)).toBe('video');
  expect(mediumNow({ state: 'active', medium: 'video' }, { kind: 'voice' })).toBe('voice');
  expect(mediumNow({ state: 'active', medium: 'video' }, undefined)).toBe('text');
  expect(mediumNow({ state: 'active', medium: 'text' }, { kind: 'video' })).toBe('video');
  expect(mediumNow({ state: 'closed', medium: 'video' }, undefined)).toBe('video');
});
