import { type Connection, type JoinedMedia, joinMedia as joinOver } from '@visavis/client';
import type { AgentEvents, CallId } from '@visavis/protocol';

export type { JoinedMedia } from '@visavis/client';

/**
 * Joins the media of a call over the realtime connection, and again whenever that comes back.
 * An offer that comes before the devices are open is kept until the media session listens.
 */
export async function joinMedia(connection: Connection<AgentEvents>, callId: CallId): Promise<JoinedMedia> {
  const joined = await joinOver(connection, callId);
  // After a lost line the server has to know that we are back; what still lives in the engine is kept.
  const stop = connection.onReady(async () => {
    await joined.resync();
  });
  return {
    ...joined,
    close() {
      stop();
      joined.close();
    },
  };
}
