import type { AgentId, CallId, CallKind, ConversationId, OfferId, ParticipantId, VisitorId } from '@visavis/protocol';

/**
 * The ids a call will have if the offer that rings now is accepted; under them its people connect their media beforehand.
 * Lives in memory: lost with the process, and then the call begins as if nobody had prepared it.
 */
export interface WarmCall {
  readonly offerId: OfferId;
  readonly conversationId: ConversationId;
  readonly kind: CallKind;
  readonly agentId: AgentId;
  readonly visitorId: VisitorId;
  readonly expiresAt: Date;
  readonly callId: CallId;
  readonly participants: Readonly<Record<'agent' | 'visitor', ParticipantId>>;
}

export interface WarmCalls {
  add(call: WarmCall): void;
  /** False when it was gone already. */
  remove(call: WarmCall): boolean;
  has(callId: CallId): boolean;
  ofConversation(id: ConversationId): WarmCall | undefined;
  all(): WarmCall[];
}

export const createWarmCalls = (): WarmCalls => {
  const byConversation = new Map<ConversationId, WarmCall>();
  return {
    add: (call) => void byConversation.set(call.conversationId, call),
    remove: (call) => byConversation.get(call.conversationId) === call && byConversation.delete(call.conversationId),
    has: (callId) => [...byConversation.values()].some((call) => call.callId === callId),
    ofConversation: (id) => byConversation.get(id),
    all: () => [...byConversation.values()],
  };
};
