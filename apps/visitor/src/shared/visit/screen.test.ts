import type { Call, ConversationId, PublicChannel, VisitorConversation } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { type ScreenInput, screenOf } from './screen.ts';

const channel = { enabled: true } as PublicChannel;
const conversation = (over: Partial<VisitorConversation>) =>
  ({ id: 'c1' as ConversationId, state: 'active', medium: 'text', ...over }) as VisitorConversation;
const call = (over: Partial<Call>) => ({ state: 'live', ringing: null, ...over }) as Call;
const input = (over: Partial<ScreenInput>): ScreenInput => ({
  boot: { state: 'ready' },
  channel,
  step: null,
  conversation: null,
  call: null,
  log: null,
  drafting: false,
  writing: false,
  dismissed: null,
  callback: null,
  way: null,
  full: null,
  ...over,
});

describe('screen', () => {
  it.each([
    ['loading', { boot: { state: 'loading' } }],
    ['trouble', { boot: { state: 'failed', code: 'channel_not_found' } }],
    ['welcome', {}],
    ['trouble', { channel: { enabled: false } as PublicChannel }],
    ['chat', { drafting: true }],
    ['waiting', { conversation: conversation({ state: 'waiting' }), way: 'message' }],
    ['waiting', { conversation: conversation({ state: 'waiting' }), callback: { state: 'waiting' } as never }],
    ['waiting', { conversation: conversation({ medium: 'video' }), callback: { state: 'calling' } as never }],
    ['chat', { conversation: conversation({}), callback: { state: 'calling' } as never }],
    ['full', { step: { kind: 'devices', medium: 'video', purpose: 'start' }, full: 1 }],
    ['devices', { step: { kind: 'devices', medium: 'video', purpose: 'answer' }, full: 1 }],
    ['consent', { step: { kind: 'consent', medium: 'video', purpose: 'start' } }],
    ['devices', { step: { kind: 'devices', medium: 'video', purpose: 'escalate' }, conversation: conversation({}) }],
    ['waiting', { conversation: conversation({ state: 'waiting', medium: 'video' }) }],
    ['chat', { conversation: conversation({ state: 'waiting', medium: 'video' }), writing: true }],
    ['chat', { conversation: conversation({ state: 'waiting', medium: 'text' }) }],
    ['chat', { conversation: conversation({}) }],
    ['waiting', { conversation: conversation({ medium: 'video' }) }],
    ['call', { conversation: conversation({ medium: 'video' }), call: call({ state: 'connecting' }) }],
    ['call', { conversation: conversation({}), call: call({ state: 'ringing', ringing: 'agent' }) }],
    ['chat', { conversation: conversation({}), call: call({ state: 'ringing', ringing: 'visitor' }) }],
    ['chat', { conversation: conversation({ medium: 'video' }), call: call({ state: 'ended' }) }],
    ['ended', { conversation: conversation({ state: 'closed' }) }],
    ['welcome', { conversation: conversation({ state: 'closed' }), dismissed: 'c1' }],
    ['chat', { conversation: conversation({ state: 'closed' }), dismissed: 'c1', drafting: true }],
  ] as const)('is %s', (expected, over) => {
    expect(screenOf(input(over as Partial<ScreenInput>))).toBe(expected);
  });
});
