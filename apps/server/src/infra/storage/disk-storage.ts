import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileStorage } from '../../ports/file-storage.ts';

const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const MAX_KEY = 512;

/** Keys are made by us, but a mistake must never become a way out of the directory. */
function checkKey(key: string): readonly string[] {
  const parts = key.split('/');
  if (key.length > MAX_KEY || !parts.every((part) => PART.test(part)))
    throw new Error(`Invalid storage key: ${JSON.stringify(key.slice(0, 100))}`);
  return parts;
}

async function syncDir(dir: string): Promise<void> {
  const handle = await fsp.open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes missing directories and syncs the parent of each new one, so that a crash does not lose the way to the file. */
async function makeDirs(root: string, dir: string): Promise<void> {
  const missing: string[] = [];
  for (let current = dir; current !== root && !fs.existsSync(current); current = path.dirname(current))
    missing.unshift(current);
  await fsp.mkdir(dir, { recursive: true, mode: 0o750 });
  for (const made of missing) await syncDir(path.dirname(made));
}

/** Files below one directory. A file is either there completely and on the disk, or not at all. */
export function createDiskStorage(rootDir: string): FileStorage {
  fs.mkdirSync(rootDir, { recursive: true, mode: 0o750 });
  const root = fs.realpathSync(rootDir);
  const locate = (key: string): string => path.join(root, ...checkKey(key));

  const write: FileStorage['write'] = async (key, data) => {
    const target = locate(key);
    const dir = path.dirname(target);
    await makeDirs(root, dir);
    // The leading dot keeps half-written files outside of what keys can name.
    const temporary = path.join(dir, `.${randomBytes(8).toString('hex')}.part`);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, next) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        next(null, chunk);
      },
    });
    try {
      const source = data instanceof Readable ? data : Readable.from([data]);
      await pipeline(source, measure, fs.createWriteStream(temporary, { flags: 'wx', mode: 0o640, flush: true }));
      await fsp.rename(temporary, target);
      await syncDir(dir);
    } catch (error) {
      await fsp.rm(temporary, { force: true });
      throw error;
    }
    return { sizeBytes, sha256: hash.digest('hex') };
  };

  return {
    write,
    size: async (key) => (await fsp.stat(locate(key))).size,
    read: (key, range) => fs.createReadStream(locate(key), range ? { start: range.start, end: range.end } : {}),
    remove: async (key) => {
      await fsp.rm(locate(key), { force: true });
    },
    path: (key) => {
      const target = locate(key);
      fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o750 });
      return target;
    },
  };
}
