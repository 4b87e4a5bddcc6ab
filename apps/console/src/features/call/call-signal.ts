import { type Connection, joinMedia as joinOver, type WarmMedia, warmMedia as warmOver } from '@visavis/client';
import type { AgentEvents, CallId, ConversationId } from '@visavis/protocol';

/** Media of a call over the console's line. */
export type JoinedMedia = WarmMedia;

/**
 * Joins the media of a call over the realtime connection, and again whenever that comes back.
 * An offer that comes before the devices are open is kept until the media session listens.
 */
export const joinMedia = async (connection: Connection<AgentEvents>, callId: CallId): Promise<JoinedMedia> =>
  keepKnown(connection, { ...(await joinOver(connection, callId)), callId });

/** The same while the contact still rings. */
export const warmMedia = async (
  connection: Connection<AgentEvents>,
  conversationId: ConversationId,
): Promise<JoinedMedia> => keepKnown(connection, await warmOver(connection, conversationId));

function keepKnown(connection: Connection<AgentEvents>, joined: WarmMedia): JoinedMedia {
  // After a lost line the server has to know that we are back; what still lives in the engine is kept.
  let closed = false;
  const stop = connection.onReady(async () => {
    if (!closed) await joined.resync();
  });
  return {
    ...joined,
    close() {
      closed = true;
      stop();
      joined.close();
    },
  };
}
