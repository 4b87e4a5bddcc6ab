import type { Channel, ChannelId, CreateChannel, PublicChannel, SkillGroupId, UpdateChannel } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps } from '../../ports/index.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { type ChannelPresent, normaliseMedia, normaliseOrigins, toPublicChannel } from './channel.ts';
import type { ChannelRepo } from './channel-repo.ts';

/** What a channel's page shows of the present; higher modules know it. */
export interface ChannelSurroundings {
  /** Of the channel's group: can anybody come, how many wait, and when it opens again. */
  present(channel: { readonly id: ChannelId; readonly groupId: SkillGroupId }): Promise<ChannelPresent>;
  /** Voice and video are possible right now. */
  mediaReady(): boolean;
}

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: ChannelRepo;
  readonly surroundings: ChannelSurroundings;
}

export const createChannelService = (deps: Deps) => {
  const { db, repo, clock, makeId, events, transactions, surroundings } = deps;

  const orNotFound = (channel: Channel | undefined): Channel => {
    if (!channel) throw new DomainError('channel_not_found');
    return channel;
  };
  const changed = (tx: Tx, channelId: ChannelId): Promise<void> =>
    events.append(tx, { type: 'channel_changed', subjectId: channelId, payload: { channelId } });
  const publicView = async (channel: Channel): Promise<PublicChannel> =>
    toPublicChannel(channel, {
      ...(await surroundings.present(channel)),
      mediaReady: surroundings.mediaReady(),
    });

  return {
    listChannels: (executor: Db): Promise<Channel[]> => repo.list(executor),
    findByKey: (executor: Db, key: string): Promise<Channel | undefined> => repo.find(executor, { key }),
    /** Throws channel_not_found. */
    getChannel: async (executor: Db, channelId: ChannelId): Promise<Channel> =>
      orNotFound(await repo.find(executor, { id: channelId })),
    /** Throws channel_not_found. */
    getPublicByKey: async (key: string): Promise<PublicChannel> => publicView(orNotFound(await repo.find(db, { key }))),
    /** Throws channel_not_found. */
    getPublic: async (channelId: ChannelId): Promise<PublicChannel> =>
      publicView(orNotFound(await repo.find(db, { id: channelId }))),
    /** Exact origins that may embed this channel; null: no such channel. */
    allowedOrigins: async (key: string): Promise<readonly string[] | null> =>
      (await repo.find(db, { key }))?.allowedOrigins ?? null,

    /** Throws channel_key_taken, skill_group_not_found, request_invalid. */
    createChannel: async (tx: Tx, input: CreateChannel): Promise<Channel> => {
      const channel = await repo.insert(tx, makeId(), clock.now(), {
        ...input,
        allowedOrigins: normaliseOrigins(input.allowedOrigins),
        media: normaliseMedia(input.media),
      });
      await changed(tx, channel.id);
      return channel;
    },

    /** Throws channel_not_found, version_conflict, channel_key_taken, skill_group_not_found, request_invalid. */
    updateChannel: (channelId: ChannelId, input: UpdateChannel): Promise<Channel> =>
      transactions.run(async (tx) => {
        const before = orNotFound(await repo.lock(tx, channelId));
        if (before.version !== input.version) throw new DomainError('version_conflict', { version: before.version });
        const channel = await repo.update(tx, channelId, {
          key: input.key ?? before.key,
          name: input.name ?? before.name,
          brand: input.brand ?? before.brand,
          greeting: input.greeting ?? before.greeting,
          themeColor: input.themeColor ?? before.themeColor,
          allowedOrigins: input.allowedOrigins ? normaliseOrigins(input.allowedOrigins) : before.allowedOrigins,
          media: normaliseMedia(input.media ?? before.media),
          groupId: input.groupId ?? before.groupId,
          recording: input.recording ?? before.recording,
          enabled: input.enabled ?? before.enabled,
        });
        await changed(tx, channelId);
        return channel;
      }),
  };
};
export type ChannelService = ReturnType<typeof createChannelService>;
