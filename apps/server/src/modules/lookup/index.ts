/** Look-ups: business systems that are asked whose contact this is. Event: `lookup_changed {lookupId}`, also after deletion. */
import type { CoreDeps, OutgoingHttp } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createLookupRepo } from './lookup-repo.ts';
import { createLookupRoutes } from './lookup-routes.ts';
import { createLookupService, type LookupSurroundings } from './lookup-service.ts';

export type { LookupService, LookupSurroundings } from './lookup-service.ts';

export interface LookupDeps extends CoreDeps {
  readonly db: Db;
  readonly outgoing: OutgoingHttp;
  readonly surroundings: LookupSurroundings;
}

export const createLookup = (deps: LookupDeps) => {
  const service = createLookupService({ ...deps, repo: createLookupRepo() });
  return { service, routes: createLookupRoutes(service) };
};
