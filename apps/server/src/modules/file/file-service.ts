import { Readable } from 'node:stream';
import type { ConversationId, FileId, FileInfo } from '@visavis/protocol';
import { fileTypeFromFile } from 'file-type';
import { DomainError } from '../../lib/domain-error.ts';
import type { CoreDeps, FileStorage, Principal, UploadedFile } from '../../ports/index.ts';
import type { Db } from '../../schema/index.ts';
import { createTextCheck, decideKind, type FileKind, textKind } from './file-kinds.ts';
import { cleanFileName, extensionOf, withExtension } from './file-name.ts';
import type { FileRepo } from './file-repo.ts';
import type { Pictures } from './picture-service.ts';

/** Who may do what with the files of a conversation; the conversations know. */
export interface FileAccess {
  mayReadFile(principal: Principal, conversationId: ConversationId, fileId: FileId): Promise<boolean>;
  /** Throws conversation_not_found for those outside of it, conversation_closed when nothing can be added. */
  assertMayWriteConversation(principal: Principal, conversationId: ConversationId): Promise<void>;
}

export const maxFileBytes = 25 * 1024 * 1024;
/** Uploaded and not sent, per conversation: what one page may pile up on the disk before the daily sweep. */
const maxUnsent = 20;
const unsentLifeMs = 24 * 3_600_000;

interface Deps extends CoreDeps {
  readonly db: Db;
  readonly repo: FileRepo;
  readonly storage: FileStorage;
  readonly pictures: Pictures;
  readonly access: FileAccess;
}

async function* withinLimit(data: UploadedFile['data']): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of data as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxFileBytes) throw new DomainError('file_too_large');
    yield chunk;
  }
  if (data.truncated) throw new DomainError('file_too_large');
}

const orStorageFull = (error: unknown): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT' ? new DomainError('storage_full', undefined, { cause: error }) : error;
};

export const createFileService = (deps: Deps) => {
  const { db, repo, storage, pictures, access, clock, makeId, transactions, log } = deps;

  const isText = async (key: string): Promise<boolean> => {
    const check = createTextCheck();
    for await (const chunk of storage.read(key)) if (!check.add(chunk as Uint8Array)) return false;
    return check.end();
  };

  const findKind = async (key: string, extension: string): Promise<FileKind> => {
    const refused = (cause?: unknown) => new DomainError('file_type_refused', { extension }, { cause });
    let detected: string | null;
    try {
      detected = (await fileTypeFromFile(storage.path(key)))?.mime ?? null;
    } catch (error) {
      throw refused(error);
    }
    const kind = decideKind(detected, extension);
    if (kind === null) throw refused();
    if (kind !== 'text') return kind;
    if (!(await isText(key))) throw refused();
    return textKind(extension);
  };

  /** Looks at what lies under `rawKey`, and leaves what is to be kept under `keptKey` or where it is. */
  const examine = async (rawKey: string, keptKey: string, name: string, raw: { sizeBytes: number; sha256: string }) => {
    const kind = await findKind(rawKey, extensionOf(name));
    if (kind.kind === 'download')
      return {
        key: rawKey,
        ...raw,
        name: withExtension(name, kind.extension),
        contentType: kind.contentType,
        width: null,
        height: null,
      };
    const { data, width, height } = await pictures.make(storage.path(rawKey), kind.format);
    const written = await storage.write(keptKey, data);
    await storage.remove(rawKey);
    const same = kind.format === 'jpeg' ? ['jpg', 'jpeg', 'jfif'] : [];
    const newName = withExtension(name, kind.extension, same);
    return { key: keptKey, ...written, name: newName, contentType: kind.contentType, width, height };
  };

  return {
    /**
     * Stores one file; the row exists only when the bytes are safe on disk, and a refused file leaves nothing behind.
     * Throws conversation_not_found, conversation_closed, file_too_large, file_type_refused, file_broken, storage_full, rate_limited.
     */
    uploadFile: async (
      principal: Principal,
      conversationId: ConversationId,
      receive: () => Promise<UploadedFile>,
    ): Promise<FileInfo> => {
      await access.assertMayWriteConversation(principal, conversationId);
      if ((await repo.countUnsent(db, conversationId)) >= maxUnsent)
        throw new DomainError('rate_limited', { retryAfterSeconds: 60 });
      const upload = await receive();
      const now = clock.now();
      const fileId = makeId();
      const folder = `uploads/${now.toISOString().slice(0, 7).replace('-', '/')}`;
      const rawKey = `${folder}/${fileId}`;
      const keptKey = `${folder}/${fileId}.picture`;
      try {
        const raw = await storage.write(rawKey, Readable.from(withinLimit(upload.data)));
        if (raw.sizeBytes === 0) throw new DomainError('file_type_refused', { reason: 'empty' });
        const { key, ...kept } = await examine(rawKey, keptKey, cleanFileName(upload.name), raw);
        return await repo.insert(db, {
          id: fileId,
          conversationId,
          uploadedBy: principal.kind,
          storageKey: key,
          createdAt: now,
          ...kept,
        });
      } catch (error) {
        await Promise.all([storage.remove(rawKey), storage.remove(keptKey)]);
        throw orStorageFull(error);
      }
    },

    /** A file the caller may read, with its bytes. Throws file_not_found, also for those who may not. */
    openFile: async (
      principal: Principal,
      fileId: FileId,
    ): Promise<{ info: FileInfo; sizeBytes: number; read(): Readable }> => {
      const file = await repo.find(db, fileId);
      if (!file || !(await access.mayReadFile(principal, file.conversationId as ConversationId, fileId)))
        throw new DomainError('file_not_found');
      try {
        const sizeBytes = await storage.size(file.storageKey);
        return { info: file.info, sizeBytes, read: () => storage.read(file.storageKey) };
      } catch (error) {
        log.error({ err: error, fileId }, 'stored file is missing');
        throw new DomainError('file_not_found', undefined, { cause: error });
      }
    },

    /** For a message that is about to name the file: marks it as sent, so that it is kept. Throws file_not_found when it is not of this conversation. */
    getFileInfo: async (executor: Db, conversationId: string, fileId: string): Promise<FileInfo> => {
      const info = await repo.markSent(executor, conversationId, fileId, clock.now());
      if (!info) throw new DomainError('file_not_found');
      return info;
    },

    /** Removes files that were uploaded a day ago and never sent. Returns how many. Call it hourly or so. */
    sweep: (): Promise<number> =>
      transactions.run(async (tx) => {
        const unsent = await repo.lockUnsent(tx, new Date(clock.now().getTime() - unsentLifeMs), 500);
        // Bytes first: after a crash in between, the row is still there and the next sweep comes by again.
        for (const { storageKey } of unsent) await storage.remove(storageKey);
        await repo.remove(
          tx,
          unsent.map((file) => file.id),
        );
        return unsent.length;
      }),
  };
};
export type FileService = ReturnType<typeof createFileService>;
