import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { makeTestDir } from '../../../test/postgres-for-tests.ts';
import { createDiskStorage } from './disk-storage.ts';

const root = makeTestDir();
const storage = createDiskStorage(root);
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('disk storage', () => {
  it('stores a stream, measures it and reads it back whole and in part', async () => {
    const parts = Array.from({ length: 50 }, (_, index) => Buffer.alloc(10_000, index));
    const result = await storage.write('uploads/2026/11/a', Readable.from(parts));
    expect(result).toEqual({
      sizeBytes: 500_000,
      sha256: createHash('sha256').update(Buffer.concat(parts)).digest('hex'),
    });
    expect(await storage.size('uploads/2026/11/a')).toBe(500_000);
    await storage.write('text', Buffer.from('0123456789'));
    expect(await text(storage.read('text', { start: 2, end: 4 }))).toBe('234');
    expect(await text(storage.read('text'))).toBe('0123456789');
  });

  it('leaves nothing behind when the source fails', async () => {
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('connection cut');
      })(),
    );
    await expect(storage.write('broken/file', failing)).rejects.toThrow('connection cut');
    expect(fs.readdirSync(`${root}/broken`)).toEqual([]);
    await expect(storage.size('broken/file')).rejects.toThrow(/ENOENT/);
  });

  it('keeps the old content until the new one is complete', async () => {
    await storage.write('kept', Buffer.from('old'));
    const failing = Readable.from(
      (async function* () {
        yield Buffer.from('new, but');
        throw new Error('cut');
      })(),
    );
    await expect(storage.write('kept', failing)).rejects.toThrow('cut');
    expect(await text(storage.read('kept'))).toBe('old');
  });

  it.each([
    '../etc/passwd',
    'a/../../b',
    '/abs',
    'a//b',
    '',
    '.',
    '.hidden',
    'a/.part',
    'a\0b',
    'a\\b',
    'ä',
    'a/'.repeat(300),
  ])('refuses the key %j', async (key) => {
    await expect(storage.write(key, Buffer.from('x'))).rejects.toThrow(/Invalid storage key/);
    expect(() => storage.path(key)).toThrow(/Invalid storage key/);
  });

  it('removes, also what is not there', async () => {
    await storage.write('gone', Buffer.from('x'));
    await storage.remove('gone');
    await storage.remove('gone');
    await expect(storage.size('gone')).rejects.toThrow(/ENOENT/);
  });
});
