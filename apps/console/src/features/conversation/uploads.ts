import { createSource, newUuid } from '@visavis/client';
import { type ConversationId, conversationRoutes } from '@visavis/protocol';
import { type Api, type FailureCode, failureCode } from '../../shared/api/index.ts';
import type { Desk } from '../../shared/desk/index.ts';

export interface Upload {
  readonly key: string;
  readonly conversationId: ConversationId;
  readonly name: string;
  readonly failure: FailureCode | null;
}

const maxBytes = 25 * 1024 * 1024;

/** Files on their way, whatever conversation is open meanwhile. */
export const uploads = createSource<readonly Upload[]>([]);

export function dismissUpload(key: string): void {
  uploads.set(uploads.get().filter((upload) => upload.key !== key));
}

/** Uploads one file, then sends it as a message. A failure stays in the list until it is dismissed. */
export async function sendFile(ports: { api: Api; desk: Desk }, conversationId: ConversationId, file: File) {
  const upload: Upload = { key: newUuid(), conversationId, name: file.name, failure: null };
  const fail = (failure: FailureCode) =>
    uploads.set(uploads.get().map((other) => (other.key === upload.key ? { ...upload, failure } : other)));
  uploads.set([...uploads.get(), upload]);
  if (file.size > maxBytes) {
    fail('file_too_large');
    return;
  }
  try {
    const sent = await ports.api(conversationRoutes.uploadFile, { params: { conversationId }, file });
    await ports.desk.outbox.add(conversationId, { kind: 'file', fileId: sent.file.id, caption: null });
    dismissUpload(upload.key);
  } catch (error) {
    fail(failureCode(error));
  }
}
