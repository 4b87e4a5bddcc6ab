/** Transfer: a conversation, and its running call, on its way to another agent. Event: `transfer_changed {agents}`. */
import type { Realtime } from '../../ports/index.ts';
import { transferRouteHandlers } from './transfer-routes.ts';
import { createTransferSearch } from './transfer-search-service.ts';
import { createTransferService, type TransferServiceDeps } from './transfer-service.ts';
import { createTransferSocket } from './transfer-socket.ts';
import { createTransferTargets } from './transfer-targets-service.ts';

export { transferTransitions } from './transfer.ts';
export type { TransferService } from './transfer-service.ts';
export type * from './transfer-wants.ts';

export const createTransfers = (deps: TransferServiceDeps & { readonly realtime: Realtime }) => {
  const transfers = createTransferService(deps);
  const targets = createTransferTargets(deps);
  return {
    transfers,
    router: createTransferSearch({ ...deps, transfers }),
    routes: transferRouteHandlers(transfers, targets, deps.realtime),
    socket: createTransferSocket({ transfers, targets, realtime: deps.realtime, wakeRouter: deps.queue.wake }),
  };
};
