import type {
  AgentEvents,
  AgentSnapshot,
  Call,
  CallId,
  Conversation,
  ConversationId,
  FactName,
  FactPayload,
  Offer,
  ParticipantId,
  Presence,
  Quality,
  QualityReason,
  QueueEntry,
  WrapUp,
} from '@visavis/protocol';
import { type Transfers, transfersIn, withTransfer } from './desk-transfers.ts';

export interface EndedOffer {
  readonly offer: Offer;
  readonly state: FactPayload<AgentEvents, 'offer:ended'>['state'];
}

/** Everything the console knows right now, from the snapshot and the facts after it. Pure: every change gives a new one. */
export interface DeskState {
  /** False until the first snapshot. */
  readonly arrived: boolean;
  readonly presence: Presence | null;
  readonly conversations: ReadonlyMap<ConversationId, Conversation>;
  readonly queue: readonly QueueEntry[];
  readonly offers: readonly Offer[];
  /** The last offer that ended without this console's doing, until it is dismissed. */
  readonly endedOffer: EndedOffer | null;
  readonly calls: ReadonlyMap<CallId, Call>;
  readonly transfers: Transfers;
  /** My contacts that are closed and still open for notes. */
  readonly wrapUps: readonly WrapUp[];
  /** Conversations whose visitor is typing. */
  readonly typing: ReadonlySet<ConversationId>;
  readonly quality: ReadonlyMap<ParticipantId, { readonly level: Quality; readonly reason: QualityReason }>;
}

export const emptyDesk: DeskState = {
  arrived: false,
  presence: null,
  conversations: new Map(),
  queue: [],
  offers: [],
  endedOffer: null,
  calls: new Map(),
  transfers: new Map(),
  wrapUps: [],
  typing: new Set(),
  quality: new Map(),
};

/** Replaces the entity whole; an older version than the known one is dropped. */
function replaced<K, V extends { readonly version: number }>(map: ReadonlyMap<K, V>, key: K, value: V) {
  const known = map.get(key);
  if (known && known.version > value.version) return map;
  return new Map(map).set(key, value);
}

/** The snapshot is the truth: what it does not name is no longer waiting, ringing or running. */
export function withSnapshot(desk: DeskState, snapshot: AgentSnapshot): DeskState {
  let conversations: DeskState['conversations'] = desk.conversations;
  const named = new Set(snapshot.conversations.map((conversation) => conversation.id));
  const kept = [...conversations].filter(([id, conversation]) => named.has(id) || conversation.state === 'closed');
  conversations = new Map(kept);
  for (const conversation of snapshot.conversations) {
    conversations = replaced(conversations, conversation.id, conversation);
  }
  return {
    ...desk,
    arrived: true,
    presence: snapshot.presence,
    conversations,
    queue: snapshot.queue,
    offers: snapshot.offers,
    calls: new Map(snapshot.calls.map((call) => [call.id, call])),
    transfers: transfersIn(snapshot),
    wrapUps: snapshot.wrapUps,
    typing: new Set(),
  };
}

export const withConversation = (desk: DeskState, conversation: Conversation): DeskState => ({
  ...desk,
  conversations: replaced(desk.conversations, conversation.id, conversation),
});

/** Most news of a call comes twice, to its agent and to whoever follows the conversation; only the first redraws the page. */
export function withCall(desk: DeskState, call: Call): DeskState {
  const known = desk.calls.get(call.id);
  const told = known?.version === call.version && JSON.stringify(known) === JSON.stringify(call);
  return told ? desk : { ...desk, calls: replaced(desk.calls, call.id, call) };
}

type QualityFact = FactPayload<AgentEvents, 'media:quality'>;

/** The engine repeats itself while a call is set up. */
function withQuality(desk: DeskState, { participantId, level, reason }: QualityFact): DeskState {
  const known = desk.quality.get(participantId);
  if (known?.level === level && known.reason === reason) return desk;
  return { ...desk, quality: new Map(desk.quality).set(participantId, { level, reason }) };
}

/** An offer that was missed or withdrawn is told; one that this agent accepted or declined, here or elsewhere, is not. */
export function withoutOffer(desk: DeskState, offerId: string, state?: EndedOffer['state']): DeskState {
  const offer = desk.offers.find((other) => other.id === offerId);
  if (!offer) return desk;
  const offers = desk.offers.filter((other) => other.id !== offerId);
  const told = state === 'missed' || state === 'cancelled';
  return { ...desk, offers, endedOffer: told ? { offer, state } : desk.endedOffer };
}

function withTyping(desk: DeskState, conversationId: ConversationId, typing: boolean): DeskState {
  if (desk.typing.has(conversationId) === typing) return desk;
  const next = new Set(desk.typing);
  if (typing) next.add(conversationId);
  else next.delete(conversationId);
  return { ...desk, typing: next };
}

/** A newer one replaces what is known; one that is not open any more leaves the desk. */
export function withWrapUp(desk: DeskState, wrapUp: WrapUp): DeskState {
  const known = desk.wrapUps.find((other) => other.conversationId === wrapUp.conversationId);
  if (known && known.version > wrapUp.version) return desk;
  const others = desk.wrapUps.filter((other) => other !== known);
  return { ...desk, wrapUps: wrapUp.state === 'open' ? [...others, wrapUp] : others };
}

type Handlers = {
  [N in FactName<AgentEvents>]?: (desk: DeskState, fact: FactPayload<AgentEvents, N>) => DeskState;
};

/** What each fact changes. Facts without an entry change nothing here. */
export const factHandlers = {
  'presence:changed': (desk, presence) =>
    desk.presence && (presence.agentId !== desk.presence.agentId || presence.version < desk.presence.version)
      ? desk
      : { ...desk, presence },
  'wrapup:changed': withWrapUp,
  'queue:changed': (desk, { groupId, entries }) => ({
    ...desk,
    queue: [...desk.queue.filter((entry) => entry.groupId !== groupId), ...entries],
  }),
  'offer:ringing': (desk, offer) => ({
    ...desk,
    // Told again when more is known of it: it keeps its place.
    offers: desk.offers.some((other) => other.id === offer.id)
      ? desk.offers.map((other) => (other.id === offer.id ? offer : other))
      : [...desk.offers, offer],
    endedOffer: null,
  }),
  'offer:ended': (desk, { offerId, state }) => withoutOffer(desk, offerId, state),
  'conversation:changed': withConversation,
  'message:new': (desk, message) =>
    message.author.kind === 'visitor' ? withTyping(desk, message.conversationId, false) : desk,
  'typing:changed': (desk, { conversationId, side, typing }) =>
    side === 'visitor' ? withTyping(desk, conversationId, typing) : desk,
  'call:changed': withCall,
  'media:quality': withQuality,
  'transfer:changed': withTransfer,
} satisfies Handlers;

/** My open conversations, the one that spoke last first. */
export function myConversations(desk: Pick<DeskState, 'conversations'>, agentId: string): Conversation[] {
  return [...desk.conversations.values()]
    .filter((conversation) => conversation.state === 'active' && conversation.agent?.id === agentId)
    .sort((a, b) => (b.lastMessageAt ?? b.createdAt).localeCompare(a.lastMessageAt ?? a.createdAt));
}

/** The call of a conversation that has not ended. */
export function openCallOf(desk: Pick<DeskState, 'calls'>, conversationId: string): Call | undefined {
  for (const call of desk.calls.values()) {
    if (call.conversationId === conversationId && call.state !== 'ended') return call;
  }
  return undefined;
}

export const takesPart = (call: Call, agentId: string): boolean =>
  call.participants.some((participant) => participant.agentId === agentId && participant.state !== 'left');

/** The running call this agent is in, as its own agent or consulted. Others are known of, too: left, or read along. */
export const runningCallOf = ({ calls }: Pick<DeskState, 'calls'>, agentId: string): Call | undefined =>
  [...calls.values()].find(
    (call) => (call.state === 'connecting' || call.state === 'live') && takesPart(call, agentId),
  );

/** Calls inside running conversations that ask this side to answer. */
export function incomingCalls(desk: Pick<DeskState, 'calls' | 'conversations'>, agentId: string): Call[] {
  return [...desk.calls.values()].filter(
    (call) =>
      call.state === 'ringing' &&
      call.ringing === 'agent' &&
      desk.conversations.get(call.conversationId)?.agent?.id === agentId,
  );
}
