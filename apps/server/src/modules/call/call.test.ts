import type { AgentId, CallId, CallState, ConversationId, ParticipantId, VisitorId } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { nextState } from '../../lib/state-machine.ts';
import {
  accept,
  afterRestart,
  away,
  type CallRecord,
  type CallTransition,
  callTiming,
  callTransitions,
  connected,
  dueTransition,
  durationOf,
  end,
  endingOf,
  everybodyAway,
  isRecording,
  joined,
  newCall,
  participantOf,
  rebuilt,
} from './call.ts';
import { createBudget, mediaBudgets } from './command-budget.ts';
import { qualityOf } from './quality.ts';

const now = new Date('2026-03-01T08:00:00.000Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const visitorPart = 'v' as ParticipantId;
const agentPart = 'a' as ParticipantId;
const make = (ask: boolean, startedBy: 'visitor' | 'agent' = 'agent'): CallRecord =>
  newCall(
    {
      id: 'c' as CallId,
      conversationId: 'k' as ConversationId,
      kind: 'video',
      startedBy,
      visitor: { participantId: visitorPart, id: 'visitor' as VisitorId, displayName: null },
      agent: { participantId: agentPart, id: 'agent' as AgentId, displayName: 'Ann' },
    },
    ask,
    now,
  );
const must = (call: CallRecord | null): CallRecord => {
  if (call === null) throw new Error('nothing changed');
  return call;
};
const liveCall = (): CallRecord => {
  let call = make(false);
  for (const id of [visitorPart, agentPart]) call = must(connected(joined(call, id, false, now), id, now));
  return call;
};
const inState = (state: CallState): CallRecord => {
  if (state === 'ringing') return make(true);
  if (state === 'connecting') return make(false);
  return state === 'live' ? liveCall() : end(liveCall(), 'hang_up', now);
};
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'fine';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

const states: CallState[] = ['ringing', 'connecting', 'live', 'ended'];
const transitions: CallTransition[] = [
  'accept',
  'decline',
  'cancel',
  'ring_timeout',
  'connect',
  'media_timeout',
  'hang_up',
  'lose',
];
const expected: Record<CallState, Partial<Record<CallTransition, CallState>>> = {
  ringing: { accept: 'connecting', decline: 'ended', cancel: 'ended', ring_timeout: 'ended', lose: 'ended' },
  connecting: { connect: 'live', media_timeout: 'ended', hang_up: 'ended', lose: 'ended' },
  live: { hang_up: 'ended', lose: 'ended' },
  ended: {},
};

describe('the transition table of calls', () => {
  for (const state of states)
    for (const transition of transitions)
      it(`${state} + ${transition} = ${expected[state][transition] ?? 'nothing'}`, () => {
        expect(nextState(callTransitions, state, transition)).toBe(expected[state][transition] ?? null);
      });
  const endings = {
    decline: 'declined',
    cancel: 'cancelled',
    ring_timeout: 'missed',
    hang_up: 'hung_up',
    lose: 'lost',
    media_timeout: 'failed',
  } as const;
  for (const state of states)
    for (const [transition, reason] of Object.entries(endings) as [keyof typeof endings, string][])
      it(`ending a ${state} call by ${transition}`, () => {
        const call = inState(state);
        if (expected[state][transition] === 'ended') {
          expect(end(call, transition, later(5))).toMatchObject({
            state: 'ended',
            endReason: reason,
            endedAt: later(5),
          });
          expect(end(call, transition, now).participants.every((one) => one.state === 'left')).toBe(true);
        } else expect(codeOf(() => end(call, transition, now))).toBe(state === 'ended' ? 'call_ended' : 'call_state');
      });
});

describe('decisions of a call', () => {
  it('lets only the asked side answer, once', () => {
    expect(codeOf(() => accept(make(true), 'agent', now))).toBe('call_state');
    const accepted = accept(make(true), 'visitor', now);
    expect(accepted).toMatchObject({ state: 'connecting', ringing: null, ringUntil: null });
    expect(codeOf(() => accept(accepted, 'visitor', now))).toBe('call_state');
    expect(codeOf(() => accept(inState('ended'), 'visitor', now))).toBe('call_ended');
  });
  it('knows what pressing "end" means', () => {
    expect(endingOf(make(true), 'agent')).toBe('cancel');
    expect(endingOf(make(true), 'visitor')).toBe('decline');
    expect(endingOf(liveCall(), 'visitor')).toBe('hang_up');
  });
  it('hides the call from everybody outside it', () => {
    const outsider = {
      kind: 'agent',
      agentId: 'x' as AgentId,
      role: 'administrator',
      displayName: '',
      sessionKey: '',
    } as const;
    expect(codeOf(() => participantOf(liveCall(), outsider))).toBe('call_not_found');
    expect(codeOf(() => participantOf(undefined, outsider))).toBe('call_not_found');
  });
  it('is live when both have media, and measures from then', () => {
    const call = liveCall();
    expect(call).toMatchObject({ state: 'live', liveAt: now, mediaDue: null });
    expect(durationOf(end(call, 'hang_up', later(61_000)))).toBe(61_000);
    expect(durationOf(end(make(false), 'media_timeout', later(61_000)))).toBeNull();
  });
  it('keeps its state through a lost engine, under a new epoch', () => {
    const again = must(rebuilt(liveCall(), later(1_000)));
    expect(again).toMatchObject({ state: 'live', mediaEpoch: 2 });
    expect(again.participants.map(({ state, connectedAt }) => [state, connectedAt])).toEqual([
      ['away', null],
      ['away', null],
    ]);
    expect(rebuilt(make(true), now)).toBeNull();
    expect(rebuilt(inState('ended'), now)).toBeNull();
  });
  it('counts the grace of everybody anew after a restart of ours, also of those who were told of the stop', () => {
    const gone = away(liveCall(), visitorPart, now) ?? liveCall();
    const back = afterRestart(gone, later(40_000));
    expect(back.participants.map(({ awaySince }) => awaySince)).toEqual([later(40_000), later(40_000)]);
    expect(dueTransition(back, later(41_000))).toBeNull();
    expect(dueTransition(gone, later(41_000))).toBe('lose');
  });

  it('keeps media of those who come back with it', () => {
    const back = joined(everybodyAway(liveCall(), now), visitorPart, true, later(3_000));
    expect(back.participants[0]).toMatchObject({ state: 'joined', connectedAt: now, awaySince: null });
    expect(joined(back, visitorPart, false, now).participants[0]?.connectedAt).toBeNull();
  });
  it('says that it records only while packets may flow', () => {
    const call = { ...liveCall(), recorded: true };
    expect(isRecording(call)).toBe(true);
    expect(isRecording({ ...make(false), recorded: true })).toBe(false);
    expect(isRecording(must(rebuilt(call, now)))).toBe(false);
    expect(isRecording(end(call, 'hang_up', now))).toBe(false);
  });
});

describe('timers of a call', () => {
  it('rings for its time and no longer', () => {
    expect(dueTransition(make(true), later(callTiming.ringMs - 1))).toBeNull();
    expect(dueTransition(make(true), later(callTiming.ringMs))).toBe('ring_timeout');
  });
  it('waits for media for its time and no longer', () => {
    expect(dueTransition(make(false), later(callTiming.connectMs - 1))).toBeNull();
    expect(dueTransition(make(false), later(callTiming.connectMs))).toBe('media_timeout');
    expect(dueTransition(liveCall(), later(10 * callTiming.connectMs))).toBeNull();
  });
  it('gives an absent participant the grace', () => {
    const call = must(away(liveCall(), visitorPart, now));
    expect(dueTransition(call, later(callTiming.graceMs - 1))).toBeNull();
    expect(dueTransition(call, later(callTiming.graceMs))).toBe('lose');
    expect(dueTransition(joined(call, visitorPart, true, now), later(callTiming.graceMs))).toBeNull();
    expect(away(call, visitorPart, now)).toBeNull();
  });
  it('stops ringing when the asker is gone, not when the asked page is', () => {
    const asked = must(away(make(true), visitorPart, now));
    const asker = must(away(make(true), agentPart, now));
    expect(dueTransition(asked, later(callTiming.graceMs))).toBeNull();
    expect(dueTransition(asker, later(callTiming.graceMs))).toBe('cancel');
  });
  it('never ends an ended call again', () => {
    expect(dueTransition(inState('ended'), later(1e9))).toBeNull();
  });
});

describe('what the engine sees, in words for people', () => {
  const flow = { type: 'media_flow', callId: 'c', participantId: 'p' } as const;
  const on = { microphone: true, camera: true };
  it('tells a missing picture from a camera switched off', () => {
    expect(qualityOf({ ...flow, kind: 'video', receiving: false }, on)).toEqual({
      level: 'poor',
      reason: 'no_picture',
    });
    expect(qualityOf({ ...flow, kind: 'video', receiving: false }, { ...on, camera: false })).toBeNull();
    expect(qualityOf({ ...flow, kind: 'audio', receiving: false }, on)).toEqual({ level: 'poor', reason: 'no_sound' });
    expect(qualityOf({ ...flow, kind: 'audio', receiving: false }, { ...on, microphone: false })).toBeNull();
    expect(qualityOf({ ...flow, kind: 'audio', receiving: true }, on)).toEqual({ level: 'good', reason: 'steady' });
  });
});

describe('the budget of a connection', () => {
  it('allows a burst, then the steady rate', () => {
    const { burst, perSecond } = mediaBudgets.descriptions;
    const budget = createBudget({ burst, perSecond });
    expect(Array.from({ length: burst + 5 }, () => budget.take(0)).filter(Boolean)).toHaveLength(burst);
    expect(Array.from({ length: 5 }, () => budget.take(1_000)).filter(Boolean)).toHaveLength(perSecond);
  });
});
