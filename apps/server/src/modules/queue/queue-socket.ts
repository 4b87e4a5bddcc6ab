import type { AgentId, ConversationId, OfferId, SkillGroupId } from '@visavis/protocol';
import type { Realtime, SocketModule, StoredDomainEvent } from '../../ports/index.ts';
import type { ManualService } from './manual-service.ts';
import type { OfferService } from './offer-service.ts';
import type { QueueAnnouncer } from './queue-announcer-service.ts';
import type { QueueService } from './queue-service.ts';

export interface QueueSocketDeps {
  readonly queue: QueueService;
  readonly offers: OfferService;
  readonly manual: ManualService;
  readonly announcer: QueueAnnouncer;
  readonly realtime: Pick<Realtime, 'toAgent' | 'follow'>;
  /** Something changed that may allow a routing decision. */
  readonly wakeRouter: () => void;
}

interface EndedOffer {
  readonly offerId: OfferId;
  readonly conversationId: never;
  readonly agentId: AgentId;
  readonly state: 'accepted' | 'declined' | 'missed' | 'cancelled';
}

interface TakenFrom {
  readonly agentId: AgentId;
  readonly conversationId: ConversationId;
  readonly by: string;
}

/** Answers to offers; ringing and ended offers to every tab of the agent; the line to agents and visitors. */
export function createQueueSocket(deps: QueueSocketDeps): SocketModule {
  const { queue, offers, manual, announcer, realtime, wakeRouter } = deps;

  const groupChanged = async (event: StoredDomainEvent): Promise<void> => {
    wakeRouter();
    announcer.changed(event.subjectId as SkillGroupId);
  };

  return {
    agent: {
      'offer:accept': async ({ offerId }, { principal, follow }) => {
        const answer = await offers.accept(principal.agentId, offerId);
        follow(answer.conversation.id);
        realtime.follow(principal.agentId, answer.conversation.id);
        return answer;
      },
      'offer:decline': async ({ offerId, ...why }, { principal }) => {
        await offers.decline(principal.agentId, offerId, why);
        return {};
      },
      'queue:pick': async ({ entryId }, { principal, follow }) => {
        const taken = await manual.pick(principal, entryId);
        follow(taken.conversation.id);
        realtime.follow(principal.agentId, taken.conversation.id);
        return taken;
      },
    },
    connections: {
      visitorConnected: (principal) => queue.visitorBack(principal.visitorId),
      visitorDisconnected: async (principal, _socketId, remaining) => {
        if (remaining === 0) await queue.visitorAway(principal.visitorId);
      },
    },
    events: {
      queue_changed: groupChanged,
      skill_group_changed: groupChanged,
      presence_changed: async (event) => {
        wakeRouter();
        // Visitors are told whether anybody is there; a mere change of load is no news to them.
        if (event.payload.stateChanged !== true) return;
        for (const groupId of await queue.groupsOfAgent(event.subjectId as AgentId)) announcer.changed(groupId);
      },
      // Called something else, or another VIP level: told again wherever they wait or ring.
      visitor_changed: async ({ subjectId }) => {
        for (const groupId of await queue.groupsOfPerson(subjectId)) announcer.changed(groupId);
        for (const offer of await offers.listRingingOfPerson(subjectId))
          realtime.toAgent(offer.agentId, 'offer:ringing', offer);
      },
      conversation_taken: async (event) => {
        const { agentId, conversationId, by } = event.payload as unknown as TakenFrom;
        realtime.toAgent(agentId, 'conversation:taken', { conversationId, by });
      },
      offer_ringing: async (event) => {
        const offer = await offers.findWire(event.subjectId as OfferId);
        if (offer?.state === 'ringing') realtime.toAgent(offer.agentId, 'offer:ringing', offer);
      },
      offer_ended: async (event) => {
        const { agentId, offerId, conversationId, state } = event.payload as unknown as EndedOffer;
        realtime.toAgent(agentId, 'offer:ended', { offerId, conversationId, state });
        wakeRouter();
      },
    },
  };
}
