/** Wrap-up: how contacts end, and the time to say so. */
import type { Realtime } from '../../ports/index.ts';
import { createDispositionService, type DispositionDeps } from './disposition-service.ts';
import { createWrapUpRoutes } from './wrap-up-routes.ts';
import { createWrapUpService, type WrapUpDeps } from './wrap-up-service.ts';
import { createWrapUpSocket } from './wrap-up-socket.ts';

export type { EndedContact, WrapUpService } from './wrap-up-service.ts';
export type * from './wrap-up-wants.ts';

export const createWrapUp = (deps: WrapUpDeps & DispositionDeps & { readonly realtime: Pick<Realtime, 'toAgent'> }) => {
  const wrapUps = createWrapUpService(deps);
  const dispositions = createDispositionService(deps);
  return {
    wrapUps,
    dispositions,
    routes: createWrapUpRoutes({ wrapUps, dispositions }),
    socket: createWrapUpSocket(wrapUps, deps.realtime),
  };
};
