import type { WaitOption } from '@visavis/protocol';
import type { Arrival, Floor } from './floor.ts';

/** From now on this visitor is offered other ways; `searching` false: nobody is looked for meanwhile. */
export const offerWays = async (
  floor: Floor,
  arrival: Arrival,
  options: readonly WaitOption[],
  groupId: Floor['home'],
  searching = true,
): Promise<void> => {
  const search = { kind: 'skill_group', groups: [{ groupId, minLevel: 1 }], strategy: null, patienceMs: 1 };
  const stages = [...(searching ? [search] : []), { kind: 'offer', options, patienceMs: null }];
  await floor.database.db
    .updateTable('queue_entries')
    .set({ plan: JSON.stringify({ priority: 0, stages }), stage_index: stages.length - 1 })
    .where('conversation_id', '=', arrival.conversationId)
    .execute();
};
