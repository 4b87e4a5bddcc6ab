import type { transferRoutes as contract } from '@visavis/protocol';
import type { Realtime, RouteHandlers } from '../../ports/index.ts';
import type { TransferService } from './transfer-service.ts';
import type { createTransferTargets } from './transfer-targets-service.ts';

export const transferRouteHandlers = (
  transfers: TransferService,
  targets: ReturnType<typeof createTransferTargets>,
  realtime: Pick<Realtime, 'follow'>,
): RouteHandlers<typeof contract> => ({
  listTransferTargets: ({ principal, params }) => targets(principal, params.conversationId),
  listTransfers: async ({ principal, params }) => ({
    transfers: await transfers.listOf(principal, params.conversationId),
  }),
  startTransfer: async ({ principal, params, body }) => ({
    transfer: await transfers.start(principal, { ...body, conversationId: params.conversationId }),
  }),
  getTransfer: async ({ principal, params }) => ({ transfer: await transfers.get(principal, params.transferId) }),
  acceptTransfer: async ({ principal, params }) => {
    const taken = await transfers.accept(principal, params.transferId);
    realtime.follow(principal.agentId, taken.conversation.id);
    return taken;
  },
  declineTransfer: async ({ principal, params, body }) => {
    await transfers.decline(principal, params.transferId, body);
    return undefined;
  },
  leaveTransfer: async ({ principal, params }) => {
    await transfers.leave(principal, params.transferId);
    return undefined;
  },
  completeTransfer: async ({ principal, params }) => ({
    transfer: await transfers.complete(principal, params.transferId),
  }),
  bringTogether: async ({ principal, params, body }) => ({
    transfer: await transfers.together(principal, params.transferId, body.together),
  }),
  cancelTransfer: async ({ principal, params }) => ({ transfer: await transfers.cancel(principal, params.transferId) }),
});
