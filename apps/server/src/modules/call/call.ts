/**
 * The call: one media meeting of a visitor and an agent inside a conversation. Pure decisions.
 *
 * States   ringing     one side has asked, the other has not answered; `ringUntil` is its deadline
 *          connecting  both agreed, media is on its way; `mediaDue` is the deadline
 *          live        both sides have had media; short losses do not leave this state
 *          ended       for good, with a reason
 * Entries  an accepted voice or video offer begins in `connecting`; a call inside a running conversation in `ringing`.
 * Exits    by people (declined, cancelled, hung_up) and by timers: missed (nobody answered), failed (no media in time),
 *          lost (a participant stayed away longer than the grace).
 * The media engine may die: the epoch grows, everybody counts as away and rejoins; the state stays.
 */
import type {
  AgentId,
  CallEndReason,
  CallId,
  CallKind,
  CallSide,
  CallState,
  ConversationId,
  ParticipantId,
  ParticipantState,
  VisitorId,
} from '@visavis/protocol';
import { presenceTiming } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState, type TransitionTable } from '../../lib/state-machine.ts';
import type { Principal } from '../../ports/principal.ts';

export const callTiming = {
  ringMs: 45_000,
  connectMs: 60_000,
  graceMs: presenceTiming.callGraceMs,
} as const;

export type CallTransition =
  | 'accept'
  | 'decline'
  | 'cancel'
  | 'ring_timeout'
  | 'connect'
  | 'media_timeout'
  | 'hang_up'
  | 'lose';

export const callTransitions: TransitionTable<CallState, CallTransition> = {
  ringing: { accept: 'connecting', decline: 'ended', cancel: 'ended', ring_timeout: 'ended', lose: 'ended' },
  connecting: { connect: 'live', media_timeout: 'ended', hang_up: 'ended', lose: 'ended' },
  live: { hang_up: 'ended', lose: 'ended' },
  ended: {},
};

const endReasons: Readonly<Partial<Record<CallTransition, CallEndReason>>> = {
  decline: 'declined',
  cancel: 'cancelled',
  ring_timeout: 'missed',
  media_timeout: 'failed',
  hang_up: 'hung_up',
  lose: 'lost',
};

export interface ParticipantRecord {
  readonly id: ParticipantId;
  readonly side: CallSide;
  readonly visitorId: VisitorId | null;
  readonly agentId: AgentId | null;
  readonly displayName: string | null;
  readonly state: ParticipantState;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly joinedAt: Date | null;
  /** Media flows since; null again when the connection to the engine was lost. */
  readonly connectedAt: Date | null;
  readonly awaySince: Date | null;
  readonly leftAt: Date | null;
  /** Goes as soon as the agent whose call it is by now has media. */
  readonly leaving: boolean;
}

export interface CallRecord {
  readonly id: CallId;
  readonly conversationId: ConversationId;
  readonly kind: CallKind;
  readonly state: CallState;
  readonly startedBy: CallSide;
  readonly ringing: CallSide | null;
  readonly ringUntil: Date | null;
  readonly mediaDue: Date | null;
  /** Whose call it is; other agents may be in it beside. */
  readonly agentId: AgentId;
  /** The visitor is kept apart while the agents talk. */
  readonly held: boolean;
  readonly mediaEpoch: number;
  readonly recorded: boolean;
  readonly startedAt: Date;
  readonly liveAt: Date | null;
  readonly endedAt: Date | null;
  readonly endReason: CallEndReason | null;
  readonly version: number;
  readonly participants: readonly ParticipantRecord[];
}

export interface NewCall {
  readonly id: CallId;
  readonly conversationId: ConversationId;
  readonly kind: CallKind;
  readonly startedBy: CallSide;
  readonly visitor: {
    readonly participantId: ParticipantId;
    readonly id: VisitorId;
    readonly displayName: string | null;
  };
  readonly agent: { readonly participantId: ParticipantId; readonly id: AgentId; readonly displayName: string };
}

const otherSide = (side: CallSide): CallSide => (side === 'visitor' ? 'agent' : 'visitor');
const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

export const invited = (kind: CallKind, rest: Pick<ParticipantRecord, 'id' | 'side' | 'displayName'>) => ({
  ...rest,
  visitorId: null,
  agentId: null,
  state: 'invited' as const,
  microphone: true,
  camera: kind === 'video',
  joinedAt: null,
  connectedAt: null,
  awaySince: null,
  leftAt: null,
  leaving: false,
});

/** `ask`: rings the other side first; otherwise both have agreed already. */
export const newCall = (wanted: NewCall, ask: boolean, now: Date): CallRecord => ({
  id: wanted.id,
  conversationId: wanted.conversationId,
  kind: wanted.kind,
  state: ask ? 'ringing' : 'connecting',
  startedBy: wanted.startedBy,
  ringing: ask ? otherSide(wanted.startedBy) : null,
  ringUntil: ask ? after(now, callTiming.ringMs) : null,
  mediaDue: ask ? null : after(now, callTiming.connectMs),
  agentId: wanted.agent.id,
  held: false,
  mediaEpoch: 1,
  recorded: false,
  startedAt: now,
  liveAt: null,
  endedAt: null,
  endReason: null,
  version: 1,
  participants: [
    {
      ...invited(wanted.kind, {
        id: wanted.visitor.participantId,
        side: 'visitor',
        displayName: wanted.visitor.displayName,
      }),
      visitorId: wanted.visitor.id,
    },
    {
      ...invited(wanted.kind, { id: wanted.agent.participantId, side: 'agent', displayName: wanted.agent.displayName }),
      agentId: wanted.agent.id,
    },
  ],
});

/** The participant this person is, or call_not_found: outsiders do not learn that the call exists. */
export const participantOf = (call: CallRecord | undefined, principal: Principal): ParticipantRecord => {
  const all = call?.participants.filter((participant) =>
    principal.kind === 'agent'
      ? participant.agentId === principal.agentId
      : participant.visitorId === principal.visitorId,
  );
  // Somebody may have left and come again; who has only left is an outsider while the call goes on.
  const own = all?.find(({ state }) => state !== 'left') ?? (call?.state === 'ended' ? all?.at(-1) : undefined);
  if (own === undefined) throw new DomainError('call_not_found');
  return own;
};

const step = (call: CallRecord, transition: CallTransition): CallState => {
  const next = nextState(callTransitions, call.state, transition);
  if (next !== null) return next;
  throw new DomainError(call.state === 'ended' ? 'call_ended' : 'call_state', { state: call.state });
};

/** Ends the call, or says why it cannot end that way now. Everybody has left. */
export const end = (call: CallRecord, transition: CallTransition, now: Date): CallRecord => {
  const state = step(call, transition);
  const endReason = endReasons[transition];
  if (state !== 'ended' || endReason === undefined) throw new Error(`${transition} does not end a call`);
  return {
    ...call,
    state,
    endReason,
    endedAt: now,
    ringing: null,
    ringUntil: null,
    mediaDue: null,
    held: false,
    participants: call.participants.map((participant) => ({
      ...participant,
      state: 'left',
      awaySince: null,
      leftAt: participant.leftAt ?? now,
      leaving: false,
    })),
  };
};

/** What pressing "end" means for this side now. */
export const endingOf = (call: CallRecord, side: CallSide): CallTransition => {
  if (call.state !== 'ringing') return 'hang_up';
  return call.ringing === side ? 'decline' : 'cancel';
};

/** Only the side that is asked may answer. */
const assertAsked = (call: CallRecord, side: CallSide): void => {
  if (call.state === 'ended') throw new DomainError('call_ended');
  if (call.state !== 'ringing' || call.ringing !== side) throw new DomainError('call_state', { state: call.state });
};

export const accept = (call: CallRecord, side: CallSide, now: Date): CallRecord => {
  assertAsked(call, side);
  return {
    ...call,
    state: step(call, 'accept'),
    ringing: null,
    ringUntil: null,
    mediaDue: after(now, callTiming.connectMs),
    // The ring may have outlasted somebody's connection; from here the grace counts anew.
    participants: call.participants.map((participant) =>
      participant.awaySince === null ? participant : { ...participant, awaySince: now },
    ),
  };
};

export const decline = (call: CallRecord, side: CallSide, now: Date): CallRecord => {
  assertAsked(call, side);
  return end(call, 'decline', now);
};

const withParticipant = (
  call: CallRecord,
  id: ParticipantId,
  change: (participant: ParticipantRecord) => ParticipantRecord,
): CallRecord => ({
  ...call,
  participants: call.participants.map((participant) => (participant.id === id ? change(participant) : participant)),
});

/** May this call have media now? */
export const assertMedia = (call: CallRecord): void => {
  if (call.state === 'ended') throw new DomainError('call_ended');
  if (call.state === 'ringing') throw new DomainError('call_state', { state: call.state });
};

/** A participant's page is in. `resumed`: with connections that still live in the engine. */
export const joined = (call: CallRecord, id: ParticipantId, resumed: boolean, now: Date): CallRecord => {
  assertMedia(call);
  // Gone while the page was coming in.
  if (call.participants.some((participant) => participant.id === id && participant.state === 'left'))
    throw new DomainError('call_not_found');
  return withParticipant(call, id, (participant) => ({
    ...participant,
    state: 'joined',
    joinedAt: participant.joinedAt ?? now,
    connectedAt: resumed ? participant.connectedAt : null,
    awaySince: null,
  }));
};

/** Media of a participant flows. With both sides in, the call is live. Null when nothing changes. */
export const connected = (call: CallRecord, id: ParticipantId, now: Date): CallRecord | null => {
  if (call.state !== 'connecting' && call.state !== 'live') return null;
  if (call.participants.find((participant) => participant.id === id)?.connectedAt !== null) return null;
  const next = withParticipant(call, id, (participant) => ({ ...participant, connectedAt: now }));
  if (call.state === 'live' || !essential(next).every((participant) => participant.connectedAt !== null)) return next;
  return { ...next, state: step(call, 'connect'), liveAt: now, mediaDue: null };
};

/** Without these there is no call: the visitor, and the agent whose call it is. Others come and go. */
const essential = (call: CallRecord): ParticipantRecord[] =>
  call.participants.filter(
    ({ side, agentId, state }) => state !== 'left' && (side === 'visitor' || agentId === call.agentId),
  );

/** A participant's page is gone; the grace begins. Null when nothing changes. */
export const away = (call: CallRecord, id: ParticipantId, now: Date): CallRecord | null => {
  const own = call.participants.find((participant) => participant.id === id);
  if (call.state === 'ended' || own === undefined || own.state === 'away' || own.state === 'left') return null;
  return withParticipant(call, id, (participant) => ({ ...participant, state: 'away', awaySince: now }));
};

/** A page of this person is there again while it rings; once media matters, only joining it counts. Null: no change. */
export const back = (call: CallRecord, id: ParticipantId): CallRecord | null => {
  const own = call.participants.find((participant) => participant.id === id);
  if (call.state !== 'ringing' || own?.state !== 'away') return null;
  return withParticipant(call, id, (participant) => ({ ...participant, state: 'invited', awaySince: null }));
};

/** Our process was restarted: for a silence of ours nobody's grace has run, it begins now for everybody who was in or away. */
export const afterRestart = (call: CallRecord, now: Date): CallRecord => ({
  ...call,
  participants: call.participants.map((participant) =>
    participant.state === 'joined' || participant.state === 'away'
      ? { ...participant, state: 'away', awaySince: now }
      : participant,
  ),
});

/** All pages have to come back (the engine is gone): the grace begins for everybody who was in. */
export const everybodyAway = (call: CallRecord, now: Date): CallRecord => ({
  ...call,
  participants: call.participants.map((participant) =>
    participant.state === 'joined' ? { ...participant, state: 'away', awaySince: now } : participant,
  ),
});

/** The engine is gone: media must be built again, under a new epoch. Null when the call has no media to lose. */
export const rebuilt = (call: CallRecord, now: Date): CallRecord | null => {
  if (call.state !== 'connecting' && call.state !== 'live') return null;
  const absent = everybodyAway(call, now);
  return {
    ...absent,
    mediaEpoch: call.mediaEpoch + 1,
    mediaDue: call.state === 'connecting' ? after(now, callTiming.connectMs) : null,
    participants: absent.participants.map((participant) => ({ ...participant, connectedAt: null })),
  };
};

export const muted = (
  call: CallRecord,
  id: ParticipantId,
  switches: { readonly microphone: boolean; readonly camera: boolean },
): CallRecord => {
  if (call.state === 'ended') throw new DomainError('call_ended');
  return withParticipant(call, id, (participant) => ({ ...participant, ...switches }));
};

/** Which timer has run out, if any. */
export const dueTransition = (call: CallRecord, now: Date): CallTransition | null => {
  if (call.state === 'ended') return null;
  const past = (instant: Date | null): boolean => instant !== null && instant <= now;
  if (past(call.ringUntil)) return 'ring_timeout';
  const absent = essential(call).find(
    ({ awaySince }) => awaySince !== null && past(after(awaySince, callTiming.graceMs)),
  );
  // Whoever is asked may answer from another page; only the asker's absence ends the ringing.
  if (call.state === 'ringing') return absent !== undefined && absent.side !== call.ringing ? 'cancel' : null;
  if (absent !== undefined) return 'lose';
  return past(call.mediaDue) ? 'media_timeout' : null;
};

/** Packets are being written: consent was given, and somebody's media flows. */
export const isRecording = (call: CallRecord): boolean =>
  call.recorded &&
  !call.held &&
  call.state !== 'ended' &&
  call.participants.some(({ connectedAt }) => connectedAt !== null);

/** From both connected to the end, in ms; null when it never connected. */
export const durationOf = (call: CallRecord): number | null =>
  call.liveAt === null || call.endedAt === null ? null : call.endedAt.getTime() - call.liveAt.getTime();
