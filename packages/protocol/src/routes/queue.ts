import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { ConversationId, OfferId, QueueEntryId } from '../ids.ts';
import { AssignEntry, AssignedEntry, MovedEntry, MoveEntry, PullBack, TakenContact } from '../manual.ts';
import { OwnRouting } from '../own-routing.ts';
import { Decline, Offer } from '../queue.ts';
import { RoutingHistory } from '../routing-history.ts';

const entry = z.strictObject({ entryId: QueueEntryId });
const conversation = z.strictObject({ conversationId: ConversationId });

const offer = z.strictObject({ offerId: OfferId });

export const queueRoutes = defineRoutes({
  listMyOffers: {
    method: 'GET',
    path: '/api/v1/offers',
    audience: 'agent',
    tag: 'queue',
    summary: 'What rings at me now',
    response: z.object({ offers: z.array(Offer) }),
    errors: [],
  },
  acceptOffer: {
    method: 'POST',
    path: '/api/v1/offers/:offerId/accept',
    audience: 'agent',
    tag: 'queue',
    summary: 'Take what rings at me',
    params: offer,
    response: TakenContact,
    errors: ['offer_not_found', 'offer_gone'],
  },
  declineOffer: {
    method: 'POST',
    path: '/api/v1/offers/:offerId/decline',
    audience: 'agent',
    tag: 'queue',
    summary: 'Decline what rings at me, with a reason or without; the next agent is asked',
    params: offer,
    body: Decline,
    response: null,
    errors: ['offer_not_found', 'offer_gone'],
  },
  assignEntry: {
    method: 'POST',
    path: '/api/v1/queue/:entryId/assign',
    audience: 'supervisor',
    tag: 'queue',
    summary: 'Give a waiting contact to one agent: it rings there, whoever was next',
    params: entry,
    body: AssignEntry,
    response: AssignedEntry,
    errors: ['queue_entry_gone', 'agent_not_found', 'agent_offline', 'agent_at_capacity'],
  },
  pickEntry: {
    method: 'POST',
    path: '/api/v1/queue/:entryId/pick',
    audience: 'agent',
    tag: 'queue',
    summary: 'Take a waiting contact, where the group lets its agents do so',
    params: entry,
    response: TakenContact,
    errors: ['queue_entry_gone', 'queue_pick_refused', 'agent_offline', 'agent_at_capacity'],
  },
  moveEntry: {
    method: 'PATCH',
    path: '/api/v1/queue/:entryId',
    audience: 'supervisor',
    tag: 'queue',
    summary: 'Move a waiting contact to the front of its line, or give it another priority',
    params: entry,
    body: MoveEntry,
    response: MovedEntry,
    errors: ['queue_entry_gone'],
  },
  cancelRinging: {
    method: 'POST',
    path: '/api/v1/queue/:entryId/pull-back',
    audience: 'supervisor',
    tag: 'queue',
    summary: 'Take a ringing offer back: the contact waits again at its place',
    params: entry,
    response: null,
    errors: ['queue_entry_gone'],
  },
  pullBack: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/pull-back',
    audience: 'supervisor',
    tag: 'queue',
    summary: 'Take a conversation from its agent: it waits again, with the time it has waited already',
    params: conversation,
    body: PullBack,
    response: null,
    errors: ['conversation_not_found', 'conversation_not_active'],
  },
  getRouting: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/routing',
    audience: 'supervisor',
    tag: 'queue',
    summary: 'Why this agent: rule, stages, everyone considered, and what was done by hand',
    params: conversation,
    response: RoutingHistory,
    errors: ['conversation_not_found'],
  },
  getOwnRouting: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/own-routing',
    audience: 'agent',
    tag: 'queue',
    summary: 'Why a conversation is at me: rule and stage, or who gave it to me; not who else was considered',
    params: conversation,
    response: OwnRouting,
    errors: ['conversation_not_found'],
  },
});
