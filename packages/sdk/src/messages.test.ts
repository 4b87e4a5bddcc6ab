import { describe, expect, it } from 'vitest';
import { isFromPanel, isToPanel } from './messages.ts';

describe('messages between page and panel', () => {
  it.each([
    { source: 'visavis-panel', type: 'ready' },
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
});
