/**
 * Transfer: a conversation on its way from the agent who has it to another. The sender keeps it, and stays in its call,
 * until somebody has taken it, so the visitor is never with nobody. Pure decisions.
 *
 * searching   nobody is asked at the moment; the router asks the next who is free. Groups and rules only.
 * ringing     one colleague is asked, with a place held for them; `dueAt` is the deadline.
 * consulting  sender and colleague talk while the visitor waits. Left by people, or by one of them going.
 * completed   the colleague has it. For good.
 * returned    nobody took it: the sender keeps the conversation and is told who and why. For good.
 * cancelled   taken back by the sender, or overtaken: visitor or sender gone, call over. For good.
 *
 * Timers, both rows: `dueAt` of the present ringing, `giveUpAt` of all asking.
 */
import type {
  AgentId,
  CallId,
  CallKind,
  ConversationId,
  Decline,
  Medium,
  Transfer,
  TransferEndReason,
  TransferId,
  TransferMode,
  TransferState,
  TransferTarget,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import { nextState, type TransitionTable } from '../../lib/state-machine.ts';
import { type AgentPrincipal, maySupervise } from '../../ports/index.ts';

export type TransferEvent =
  | 'ring'
  /** Not taken, but others may still be asked. */
  | 'ask_next'
  | 'take'
  | 'consult'
  | 'complete'
  /** Not taken, and nobody else is asked. */
  | 'give_back'
  | 'cancel';

export const transferTransitions: TransitionTable<TransferState, TransferEvent> = {
  searching: { ring: 'ringing', give_back: 'returned', cancel: 'cancelled' },
  ringing: {
    ask_next: 'searching',
    take: 'completed',
    consult: 'consulting',
    give_back: 'returned',
    cancel: 'cancelled',
  },
  consulting: { complete: 'completed', give_back: 'returned', cancel: 'cancelled' },
  completed: {},
  returned: {},
  cancelled: {},
};

export const transferTiming = {
  /** How long one colleague, named by the sender, is asked. */
  ringMs: 30_000,
  /** How long a group, or whomever the rules find, is asked in all. */
  searchMs: 90_000,
} as const;

/** Places taken for the one who is asked, so that an acceptance never fails for want of one. */
export interface Places {
  readonly text: boolean;
  readonly call: CallKind | null;
}
export const noPlaces: Places = { text: false, call: null };

/** A text contact holds a text place, a running call one of its kind; a text contact with a call needs both. */
export const placesFor = (contact: Medium, call: CallKind | null): Places => ({
  text: contact === 'text',
  call,
});

export const mediaOf = ({ text, call }: Places): Medium[] => [
  ...(text ? (['text'] as const) : []),
  ...(call ? [call] : []),
];

export interface AskedAgent {
  readonly agentId: AgentId;
  readonly times: number;
  /** Epoch ms. */
  readonly lastAt: number;
}

export interface ReachedStage {
  readonly stage: number;
  readonly at: number;
}

/** What a colleague gave as the reason; `by` is null where it was not kept. */
export interface DeclinedWith extends Pick<NonNullable<Transfer['declined']>, 'reason' | 'note'> {
  readonly by: AgentId | null;
}

export interface TransferRecord {
  readonly id: TransferId;
  readonly conversationId: ConversationId;
  readonly callId: CallId | null;
  readonly mode: TransferMode;
  readonly state: TransferState;
  readonly target: TransferTarget;
  readonly from: AgentId;
  readonly to: AgentId | null;
  readonly note: string | null;
  readonly held: Places;
  readonly asked: readonly AskedAgent[];
  /** Why whoever declined last did so; null: nobody has said. */
  readonly declined: DeclinedWith | null;
  /** The stage the search has come to, and when (epoch ms); null: the first, since it began. */
  readonly reached: ReachedStage | null;
  readonly enqueuedAt: Date;
  readonly dueAt: Date | null;
  readonly giveUpAt: Date;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly endReason: TransferEndReason | null;
}

export interface NewTransfer {
  readonly id: TransferId;
  readonly conversationId: ConversationId;
  readonly callId: CallId | null;
  readonly mode: TransferMode;
  readonly target: TransferTarget;
  readonly from: AgentId;
  readonly note: string | null;
  readonly enqueuedAt: Date;
}

const after = (now: Date, ms: number): Date => new Date(now.getTime() + ms);

/** To a person it rings at once, with these places held; to a group or the rules the search begins. */
export const newTransfer = (wanted: NewTransfer, held: Places, now: Date): TransferRecord => {
  const toAgent = wanted.target.kind === 'agent' ? wanted.target.agentId : null;
  return {
    ...wanted,
    state: toAgent ? 'ringing' : 'searching',
    to: toAgent,
    held: toAgent ? held : noPlaces,
    asked: [],
    declined: null,
    reached: null,
    dueAt: after(now, toAgent ? transferTiming.ringMs : transferTiming.searchMs),
    giveUpAt: after(now, toAgent ? transferTiming.ringMs : transferTiming.searchMs),
    startedAt: now,
    endedAt: null,
    endReason: null,
  };
};

export const isOpen = (transfer: TransferRecord): boolean => transfer.endedAt === null;

/** Its state after the event, or transfer_gone when it means nothing any more. */
const step = (transfer: TransferRecord, event: TransferEvent): TransferState => {
  const next = nextState(transferTransitions, transfer.state, event);
  if (next === null)
    throw new DomainError(isOpen(transfer) ? 'transfer_state' : 'transfer_gone', { state: transfer.state });
  return next;
};

/** The router asks this agent, whose places are held, at the stage that was reached. */
export const rung = (
  transfer: TransferRecord,
  found: { readonly agentId: AgentId; readonly ringMs: number; readonly reached: ReachedStage | null },
  held: Places,
  now: Date,
): TransferRecord => ({
  ...transfer,
  state: step(transfer, 'ring'),
  to: found.agentId,
  held,
  reached: found.reached,
  dueAt: after(now, found.ringMs),
});

/** The colleague has said yes to being consulted; the sender decides when it ends. */
export const consulting = (transfer: TransferRecord): TransferRecord => ({
  ...transfer,
  state: step(transfer, 'consult'),
  dueAt: null,
});

/** Ends it. The places held are the caller's to give back, or, when completed, are the colleague's own now. */
export const ended = (
  transfer: TransferRecord,
  event: 'take' | 'complete' | 'give_back' | 'cancel',
  reason: TransferEndReason,
  now: Date,
): TransferRecord => ({
  ...transfer,
  state: step(transfer, event),
  held: noPlaces,
  dueAt: null,
  endedAt: now,
  endReason: reason,
});

/** The colleague did not take it: a group is asked on until its time is over, a person is not asked twice. */
export const notTaken = (
  transfer: TransferRecord,
  reason: 'declined' | 'missed' | 'target_gone',
  now: Date,
  why: Decline = {},
): TransferRecord => {
  const said = why.reason || why.note ? { reason: why.reason ?? null, note: why.note ?? null, by: transfer.to } : null;
  const declined = reason === 'declined' ? said : transfer.declined;
  if (transfer.target.kind === 'agent' || transfer.giveUpAt <= now)
    return { ...ended(transfer, 'give_back', reason, now), declined };
  const before = transfer.asked.find((one) => one.agentId === transfer.to);
  const asked = transfer.asked.filter((one) => one !== before);
  return {
    ...transfer,
    state: step(transfer, 'ask_next'),
    to: null,
    held: noPlaces,
    declined,
    asked:
      transfer.to === null
        ? asked
        : [...asked, { agentId: transfer.to, times: (before?.times ?? 0) + 1, lastAt: now.getTime() }],
    dueAt: transfer.giveUpAt,
  };
};

/** What the world around an open transfer looks like. */
export interface Surroundings {
  readonly conversationState: 'waiting' | 'active' | 'closed';
  readonly conversationAgent: AgentId | null;
  /** The call that goes along is over. */
  readonly callEnded: boolean;
  /** The consulted colleague is in the call; null when there is none. */
  readonly targetInCall: boolean | null;
  /** Online, with a tab open and a running lease. */
  readonly targetReachable: boolean;
  /** Not lost: whoever consults in a call has the grace of a call. */
  readonly targetThere: boolean;
  /** Whom the search may find at any of its stages, without the sender; null when nobody is searched, or it is not known yet. */
  readonly members: readonly AgentId[] | null;
}

export type Overtaken =
  | { readonly kind: 'cancel'; readonly reason: TransferEndReason }
  | { readonly kind: 'not_taken'; readonly reason: 'missed' | 'target_gone' }
  | { readonly kind: 'give_back'; readonly reason: TransferEndReason };

/** What has happened to an open transfer without anybody answering it; null: it goes on. */
export const overtaken = (transfer: TransferRecord, around: Surroundings, now: Date): Overtaken | null => {
  if (around.conversationState === 'closed') return { kind: 'cancel', reason: 'conversation_closed' };
  if (around.conversationState !== 'active' || around.conversationAgent !== transfer.from)
    return { kind: 'cancel', reason: 'sender_gone' };
  if (around.callEnded) return { kind: 'cancel', reason: 'call_ended' };
  const due = transfer.dueAt !== null && transfer.dueAt <= now;
  switch (transfer.state) {
    case 'ringing':
      if (!around.targetReachable) return { kind: 'not_taken', reason: 'target_gone' };
      return due ? { kind: 'not_taken', reason: 'missed' } : null;
    case 'searching':
      return searchOver(transfer, around, due);
    case 'consulting':
      if (!around.targetThere) return { kind: 'give_back', reason: 'target_gone' };
      return around.targetInCall === false ? { kind: 'give_back', reason: 'target_left' } : null;
    default:
      return null;
  }
};

const searchOver = (transfer: TransferRecord, { members }: Surroundings, due: boolean): Overtaken | null => {
  if (members?.length === 0) return { kind: 'give_back', reason: 'group_empty' };
  const refused = new Set(transfer.asked.map((one) => one.agentId));
  // Whoever said no stays asked: once all have, there is nothing to wait for.
  if (members?.every((agentId) => refused.has(agentId))) return { kind: 'give_back', reason: 'declined' };
  return due ? { kind: 'give_back', reason: 'nobody_free' } : null;
};

/**
 * What a reader of the conversation hears of its transfers: what somebody took, and what was theirs to give or to take. Who said no
 * is told to supervisors and to whoever asked.
 */
export const visibleTo = (reader: AgentPrincipal, transfers: readonly Transfer[]): Transfer[] =>
  transfers.filter(
    ({ state, from, to }) =>
      maySupervise(reader) ||
      state === 'consulting' ||
      state === 'completed' ||
      from.agentId === reader.agentId ||
      to?.agentId === reader.agentId,
  );
