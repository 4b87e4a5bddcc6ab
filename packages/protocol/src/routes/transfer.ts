import { z } from 'zod';
import { defineRoutes } from '../contract.ts';
import { ConversationId, TransferId } from '../ids.ts';
import { TakenContact } from '../manual.ts';
import { Decline } from '../queue.ts';
import { BringTogether, StartTransfer, Transfer, TransferTargets } from '../transfer.ts';

const ofConversation = z.strictObject({ conversationId: ConversationId });
const ofTransfer = z.strictObject({ transferId: TransferId });
const one = z.object({ transfer: Transfer });

/** Own conversations; supervisors may move those of others. */
export const transferRoutes = defineRoutes({
  listTransferTargets: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/transfer-targets',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Whom a conversation could be handed to, and how busy they are',
    params: ofConversation,
    response: TransferTargets,
    errors: ['conversation_not_found', 'conversation_closed', 'transfer_state'],
  },
  listTransfers: {
    method: 'GET',
    path: '/api/v1/conversations/:conversationId/transfers',
    audience: 'agent',
    tag: 'transfers',
    summary:
      'Transfers of a conversation, oldest first. Who was asked in vain is told to supervisors and to whoever asked',
    params: ofConversation,
    response: z.object({ transfers: z.array(Transfer) }),
    errors: ['conversation_not_found'],
  },
  startTransfer: {
    method: 'POST',
    path: '/api/v1/conversations/:conversationId/transfers',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Hand a conversation, and its running call, to an agent, a skill group, or whomever the rules find',
    params: ofConversation,
    body: StartTransfer.omit({ conversationId: true }),
    response: one,
    errors: [
      'conversation_not_found',
      'conversation_closed',
      'transfer_state',
      'transfer_exists',
      'transfer_to_self',
      'agent_not_found',
      'agent_offline',
      'agent_at_capacity',
      'skill_group_not_found',
      'skill_group_empty',
    ],
  },
  getTransfer: {
    method: 'GET',
    path: '/api/v1/transfers/:transferId',
    audience: 'agent',
    tag: 'transfers',
    summary: 'One transfer',
    params: ofTransfer,
    response: one,
    errors: ['transfer_not_found'],
  },
  acceptTransfer: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/accept',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Take what a colleague hands over to me, or agree to be consulted',
    params: ofTransfer,
    response: TakenContact.extend({ transfer: Transfer }),
    errors: ['transfer_not_found', 'transfer_gone', 'agent_at_capacity'],
  },
  declineTransfer: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/decline',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Decline what a colleague hands over to me, with a reason or without',
    params: ofTransfer,
    body: Decline,
    response: null,
    errors: ['transfer_not_found', 'transfer_gone'],
  },
  leaveTransfer: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/leave',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Go out of a consultation without taking over',
    params: ofTransfer,
    response: null,
    errors: ['transfer_not_found', 'transfer_gone'],
  },
  completeTransfer: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/complete',
    audience: 'agent',
    tag: 'transfers',
    summary: 'End a consultation by handing over',
    params: ofTransfer,
    response: one,
    errors: ['transfer_not_found', 'transfer_gone', 'transfer_state', 'agent_at_capacity'],
  },
  bringTogether: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/together',
    audience: 'agent',
    tag: 'transfers',
    summary: 'During a consultation in a call: all three talk, or the visitor waits apart again',
    params: ofTransfer,
    body: BringTogether,
    response: one,
    errors: ['transfer_not_found', 'transfer_gone', 'transfer_state'],
  },
  cancelTransfer: {
    method: 'POST',
    path: '/api/v1/transfers/:transferId/cancel',
    audience: 'agent',
    tag: 'transfers',
    summary: 'Take an open transfer back',
    params: ofTransfer,
    response: one,
    errors: ['transfer_not_found', 'transfer_gone'],
  },
});
