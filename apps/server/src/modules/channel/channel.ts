import type { Channel, Medium, PublicChannel } from '@visavis/protocol';
import { DomainError } from '../../lib/domain-error.ts';

const order: readonly Medium[] = ['text', 'voice', 'video'];

/** Each medium once, in the order people see them. */
export const normaliseMedia = (media: readonly Medium[]): Medium[] => order.filter((medium) => media.includes(medium));

/**
 * Origins as browsers send them: lower case, no default port, each once.
 * Throws request_invalid with the field of the first that is not an origin.
 */
export const normaliseOrigins = (origins: readonly string[]): string[] => {
  const clean = origins.map((text, index) => {
    const url = URL.parse(text);
    if (!url || url.origin === 'null' || `${url.origin}/` !== url.href)
      throw new DomainError('request_invalid', {
        fields: { [`allowedOrigins.${index}`]: 'an origin like https://www.bank.example' },
      });
    return url.origin;
  });
  return [...new Set(clean)];
};

/** What only higher modules know. */
export type ChannelPresent = Pick<PublicChannel, 'attendance' | 'waiting' | 'opensAt'>;

export interface ChannelAvailability extends ChannelPresent {
  /** Voice and video are possible right now. */
  readonly mediaReady: boolean;
}

/** What a visitor's page may know. */
export const toPublicChannel = (channel: Channel, now: ChannelAvailability): PublicChannel => {
  const { key, brand, greeting, themeColor, recording, enabled } = channel;
  const offersCalls = channel.media.some((medium) => medium !== 'text');
  return {
    key,
    brand,
    greeting,
    themeColor,
    recording,
    enabled,
    media: now.mediaReady ? channel.media : channel.media.filter((medium) => medium === 'text'),
    mediaUnavailable: offersCalls && !now.mediaReady,
    attendance: now.attendance,
    opensAt: now.opensAt,
    waiting: now.waiting,
  };
};
