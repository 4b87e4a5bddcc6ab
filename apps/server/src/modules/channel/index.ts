/** Channels: the places visitors come in. Event: `channel_changed {channelId}`. */
import type { CoreDeps } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createChannelRepo } from './channel-repo.ts';
import { createChannelRoutes } from './channel-routes.ts';
import { type ChannelSurroundings, createChannelService } from './channel-service.ts';

export type { ChannelService, ChannelSurroundings } from './channel-service.ts';

export interface ChannelDeps extends CoreDeps {
  readonly db: Db;
  readonly surroundings: ChannelSurroundings;
}

export const createChannel = (deps: ChannelDeps) => {
  const service = createChannelService({ ...deps, repo: createChannelRepo() });
  const { db, transactions } = deps;
  return { service, routes: createChannelRoutes({ db, transactions, service }) };
};
