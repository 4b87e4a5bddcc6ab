import { describe, expect, it } from 'vitest';
import { othersOf } from './other-agents.ts';

const person = (id: string, given: object = {}) =>
  ({
    ...{ id, side: 'agent', agentId: id, displayName: `Agent ${id}`, state: 'joined' },
    ...{ microphone: true, camera: true, leaving: false },
    ...given,
  }) as never;
const visitor = person('v', { side: 'visitor' });

describe('the agents beside the one shown large', () => {
  it('are those who were brought in, by name', () => {
    const call = { held: false, participants: [visitor, person('a'), person('b', { camera: false })] };
    expect(othersOf(call, 'a')).toEqual([{ id: 'b', camera: false, name: 'Agent b' }]);
  });

  it('are none while the visitor waits apart, before anybody is in, and when they have gone', () => {
    expect(othersOf(null, undefined)).toEqual([]);
    expect(othersOf({ held: true, participants: [visitor, person('a'), person('b')] }, 'a')).toEqual([]);
    for (const state of ['invited', 'left', 'away'])
      expect(othersOf({ held: false, participants: [visitor, person('a'), person('b', { state })] }, 'a')).toEqual([]);
  });

  it('are none while a call is handed over: one goes as the other comes', () => {
    const call = { held: false, participants: [visitor, person('a', { leaving: true }), person('b')] };
    expect(othersOf(call, 'a')).toEqual([]);
  });
});
