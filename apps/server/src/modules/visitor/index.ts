/**
 * Visitors: people known by a token, and by more when the integrator's server vouches for them.
 * Events: `visitor_changed {visitorId}` (name, language, or what is known of them), `channel_identity_changed {channelId}`.
 */
import type { ChannelId } from '@visavis/protocol';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createIdentityRepo } from './identity-repo.ts';
import { createIdentityService } from './identity-service.ts';
import { createProfileRepo } from './profile-repo.ts';
import { createProfileService, type VisitorContacts } from './profile-service.ts';
import { createVisitorRepo } from './visitor-repo.ts';
import { createVisitorRoutes, createVisitRoutes } from './visitor-routes.ts';
import { createVisitorService, type VisitorChannels } from './visitor-service.ts';
import { createVisitorSocket } from './visitor-socket.ts';

export { visitsOfPerson } from './person-repo.ts';
export type { VisitorContacts } from './profile-service.ts';
export type { VisitorChannels, VisitorService } from './visitor-service.ts';

export interface VisitorDeps extends CoreDeps {
  readonly db: Db;
  readonly channels: VisitorChannels & {
    /** Throws channel_not_found. */
    getChannel(db: Db, channelId: ChannelId): Promise<unknown>;
  };
  readonly contacts: VisitorContacts;
}

export const createVisitor = (deps: VisitorDeps) => {
  const profileRepo = createProfileRepo();
  const identities = createIdentityService({
    ...deps,
    repo: createIdentityRepo(),
    getChannel: deps.channels.getChannel,
  });
  const service = createVisitorService({
    ...deps,
    repo: createVisitorRepo(),
    identities,
    findKnown: profileRepo.findByExternalId,
  });
  const profiles = createProfileService({ ...deps, repo: profileRepo });
  return {
    service,
    routes: createVisitRoutes(service),
    profileRoutes: createVisitorRoutes(profiles, identities),
    socket: createVisitorSocket(service),
    sweep: service.sweep,
  };
};
