import type { CallId, RecordingId } from '@visavis/protocol';
import type { Tx } from '../../schema/index.ts';

export interface NewCapture {
  readonly id: string;
  readonly callId: string;
  readonly conversationId: string;
  readonly storagePrefix: string;
  readonly startedAt: Date;
}

/** The beginnings of recordings, as the call module needs them. */
export const captureRepo = {
  async insert(tx: Tx, capture: NewCapture): Promise<void> {
    await tx
      .insertInto('recordings')
      .values({
        id: capture.id,
        call_id: capture.callId,
        conversation_id: capture.conversationId,
        state: 'capturing',
        storage_prefix: capture.storagePrefix,
        started_at: capture.startedAt,
      })
      .execute();
  },
  async find(tx: Tx, callIds: readonly CallId[]) {
    if (callIds.length === 0) return new Map();
    const rows = await tx
      .selectFrom('recordings')
      .select(['id', 'call_id', 'storage_prefix'])
      .where('call_id', 'in', callIds)
      .execute();
    return new Map(
      rows.map((row) => [row.call_id as CallId, { id: row.id as RecordingId, storagePrefix: row.storage_prefix }]),
    );
  },
};
