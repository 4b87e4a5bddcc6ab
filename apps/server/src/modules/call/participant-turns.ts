import type { ParticipantId } from '@visavis/protocol';

/** Joins of one participant one after another: two tabs must not mix their engine commands. */
export interface ParticipantTurns {
  isBusy(id: ParticipantId): boolean;
  take<T>(id: ParticipantId, work: () => Promise<T>): Promise<T>;
}

export const createParticipantTurns = (): ParticipantTurns => {
  const turns = new Map<ParticipantId, Promise<unknown>>();
  return {
    isBusy: (id) => turns.has(id),
    async take(id, work) {
      const result = (turns.get(id) ?? Promise.resolve()).then(work);
      const settled = result.catch(() => undefined);
      turns.set(id, settled);
      try {
        return await result;
      } finally {
        if (turns.get(id) === settled) turns.delete(id);
      }
    },
  };
};
