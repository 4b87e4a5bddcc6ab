import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ConversationId, FileInfo } from '@visavis/protocol';
import sharp from 'sharp';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addConversation } from '../../../test/conversations.ts';
import { createLevelZero, type LevelZero } from '../../../test/level-zero.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { VisitorPrincipal } from '../../ports/index.ts';

let zero: LevelZero;
let visitor: VisitorPrincipal;
let conversationId: ConversationId;

beforeAll(async () => {
  zero = await createLevelZero();
});
beforeEach(async () => {
  ({ visitor, conversationId } = await addConversation(zero));
  const mine = conversationId;
  zero.access.mayReadFile = async (_principal, id) => id === mine;
  zero.access.assertMayWriteConversation = async (_principal, id) => {
    if (id !== mine) throw new DomainError('conversation_not_found');
  };
});
afterAll(() => zero.drop());

const upload = (name: string, data: Uint8Array | Readable): Promise<FileInfo> =>
  zero.file.service.uploadFile(visitor, conversationId, async () => ({
    name,
    declaredType: 'image/png',
    data: data instanceof Readable ? data : Readable.from([data]),
  }));
const stored = (): string[] =>
  fs
    .readdirSync(zero.storageDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
const rows = () => zero.db.selectFrom('files').selectAll().where('conversation_id', '=', conversationId).execute();
const read = async (id: FileInfo['id']): Promise<Buffer> => {
  const { read: open } = await zero.file.service.openFile(visitor, id);
  return Buffer.concat(await open().toArray());
};
const text = (content: string): Buffer => Buffer.from(content, 'utf8');
const drawing = () => sharp({ create: { width: 60, height: 40, channels: 3, background: '#c33' } });

describe('pictures', () => {
  it('are drawn upright and lose their metadata', async () => {
    const original = await drawing()
      .withExif({ IFD0: { Copyright: 'home address of the sender' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect((await sharp(original).metadata()).exif).toBeDefined();
    const info = await upload('IMG 0001.JPG', Buffer.concat([original, text('<script>trailing</script>')]));
    expect(info).toMatchObject({ name: 'IMG 0001.JPG', contentType: 'image/jpeg', width: 40, height: 60 });
    const kept = await read(info.id);
    expect(kept.length).toBe(info.sizeBytes);
    expect(kept.includes('home address')).toBe(false);
    expect(kept.includes('script')).toBe(false);
    const metadata = await sharp(kept).metadata();
    expect(metadata.exif).toBeUndefined();
    expect(metadata.orientation ?? 1).toBe(1);
  });

  it.each([
    ['png', 'image/png', 'p.png'],
    ['webp', 'image/webp', 'p.webp'],
    ['gif', 'image/png', 'p.png'],
    ['avif', 'image/webp', 'p.webp'],
  ] as const)('are kept in a format every browser shows: %s', async (format, contentType, name) => {
    const info = await upload(`p.${format}`, await drawing().toFormat(format).toBuffer());
    expect(info).toMatchObject({ contentType, name, width: 60, height: 40 });
    expect((await sharp(await read(info.id)).metadata()).format).toBe(contentType.slice('image/'.length));
  });

  it('are made smaller than 4096 pixels', async () => {
    const wide = await sharp({ create: { width: 5_000, height: 20, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    expect(await upload('wide.png', wide)).toMatchObject({ width: 4_096, height: 16 });
  });

  it('that unfold into too many pixels, or are cut off, are broken', async () => {
    const before = stored().length;
    const bomb = await sharp({ create: { width: 8_500, height: 8_500, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(upload('bomb.png', bomb)).rejects.toMatchObject({ code: 'file_broken' });
    const half = (await drawing().resize(800, 800, { fit: 'fill' }).png().toBuffer()).subarray(0, 300);
    await expect(upload('half.png', half)).rejects.toMatchObject({ code: 'file_broken' });
    expect(stored()).toHaveLength(before);
    expect(await rows()).toHaveLength(0);
  });
});

describe('what is refused leaves nothing behind', () => {
  it.each([
    [
      'a file over 25 MB',
      'big.txt',
      () => Readable.from(Array.from({ length: 26 }, () => Buffer.alloc(1024 * 1024, 97))),
      'file_too_large',
    ],
    [
      'a file the shell cut off at its limit',
      'big.txt',
      () => Object.assign(Readable.from([text('abc')]), { truncated: true }),
      'file_too_large',
    ],
    [
      'an SVG with a script',
      'a.svg',
      () => text('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
      'file_type_refused',
    ],
    ['an SVG called a text', 'a.txt', () => text('<svg onload="alert(1)"/>'), 'file_type_refused'],
    ['an SVG called a PNG', 'a.png', () => text('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'file_type_refused'],
    ['a page', 'a.html', () => text('<!doctype html><script>1</script>'), 'file_type_refused'],
    ['a program called a picture', 'a.png', () => Buffer.concat([text('MZ'), Buffer.alloc(200)]), 'file_type_refused'],
    ['a PDF called a picture', 'a.jpg', () => text('%PDF-1.7\n'), 'file_type_refused'],
    ['a text with a NUL', 'a.csv', () => text('a,b\0c'), 'file_type_refused'],
    ['nothing at all', 'a.txt', () => Buffer.alloc(0), 'file_type_refused'],
  ])('%s', async (_what, name, data, code) => {
    const before = stored().length;
    await expect(upload(name, data())).rejects.toMatchObject({ code });
    expect(stored()).toHaveLength(before);
    expect(await rows()).toHaveLength(0);
  });

  it('an upload that breaks off', async () => {
    const before = stored().length;
    const broken = Readable.from(
      (async function* () {
        yield text('beginning');
        throw new Error('connection lost');
      })(),
    );
    await expect(upload('a.txt', broken)).rejects.toThrow('connection lost');
    expect(stored()).toHaveLength(before);
  });

  it('an upload into a conversation of somebody else', async () => {
    conversationId = uuidv7() as ConversationId;
    let asked = false;
    const attempt = zero.file.service.uploadFile(visitor, conversationId, async () => {
      asked = true;
      throw new Error('not reached');
    });
    await expect(attempt).rejects.toMatchObject({ code: 'conversation_not_found' });
    expect(asked).toBe(false);
  });

  it('more than twenty files nobody sends', async () => {
    for (let n = 0; n < 20; n += 1) await upload('a.txt', text('a'));
    await expect(upload('a.txt', text('a'))).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('kept files', () => {
  it('are texts and documents, byte for byte, under a clean name', async () => {
    const csv = text('姓名,金额\n陈玉兰,100\n');
    const info = await upload('../../对账单.csv', csv);
    expect(info).toMatchObject({ name: '对账单.csv', contentType: 'text/csv', sizeBytes: csv.length, width: null });
    expect(await read(info.id)).toEqual(csv);
    const [row] = await rows();
    expect(row?.storage_key).toMatch(/^uploads\/2026\/11\/[0-9a-f-]{36}$/);
    expect(row?.uploaded_by).toBe('visitor');
    expect(fs.existsSync(path.join(zero.storageDir, row?.storage_key ?? ''))).toBe(true);
  });

  it('exist only for those who may read the conversation', async () => {
    const info = await upload('a.txt', text('secret'));
    zero.access.mayReadFile = async () => false;
    await expect(zero.file.service.openFile(visitor, info.id)).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('can be named only by messages of their own conversation', async () => {
    const info = await upload('a.txt', text('a'));
    const other = await addConversation(zero);
    await expect(zero.file.service.getFileInfo(zero.db, other.conversationId, info.id)).rejects.toMatchObject({
      code: 'file_not_found',
    });
    expect(await zero.file.service.getFileInfo(zero.db, conversationId, info.id)).toEqual(info);
  });

  it('go after a day when they were never sent', async () => {
    await zero.file.sweep();
    zero.clock.advance(25 * 3_600_000);
    await zero.file.sweep();
    const sent = await upload('sent.txt', text('sent'));
    const forgotten = await upload('forgotten.txt', text('forgotten'));
    await zero.file.service.getFileInfo(zero.db, conversationId, sent.id);
    zero.clock.advance(23 * 3_600_000);
    expect(await zero.file.sweep()).toBe(0);
    zero.clock.advance(2 * 3_600_000);
    expect(await zero.file.sweep()).toBe(1);
    await expect(read(forgotten.id)).rejects.toMatchObject({ code: 'file_not_found' });
    expect((await read(sent.id)).toString()).toBe('sent');
  });
});
