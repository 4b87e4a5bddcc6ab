import type {
  AgentId,
  Call,
  CallId,
  CallKind,
  CallSide,
  ConversationId,
  ParticipantId,
  RecordingConsent,
  VisitorId,
} from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, MediaGateway, Principal } from '../../ports/index.ts';
import type { Tx } from '../../schema/index.ts';
import {
  accept,
  type CallRecord,
  type CallTransition,
  decline,
  durationOf,
  end,
  endingOf,
  muted,
  newCall,
  participantOf,
} from './call.ts';
import { handedTo, held, type JoiningAgent, withAgent, withoutAgent } from './call-agents.ts';
import type { CallRepo } from './call-repo.ts';
import { toWire } from './call-view.ts';
import type {
  AgentPlaces,
  CallConversation,
  CaptureRegister,
  ChannelsForCalls,
  ConversationsForCalls,
  PeopleInCalls,
} from './call-wants.ts';
import type { WarmCall, WarmCalls } from './warm-calls.ts';

export interface CallServiceDeps extends Pick<CoreDeps, 'clock' | 'makeId' | 'events'> {
  readonly repo: CallRepo;
  readonly gateway: Pick<MediaGateway, 'status'>;
  readonly conversations: ConversationsForCalls;
  readonly places: AgentPlaces;
  readonly channels: ChannelsForCalls;
  readonly people: PeopleInCalls;
  readonly captures: CaptureRegister;
  readonly warmCalls: Pick<WarmCalls, 'ofConversation'>;
}

export interface CallService {
  /** For the queue: the offer of a voice or video contact was accepted; the agent's place is already reserved. */
  startForAcceptedOffer(
    tx: Tx,
    accepted: { readonly conversation: CallConversation; readonly agentId: AgentId; readonly kind: CallKind },
  ): Promise<Call>;
  /** Inside a running conversation: rings the other side. `consent` is the visitor's answer, when the visitor starts. */
  start(
    tx: Tx,
    principal: Principal,
    wanted: {
      readonly conversationId: ConversationId;
      readonly kind: CallKind;
      readonly consent: RecordingConsent | null;
    },
  ): Promise<Call>;
  accept(tx: Tx, principal: Principal, callId: CallId, consent: RecordingConsent | null): Promise<Call>;
  decline(tx: Tx, principal: Principal, callId: CallId): Promise<void>;
  /** Hangs up, cancels or declines, whichever it means now; an ended call stays as it is. */
  end(tx: Tx, principal: Principal, callId: CallId): Promise<void>;
  mute(
    tx: Tx,
    principal: Principal,
    callId: CallId,
    switches: { readonly microphone: boolean; readonly camera: boolean },
  ): Promise<CallRecord>;
  /** The open call of the conversation is this agent's from now on; moves no places. Nothing when there is none. */
  handOver(tx: Tx, conversationId: ConversationId, to: AgentId): Promise<void>;
  /** Another agent comes in to be consulted; the visitor waits apart meanwhile. */
  consult(tx: Tx, conversationId: ConversationId, agentId: AgentId): Promise<void>;
  /** The consultation is over without a handing over: the agent goes, the visitor is back. */
  endConsultation(tx: Tx, conversationId: ConversationId, agentId: AgentId): Promise<void>;
  /** The visitor waits apart, or is with the agents again. */
  hold(tx: Tx, conversationId: ConversationId, on: boolean): Promise<void>;
  /**
   * Ends the conversation's call, if it has one: the conversation was closed, or its agent is lost and it goes back to
   * the queue. Gives the agent's place back, so the caller must not.
   */
  endForConversation(tx: Tx, conversationId: ConversationId, why?: 'closed' | 'agent_lost'): Promise<void>;
  /** For whoever may end it: its conversation is locked before it. */
  lockWithConversation(tx: Tx, callId: CallId): Promise<CallRecord | undefined>;
  /** Ends a call locked with its conversation: rows, the agent's place, the time line and the events, all in this transaction. */
  finish(tx: Tx, ended: CallRecord): Promise<CallRecord>;
  /** Stores a changed, locked call and says so to everybody. */
  change(tx: Tx, call: CallRecord): Promise<CallRecord>;
  /** With the people to tell about it. */
  findWithPeople(
    tx: Tx,
    callId: CallId,
  ): Promise<{ readonly call: Call; readonly agentIds: readonly AgentId[]; readonly visitorId: VisitorId } | null>;
  findOpenByConversation(tx: Tx, id: ConversationId): Promise<Call | null>;
  findOpenByAgent(tx: Tx, id: AgentId): Promise<Call | null>;
  findOpenByVisitor(tx: Tx, id: VisitorId): Promise<Call | null>;
}

type Ids = Pick<WarmCall, 'callId' | 'participants'>;

export const createCallService = (deps: CallServiceDeps): CallService => {
  const { repo, clock, makeId, events, conversations, channels, captures } = deps;

  const announce = async (tx: Tx, type: 'call_changed' | 'call_ended', call: CallRecord): Promise<void> =>
    events.append(tx, {
      type,
      subjectId: call.conversationId,
      payload: { callId: call.id, conversationId: call.conversationId },
    });

  const wire = async (tx: Tx, call: CallRecord): Promise<Call> => {
    const capture = call.recorded ? (await captures.find(tx, [call.id])).get(call.id) : undefined;
    return toWire(call, capture?.id ?? null);
  };
  const wireOrNull = async (tx: Tx, call: CallRecord | undefined): Promise<Call | null> =>
    call === undefined ? null : wire(tx, call);

  const change = async (tx: Tx, call: CallRecord): Promise<CallRecord> => {
    const stored = await repo.save(tx, call);
    await announce(tx, 'call_changed', stored);
    return stored;
  };

  const finish = async (tx: Tx, ended: CallRecord): Promise<CallRecord> => {
    const stored = await change(tx, ended);
    const capture = ended.recorded ? (await captures.find(tx, [ended.id])).get(ended.id) : undefined;
    // Conversation before place, as everywhere: two transactions that lock in different orders would wait for each other.
    await conversations.appendEvent(tx, ended.conversationId, {
      name: 'call_ended',
      callId: ended.id,
      kind: ended.kind,
      reason: ended.endReason ?? 'hung_up',
      durationMs: durationOf(ended),
      recordingId: capture?.id ?? null,
    });
    await deps.places.release(tx, ended.agentId, ended.kind);
    await announce(tx, 'call_ended', stored);
    return stored;
  };

  /** From here media may flow, so from here it is recorded, if the visitor agreed and the channel records. */
  const agreed = async (tx: Tx, call: CallRecord, conversation: CallConversation): Promise<CallRecord> => {
    await conversations.appendEvent(tx, call.conversationId, {
      name: 'call_started',
      callId: call.id,
      kind: call.kind,
    });
    const { recording } = await channels.getChannel(tx, conversation.channelId);
    return { ...call, recorded: recording === 'ask' && conversation.recordingConsent === 'given' };
  };

  const beginCapture = async (tx: Tx, call: CallRecord): Promise<void> => {
    if (!call.recorded) return;
    await captures.begin(tx, { callId: call.id, conversationId: call.conversationId, startedAt: clock.now() });
  };

  const newIds = (): Ids => ({
    callId: makeId() as CallId,
    participants: { visitor: makeId() as ParticipantId, agent: makeId() as ParticipantId },
  });

  /** Under which ids its people have connected their media while it rang. */
  const reservedIds = (conversation: CallConversation, agentId: AgentId, kind: CallKind): Ids | undefined => {
    const warm = deps.warmCalls.ofConversation(conversation.id as ConversationId);
    return warm?.agentId === agentId && warm.kind === kind ? warm : undefined;
  };

  const make = async (
    tx: Tx,
    conversation: CallConversation,
    agentId: AgentId,
    kind: CallKind,
    startedBy: CallSide,
    ask: boolean,
    ids: Ids = newIds(),
  ): Promise<CallRecord> => {
    const visitorId = conversation.visitorId as VisitorId;
    return newCall(
      {
        id: ids.callId,
        conversationId: conversation.id as ConversationId,
        kind,
        startedBy,
        visitor: {
          participantId: ids.participants.visitor,
          id: visitorId,
          displayName: await deps.people.visitorName(tx, visitorId),
        },
        agent: {
          participantId: ids.participants.agent,
          id: agentId,
          displayName: await deps.people.agentName(tx, agentId),
        },
      },
      ask,
      clock.now(),
    );
  };

  /** The visitor's answer to the recording question is there before a call that would be recorded. */
  const settleConsent = async (
    tx: Tx,
    conversation: CallConversation,
    answer: RecordingConsent | null,
  ): Promise<CallConversation> => {
    const { recording } = await channels.getChannel(tx, conversation.channelId);
    if (recording !== 'ask') return conversation;
    const consent = answer ?? conversation.recordingConsent;
    if (consent === null) throw new DomainError('consent_required');
    if (consent !== conversation.recordingConsent)
      await conversations.setRecordingConsent(tx, conversation.id as ConversationId, consent);
    return { ...conversation, recordingConsent: consent };
  };

  const ownConversation = async (tx: Tx, principal: Principal, id: ConversationId): Promise<CallConversation> => {
    const conversation = await conversations.getConversation(tx, id);
    const own =
      principal.kind === 'visitor'
        ? conversation.visitorId === principal.visitorId
        : conversation.agentId === principal.agentId;
    if (!own) throw new DomainError('conversation_not_found');
    if (conversation.state === 'closed') throw new DomainError('conversation_closed');
    return conversation;
  };

  /** The conversation first, as everywhere: who locks in another order waits for somebody who waits for them. */
  const lockWithConversation = async (tx: Tx, callId: CallId): Promise<CallRecord | undefined> => {
    const found = await repo.find(tx, callId);
    if (found === undefined) return undefined;
    await conversations.getConversation(tx, found.conversationId);
    return repo.lock(tx, callId);
  };

  const lockOwn = async (tx: Tx, principal: Principal, callId: CallId) => {
    const call = await lockWithConversation(tx, callId);
    const own = participantOf(call, principal);
    if (call === undefined) throw new DomainError('call_not_found');
    return { call, own };
  };

  const endWith = async (tx: Tx, call: CallRecord, transition: CallTransition): Promise<void> => {
    await finish(tx, end(call, transition, clock.now()));
  };

  const joining = async (tx: Tx, id: AgentId): Promise<JoiningAgent> => ({
    participantId: makeId() as ParticipantId,
    id,
    displayName: await deps.people.agentName(tx, id),
  });

  const changeOpen = async (
    tx: Tx,
    conversationId: ConversationId,
    next: (call: CallRecord) => Promise<CallRecord>,
  ): Promise<void> => {
    const open = await repo.findOpenByConversation(tx, conversationId);
    const call = open && (await repo.lock(tx, open.id));
    if (call === undefined || call.state === 'ended') return;
    const changed = await change(tx, await next(call));
    await tellHold(tx, call, changed);
  };

  /** On the time line, because nothing is recorded meanwhile and the visitor waits. */
  const tellHold = async (tx: Tx, before: CallRecord, after: CallRecord): Promise<void> => {
    if (before.held === after.held) return;
    await conversations.appendEvent(tx, after.conversationId, {
      name: after.held ? 'call_held' : 'call_resumed',
      callId: after.id,
    });
  };

  return {
    async startForAcceptedOffer(tx, { conversation, agentId, kind }) {
      // A call whose agent was lost may still be within its grace; the new agent's call takes its place.
      const stale = await repo.findOpenByConversation(tx, conversation.id as ConversationId);
      if (stale !== undefined) {
        await endWith(tx, stale, 'lose');
        // Ending gave back the place that the offer has just taken for the same agent.
        if (stale.agentId === agentId) await deps.places.reserve(tx, agentId, kind);
      }
      const ids = reservedIds(conversation, agentId, kind);
      const call = await agreed(tx, await make(tx, conversation, agentId, kind, 'visitor', false, ids), conversation);
      await repo.insert(tx, call);
      await beginCapture(tx, call);
      await announce(tx, 'call_changed', call);
      return wire(tx, call);
    },

    async start(tx, principal, { conversationId, kind, consent }) {
      const conversation = await ownConversation(tx, principal, conversationId);
      if (conversation.agentId === null || conversation.state !== 'active') throw new DomainError('agent_offline');
      if (!(await channels.getChannel(tx, conversation.channelId)).media.includes(kind))
        throw new DomainError('medium_not_offered');
      if (deps.gateway.status().state === 'absent') throw new DomainError('media_unavailable');
      if ((await repo.findOpenByConversation(tx, conversationId)) !== undefined) throw new DomainError('call_exists');
      if (principal.kind === 'visitor') await settleConsent(tx, conversation, consent);
      const agentId = conversation.agentId as AgentId;
      await deps.places.reserve(tx, agentId, kind, conversationId);
      const call = await make(tx, conversation, agentId, kind, principal.kind, true);
      await repo.insert(tx, call);
      await announce(tx, 'call_changed', call);
      return wire(tx, call);
    },

    async accept(tx, principal, callId, consent) {
      const { call, own } = await lockOwn(tx, principal, callId);
      const accepted = accept(call, own.side, clock.now());
      const asked = await conversations.getConversation(tx, call.conversationId);
      const conversation = principal.kind === 'visitor' ? await settleConsent(tx, asked, consent) : asked;
      const stored = await change(tx, await agreed(tx, accepted, conversation));
      await beginCapture(tx, stored);
      return wire(tx, stored);
    },

    async decline(tx, principal, callId) {
      const { call, own } = await lockOwn(tx, principal, callId);
      await finish(tx, decline(call, own.side, clock.now()));
    },

    async end(tx, principal, callId) {
      const { call, own } = await lockOwn(tx, principal, callId);
      if (call.state === 'ended') return;
      // Whoever is in it beside the agent whose call it is only leaves.
      if (own.agentId !== null && own.agentId !== call.agentId)
        await change(tx, withoutAgent(call, own.agentId, clock.now()));
      else await endWith(tx, call, endingOf(call, own.side));
    },

    async mute(tx, principal, callId, switches) {
      const { call, own } = await lockOwn(tx, principal, callId);
      const told = muted(call, own.id, switches);
      // Pages say what they send as soon as they are in; mostly that is known.
      const news = own.microphone !== switches.microphone || own.camera !== switches.camera;
      return news ? change(tx, told) : call;
    },

    async endForConversation(tx, conversationId, why = 'closed') {
      const open = await repo.findOpenByConversation(tx, conversationId);
      const call = open && (await repo.lock(tx, open.id));
      if (call === undefined || call.state === 'ended') return;
      if (why === 'agent_lost') await endWith(tx, call, 'lose');
      else await endWith(tx, call, call.state === 'ringing' ? 'cancel' : 'hang_up');
    },

    handOver: (tx, conversationId, to) =>
      changeOpen(tx, conversationId, async (call) => handedTo(call, await joining(tx, to), clock.now())),
    consult: (tx, conversationId, agentId) =>
      changeOpen(tx, conversationId, async (call) => held(withAgent(call, await joining(tx, agentId)), true)),
    endConsultation: (tx, conversationId, agentId) =>
      changeOpen(tx, conversationId, async (call) => held(withoutAgent(call, agentId, clock.now()), false)),
    hold: (tx, conversationId, on) => changeOpen(tx, conversationId, async (call) => held(call, on)),

    finish,
    change,
    lockWithConversation,
    async findWithPeople(tx, callId) {
      const call = await repo.find(tx, callId);
      const visitorId = call?.participants.find((participant) => participant.visitorId !== null)?.visitorId;
      if (call === undefined || !visitorId) return null;
      const agentIds = new Set(call.participants.flatMap(({ agentId }) => agentId ?? []));
      return { call: await wire(tx, call), agentIds: [...agentIds], visitorId };
    },
    findOpenByConversation: async (tx, id) => wireOrNull(tx, await repo.findOpenByConversation(tx, id)),
    findOpenByAgent: async (tx, id) => wireOrNull(tx, await repo.findOpenByAgent(tx, id)),
    findOpenByVisitor: async (tx, id) => wireOrNull(tx, await repo.findOpenByVisitor(tx, id)),
  };
};
