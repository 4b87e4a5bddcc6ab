import type { Readable } from 'node:stream';

/** Files on disk (later S3) under keys like `uploads/2026/11/<id>`. Writes are atomic and synced before they are acknowledged. */
export interface FileStorage {
  write(key: string, data: Uint8Array | Readable): Promise<{ readonly sizeBytes: number; readonly sha256: string }>;
  size(key: string): Promise<number>;
  read(key: string, range?: { readonly start: number; readonly end: number }): Readable;
  remove(key: string): Promise<void>;
  /** Absolute path for child processes (ffmpeg); the directory exists. */
  path(key: string): string;
}
