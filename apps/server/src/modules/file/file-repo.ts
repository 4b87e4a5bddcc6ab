import type { FileId, FileInfo } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';
import type { FilesTable } from '../../schema/tables.ts';

type InfoRow = Pick<Selectable<FilesTable>, 'id' | 'name' | 'content_type' | 'size_bytes' | 'width' | 'height'>;
const infoColumns = ['id', 'name', 'content_type', 'size_bytes', 'width', 'height'] as const;

const toInfo = (row: InfoRow): FileInfo => ({
  id: row.id as FileId,
  name: row.name,
  contentType: row.content_type,
  sizeBytes: Number(row.size_bytes),
  width: row.width,
  height: row.height,
});

export interface NewFile {
  readonly id: string;
  readonly conversationId: string;
  readonly uploadedBy: 'visitor' | 'agent';
  readonly name: string;
  readonly contentType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storageKey: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly createdAt: Date;
}

/** Rows of `files`. */
export const createFileRepo = () => ({
  insert: async (db: Db, file: NewFile): Promise<FileInfo> =>
    toInfo(
      await db
        .insertInto('files')
        .values({
          id: file.id,
          conversation_id: file.conversationId,
          uploaded_by: file.uploadedBy,
          name: file.name,
          content_type: file.contentType,
          size_bytes: file.sizeBytes,
          sha256: file.sha256,
          storage_key: file.storageKey,
          width: file.width,
          height: file.height,
          created_at: file.createdAt,
        })
        .returning(infoColumns)
        .executeTakeFirstOrThrow(),
    ),

  find: async (db: Db, fileId: string) => {
    const row = await db
      .selectFrom('files')
      .select([...infoColumns, 'conversation_id', 'storage_key'])
      .where('id', '=', fileId)
      .executeTakeFirst();
    return row && { info: toInfo(row), conversationId: row.conversation_id, storageKey: row.storage_key };
  },

  markSent: async (db: Db, conversationId: string, fileId: string, now: Date): Promise<FileInfo | undefined> => {
    const row = await db
      .updateTable('files')
      .set({ sent_at: sql<Date>`coalesce(sent_at, ${now}::timestamptz)` })
      .where('id', '=', fileId)
      .where('conversation_id', '=', conversationId)
      .returning(infoColumns)
      .executeTakeFirst();
    return row && toInfo(row);
  },

  countUnsent: async (db: Db, conversationId: string): Promise<number> => {
    const row = await db
      .selectFrom('files')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('conversation_id', '=', conversationId)
      .where('sent_at', 'is', null)
      .executeTakeFirstOrThrow();
    return row.count;
  },

  lockUnsent: async (tx: Tx, before: Date, limit: number): Promise<{ id: string; storageKey: string }[]> =>
    tx
      .selectFrom('files')
      .select(['id', 'storage_key as storageKey'])
      .where('sent_at', 'is', null)
      .where('created_at', '<', before)
      .orderBy('created_at')
      .limit(limit)
      .forUpdate()
      .skipLocked()
      .execute(),

  remove: async (tx: Tx, fileIds: readonly string[]): Promise<void> => {
    await sql`delete from files where id = any(${[...fileIds]}::uuid[])`.execute(tx);
  },
});
export type FileRepo = ReturnType<typeof createFileRepo>;
