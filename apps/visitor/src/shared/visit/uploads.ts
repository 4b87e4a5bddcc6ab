import { CommandError } from '@visavis/client/realtime';
import type { ConversationId, FileId, FileInfo } from '@visavis/protocol';
import type { VisitState } from './visit-state.ts';

/** The server refuses more; asking it first would only cost the visitor's line. */
export const largestFileBytes = 25 * 1024 * 1024;

interface UploadPorts {
  readonly state: VisitState;
  readonly newId: () => string;
  readonly upload: (
    conversationId: ConversationId,
    file: File,
    onProgress: (part: number) => void,
    signal: AbortSignal,
  ) => Promise<FileInfo>;
  readonly send: (conversationId: ConversationId, fileId: FileId) => Promise<unknown>;
}

/** Files on their way: each goes up, then leaves as a message. A failed one stays until it is sent again or deleted. */
export function createUploads({ state, newId, upload, send }: UploadPorts) {
  const aborts = new Map<string, AbortController>();
  const change = (id: string, over: { part?: number; failure?: string | null }) => {
    state.uploads.value = state.uploads.value.map((one) => (one.id === id ? { ...one, ...over } : one));
  };
  const remove = (id: string) => {
    aborts.get(id)?.abort();
    aborts.delete(id);
    state.uploads.value = state.uploads.value.filter((one) => one.id !== id);
  };

  async function run(id: string): Promise<void> {
    const entry = state.uploads.value.find((one) => one.id === id);
    if (entry === undefined) return;
    if (entry.file.size > largestFileBytes) {
      change(id, { failure: 'file_too_large' });
      return;
    }
    const abort = new AbortController();
    aborts.set(id, abort);
    change(id, { part: 0, failure: null });
    try {
      const info = await upload(entry.conversationId, entry.file, (part) => change(id, { part }), abort.signal);
      if (!state.uploads.value.some((one) => one.id === id)) return;
      await send(entry.conversationId, info.id);
      remove(id);
    } catch (error) {
      change(id, { failure: error instanceof CommandError ? error.code : 'internal' });
    }
  }

  return {
    add(conversationId: ConversationId, file: File): void {
      const id = newId();
      state.uploads.value = [...state.uploads.value, { id, conversationId, file, part: 0, failure: null }];
      void run(id);
    },
    retry: (id: string) => void run(id),
    remove,
  };
}
