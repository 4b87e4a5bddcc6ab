import type { MediaLink, MediaLinkStore } from '../../ports/media-gateway.ts';
import type { Db } from '../../schema/index.ts';

/** Stands for the control link of the call itself: a key column cannot be null. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Keeps where live calls sit in the media engine. */
export const createMediaLinkRepo = (db: Db): MediaLinkStore => ({
  async save(link: MediaLink) {
    const columns = {
      engine_id: link.engineId,
      engine_session_id: link.engineSessionId,
      publish_handle_id: link.publishHandleId,
      subscribe_handle_id: link.subscribeHandleId,
      state: JSON.stringify(link.state),
    };
    await db
      .insertInto('media_links')
      .values({ call_id: link.callId, participant_id: link.participantId ?? NOBODY, ...columns })
      .onConflict((conflict) => conflict.columns(['call_id', 'participant_id']).doUpdateSet(columns))
      .execute();
  },
  async remove(callId, participantId) {
    await db
      .deleteFrom('media_links')
      .where('call_id', '=', callId)
      .where('participant_id', '=', participantId ?? NOBODY)
      .execute();
  },
  async list() {
    const rows = await db.selectFrom('media_links').selectAll().execute();
    return rows.map((row) => ({
      callId: row.call_id,
      participantId: row.participant_id === NOBODY ? null : row.participant_id,
      engineId: row.engine_id,
      engineSessionId: row.engine_session_id,
      publishHandleId: row.publish_handle_id,
      subscribeHandleId: row.subscribe_handle_id,
      state: row.state,
    }));
  },
});

/** Forgets everything about an ended call, rows of people who never came back included. */
export const createMediaLinkRemoval =
  (db: Db) =>
  async (callId: string): Promise<void> => {
    await db.deleteFrom('media_links').where('call_id', '=', callId).execute();
  };
