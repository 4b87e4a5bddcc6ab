import { describe, expect, it } from 'vitest';
import { isFromPanel, isKnown, isToPanel } from './messages.ts';
import { whoIsThere } from './who.ts';

describe('messages between page and panel', () => {
  it.each([
    { source: 'visavis-panel', type: 'ready' },
    { source: 'visavis-panel', type: 'who' },
    { source: 'visavis-panel', type: 'size', size: 'large' },
    { source: 'visavis-panel', type: 'state', unread: 2, active: true, attention: false },
  ])('take what the panel says: $type', (message) => expect(isFromPanel(message)).toBe(true));

  it.each([
    null,
    'ready',
    { type: 'ready' },
    { source: 'visavis-panel', type: 'size', size: '100vw' },
    { source: 'visavis-panel', type: 'state', unread: -1, active: true, attention: false },
    { source: 'visavis-panel', type: 'state', unread: '2', active: true, attention: false },
    { source: 'visavis-panel', type: 'eval', code: 'x' },
  ])('ignore anything else: %j', (message) => expect(isFromPanel(message)).toBe(false));

  it('take what the loader says, and nothing else', () => {
    expect(isToPanel({ source: 'visavis-loader', type: 'opened' })).toBe(true);
    expect(isToPanel({ source: 'visavis-panel', type: 'opened' })).toBe(false);
    expect(isToPanel({ source: 'visavis-loader', type: 'navigate' })).toBe(false);
  });

  it('take what the page says of its visitor, and nothing of another shape', async () => {
    const nobody = { source: 'visavis-loader', type: 'known', identity: null, attributes: {} };
    expect(isKnown(nobody)).toBe(true);
    for (const wrong of [
      { ...nobody, identity: 1 },
      { ...nobody, attributes: null },
      { ...nobody, attributes: { a: {} } },
      {},
    ])
      expect(isKnown(wrong)).toBe(false);
    expect(await whoIsThere(undefined)).toEqual(nobody);
    expect(await whoIsThere({ identity: 'a.b.c', attributes: { page: '/' } })).toMatchObject({
      identity: 'a.b.c',
      attributes: { page: '/' },
    });
    expect(await whoIsThere({ identity: async () => 'd.e.f' })).toMatchObject({ identity: 'd.e.f' });
    const broken = () => Promise.reject(new Error('the page’s server is down'));
    expect(await whoIsThere({ identity: broken })).toEqual(nobody);
  });
});
