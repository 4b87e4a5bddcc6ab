import type { Message, RoutedEntry } from '@visavis/protocol';
import { expect, it } from 'vitest';
import { handsOf, handsToMe, withHands } from './by-hand.ts';
import { type ByHand, timelineItems } from './timeline.ts';

const at = (second: number) => `2026-11-22T10:00:${String(second).padStart(2, '0')}.000Z`;
const message = (seq: number, second: number, body: object) =>
  ({ id: `m${seq}`, seq, author: { kind: 'system' }, createdAt: at(second), body }) as unknown as Message;
const event = (seq: number, second: number, values: object) => message(seq, second, { kind: 'event', event: values });
const keys = (messages: Message[], hands: ByHand[], whole = true) =>
  withHands(timelineItems(messages), hands, whole).map(({ key }) => key);
const assigned: ByHand = { kind: 'assigned', at: at(5), by: 'Marta', agent: 'Grace' };
const takenBack: ByHand = { kind: 'pulled_back', at: at(21), by: 'Marta', agent: 'Grace' };
const talk = [
  event(1, 1, { name: 'conversation_started', medium: 'text' }),
  event(2, 9, { name: 'agent_joined', agentId: 'g', displayName: 'Grace' }),
  event(3, 21, { name: 'agent_left', displayName: 'Grace', reason: 'pulled_back' }),
];

it('what a supervisor did stands at its moment, and names who took it back', () => {
  expect(keys(talk, [assigned])).toEqual(['day-m1', 'm1', `hand-assigned-${at(5)}`, 'm2', 'm3']);
  expect(keys(talk, [assigned, takenBack]).slice(3)).toEqual(['m2', `hand-pulled_back-${at(21)}`]);
});

it('what was done among messages that are not shown is not shown either', () => {
  expect(keys(talk.slice(1), [assigned], false)).toEqual(['day-m2', 'm2', 'm3']);
  expect(keys([], [assigned])).toEqual([]);
});

it('a line among those of a call belongs to it', () => {
  const call = { callId: 'k', kind: 'video' };
  const items = withHands(
    timelineItems([event(1, 1, { ...call, name: 'call_started' }), message(2, 9, { kind: 'text', text: 'a' })]),
    [assigned],
    true,
  );
  expect(items.find(({ kind }) => kind === 'hand')).toMatchObject({ inCall: 'middle' });
});

it('is read from the steps of the routing, or from why it came to oneself', () => {
  const steps = [
    { at: at(1), kind: 'stage', detail: {} },
    { at: at(5), kind: 'assigned', detail: { byName: 'Marta', agentName: 'Grace' } },
    { at: at(21), kind: 'pulled_back', detail: { byName: 'Marta', agentName: 'Grace' } },
  ];
  expect(handsOf([{ steps }] as unknown as RoutedEntry[])).toEqual([assigned, takenBack]);
  expect(
    handsToMe([
      { at: at(5), assignedBy: 'Marta' },
      { at: at(7), assignedBy: null },
    ]),
  ).toEqual([{ ...assigned, agent: null }]);
});
