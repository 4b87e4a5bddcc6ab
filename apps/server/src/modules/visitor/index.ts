/** Visitors: anonymous people known by a token. Event: `visitor_changed {visitorId}` (name or language). */
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createVisitorRepo } from './visitor-repo.ts';
import { createVisitorRoutes } from './visitor-routes.ts';
import { createVisitorService, type VisitorChannels } from './visitor-service.ts';
import { createVisitorSocket } from './visitor-socket.ts';

export type { VisitorChannels, VisitorService } from './visitor-service.ts';

export interface VisitorDeps extends CoreDeps {
  readonly db: Db;
  readonly channels: VisitorChannels;
}

export const createVisitor = (deps: VisitorDeps) => {
  const service = createVisitorService({ ...deps, repo: createVisitorRepo() });
  return { service, routes: createVisitorRoutes(service), socket: createVisitorSocket(service), sweep: service.sweep };
};
