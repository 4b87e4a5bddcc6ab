import type { ConversationId, SkillGroupId } from '@visavis/protocol';
import type { Log, Realtime } from '../../ports/index.ts';
import type { QueueService } from './queue-service.ts';

export interface QueueAnnouncerDeps {
  readonly queue: Pick<QueueService, 'placesIn'>;
  readonly realtime: Pick<Realtime, 'toGroup' | 'toVisitor'>;
  readonly log: Log;
}

export interface QueueAnnouncer {
  /** Many changes of one group within a moment are told once. */
  changed(groupId: SkillGroupId): void;
  stop(): Promise<void>;
}

const GATHER_MS = 25;

/** Tells followers of a group what its queue looks like, and each waiting visitor their place when it has changed. */
export function createQueueAnnouncer(deps: QueueAnnouncerDeps): QueueAnnouncer {
  const { queue, realtime, log } = deps;
  const dirty = new Set<SkillGroupId>();
  /** What each waiting visitor was told last, by group. */
  const told = new Map<SkillGroupId, ReadonlyMap<ConversationId, string>>();
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> = Promise.resolve();
  let stopped = false;

  const tell = async (groupId: SkillGroupId): Promise<void> => {
    const { seen, places } = await queue.placesIn(groupId);
    realtime.toGroup(groupId, 'queue:changed', { groupId, entries: seen.map(({ entry }) => entry) });
    const before = told.get(groupId);
    const now = new Map<ConversationId, string>();
    for (const { visitorId, place } of places) {
      const text = JSON.stringify(place);
      now.set(place.conversationId, text);
      if (before?.get(place.conversationId) !== text) realtime.toVisitor(visitorId, 'queue:changed', place);
    }
    told.set(groupId, now);
  };

  const flush = async (): Promise<void> => {
    const groupIds = [...dirty];
    dirty.clear();
    for (const groupId of groupIds) {
      try {
        await tell(groupId);
      } catch (error) {
        // The next change tells again; whoever reconnects gets a snapshot.
        log.warn({ err: error, groupId }, 'queue could not be told');
      }
    }
  };

  return {
    changed: (groupId) => {
      dirty.add(groupId);
      if (timer || stopped) return;
      timer = setTimeout(() => {
        timer = undefined;
        telling = telling.then(flush);
      }, GATHER_MS);
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await telling;
    },
  };
}
