import type { Message } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { summaryOf } from './summary.ts';

const event = (body: object) => ({ author: { kind: 'system' }, body: { kind: 'event', event: body } }) as Message;
const joined = (displayName: string) => event({ name: 'agent_joined', displayName });
const handedTo = (displayName: string) => event({ name: 'transferred', to: { displayName } });
const words = (displayName: string) =>
  ({ author: { kind: 'agent', displayName }, body: { kind: 'text', text: 'Hello' } }) as Message;

describe('with whom it was', () => {
  it('is who wrote, not who had it last', () => {
    const summary = summaryOf([joined('Ana'), words('Ana'), handedTo('Bo')]);
    expect(summary).toEqual({ served: ['Ana', 'Bo'], wrote: ['Ana'], spoke: [], spokenMs: 0 });
  });
  it('is everybody who wrote, in order and each once', () => {
    const summary = summaryOf([joined('Ana'), words('Ana'), handedTo('Bo'), words('Bo'), words('Ana')]);
    expect(summary.wrote).toEqual(['Ana', 'Bo']);
  });
  it('is in a call who had it while the call was on', () => {
    const started = event({ name: 'call_started' });
    const over = event({ name: 'call_ended', durationMs: 60_000 });
    const summary = summaryOf([joined('Ana'), handedTo('Bo'), started, handedTo('Cy'), over, handedTo('Di')]);
    expect(summary.spoke).toEqual(['Bo', 'Cy']);
    expect(summary.spokenMs).toBe(60_000);
    expect(summary.served).toEqual(['Ana', 'Bo', 'Cy', 'Di']);
  });
});
