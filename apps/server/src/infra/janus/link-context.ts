import type { Log } from '../../ports/log.ts';
import type { MediaEvent, MediaLinkStore, PublishedTrack } from '../../ports/media-gateway.ts';
import type { JanusClient } from './janus-client.ts';
import type { RoomKeys } from './videoroom.ts';

/** What a participant publishes that others may receive now. */
export interface Feed {
  readonly participantId: string;
  readonly tracks: readonly PublishedTrack[];
}

export interface LinkContext {
  readonly engineId: string;
  readonly keys: RoomKeys;
  readonly links: MediaLinkStore;
  readonly log: Log;
  /** Throws when the engine is away. */
  client(): JanusClient;
  emit(event: MediaEvent): void;
  /** Feeds of everybody else in the call. */
  otherFeeds(participantId: string): readonly Feed[];
  /** This participant's feed came, went or changed. */
  feedChanged(participantId: string, ended: boolean): void;
  /** Makes the folder for a recording prefix and returns the absolute, not yet used file prefix. */
  recordingFile(prefix: string): string;
  /** Events of this handle shall go to this link. */
  route(handleId: number): void;
}
