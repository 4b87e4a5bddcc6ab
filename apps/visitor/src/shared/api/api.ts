import { CommandError } from '@visavis/client/realtime';
import type { ConversationId, ErrorBody, FileId, FileInfo, Language, PublicChannel, Visit } from '@visavis/protocol';

/** What the embedding page says of the visitor. */
export interface KnownVisitor {
  /** A signed identity; null: nobody in particular. */
  readonly identity: string | null;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}
export const nobodyKnown: KnownVisitor = { identity: null, attributes: {} };

/** The few REST calls a visitor's page makes. Failures throw `CommandError` with the catalogue's code. */
export interface Api {
  getChannel(channelKey: string): Promise<PublicChannel>;
  startVisit(channelKey: string, language: Language, known?: KnownVisitor): Promise<Visit>;
  /** The visitor a link was sent to. */
  openCallbackLink(token: string): Promise<Visit>;
  /** `onProgress` gets 0 to 1. */
  uploadFile(
    token: string,
    conversationId: ConversationId,
    file: File,
    onProgress: (part: number) => void,
    signal: AbortSignal,
  ): Promise<FileInfo>;
  /** The bytes of a file, fetched with the visitor's token. */
  loadFile(token: string, fileId: FileId): Promise<Blob>;
}

async function answer<T>(request: Promise<Response>): Promise<T> {
  let response: Response;
  try {
    response = await request;
  } catch {
    throw CommandError.connectionLost();
  }
  if (response.ok) return (await response.json()) as T;
  throw await failureOf(response.status, () => response.json());
}

async function failureOf(status: number, read: () => Promise<unknown>): Promise<CommandError> {
  const body = await read().catch(() => undefined);
  if (typeof body === 'object' && body !== null && 'code' in body) return CommandError.fromBody(body as ErrorBody);
  return new CommandError(status === 413 ? 'file_too_large' : 'internal', `HTTP ${status}`, status >= 500);
}

export function createApi(base = ''): Api {
  const publicChannel = (key: string) => `${base}/api/v1/public/channels/${encodeURIComponent(key)}`;
  return {
    async getChannel(channelKey) {
      const { channel } = await answer<{ channel: PublicChannel }>(fetch(publicChannel(channelKey)));
      return channel;
    },
    startVisit: (channelKey, language, { identity, attributes } = nobodyKnown) =>
      answer<Visit>(
        fetch(`${publicChannel(channelKey)}/visits`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            language,
            ...(identity === null ? {} : { identity }),
            ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
          }),
        }),
      ),
    openCallbackLink: (token) =>
      answer<Visit>(
        fetch(`${base}/api/v1/public/callback-links`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        }),
      ),
    uploadFile: (token, conversationId, file, onProgress, signal) =>
      new Promise((resolve, reject) => {
        // XMLHttpRequest, because fetch tells nothing about the progress of an upload.
        const request = new XMLHttpRequest();
        request.open('POST', `${base}/api/v1/conversations/${conversationId}/files`);
        request.setRequestHeader('authorization', `Bearer ${token}`);
        request.responseType = 'json';
        request.upload.onprogress = (event) => {
          if (event.lengthComputable) onProgress(event.loaded / event.total);
        };
        request.onload = () => {
          if (request.status < 300) resolve((request.response as { file: FileInfo }).file);
          else void failureOf(request.status, async () => request.response).then(reject);
        };
        request.onerror = () => reject(CommandError.connectionLost());
        request.onabort = () => reject(CommandError.connectionLost());
        signal.addEventListener('abort', () => request.abort());
        const form = new FormData();
        form.append('file', file, file.name);
        request.send(form);
      }),
    async loadFile(token, fileId) {
      const response = await fetch(`${base}/api/v1/files/${fileId}`, { headers: { authorization: `Bearer ${token}` } });
      if (!response.ok) throw await failureOf(response.status, () => response.json());
      return response.blob();
    },
  };
}
