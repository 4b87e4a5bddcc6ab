import type { channelRoutes } from '@visavis/protocol';
import type { RouteHandlers, Transactions } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import type { ChannelService } from './channel-service.ts';

interface Deps {
  readonly db: Db;
  readonly transactions: Transactions;
  readonly service: ChannelService;
}

/** All of the channel table but `startVisit`, which makes visitors. */
export const createChannelRoutes = ({
  db,
  transactions,
  service,
}: Deps): RouteHandlers<Omit<typeof channelRoutes, 'startVisit'>> => ({
  listChannels: async () => ({ channels: await service.listChannels(db) }),
  createChannel: async ({ body }) => ({ channel: await transactions.run((tx) => service.createChannel(tx, body)) }),
  updateChannel: async ({ params, body }) => ({ channel: await service.updateChannel(params.channelId, body) }),
  getPublicChannel: async ({ params }) => ({ channel: await service.getPublicByKey(params.channelKey) }),
});
