import { describe, expect, it } from 'vitest';
import { createTextCheck, decideKind, textKind } from './file-kinds.ts';

const isText = (...pieces: (string | Uint8Array)[]): boolean => {
  const check = createTextCheck();
  for (const piece of pieces)
    if (!check.add(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece)) return false;
  return check.end();
};

describe('kind of an upload', () => {
  it('draws pictures anew, whatever picture extension they bear', () => {
    expect(decideKind('image/jpeg', 'png')).toMatchObject({ kind: 'picture', contentType: 'image/jpeg' });
    expect(decideKind('image/gif', 'gif')).toMatchObject({ kind: 'picture', contentType: 'image/png' });
    expect(decideKind('image/avif', '')).toMatchObject({ kind: 'picture', contentType: 'image/webp' });
  });
  it.each([
    ['an executable', 'application/x-msdownload', 'exe'],
    ['an executable called a picture', 'application/x-msdownload', 'png'],
    ['a picture called a document', 'image/png', 'pdf'],
    ['a document called a picture', 'application/pdf', 'jpg'],
    ['an XML file, and with it most SVG', 'application/xml', 'svg'],
    ['an SVG without a header', null, 'svg'],
    ['a page', null, 'html'],
    ['a script', null, 'js'],
    ['something unknown', null, 'bin'],
    ['something without a name', null, ''],
    ['a Java archive', 'application/java-archive', 'jar'],
    ['a zip called a Java archive', 'application/zip', 'jar'],
    ['an installer in an old office container', 'application/x-cfb', 'msi'],
    ['an office container without extension', 'application/x-cfb', ''],
    ['a property of every object', null, 'constructor'],
  ])('refuses %s', (_what, detected, extension) => {
    expect(decideKind(detected, extension)).toBeNull();
  });
  it('takes documents, sound and video as downloads', () => {
    expect(decideKind('application/pdf', 'pdf')).toMatchObject({ kind: 'download', extension: 'pdf' });
    expect(decideKind('application/pdf', '')).toMatchObject({ extension: 'pdf' });
    expect(decideKind('application/zip', 'docx')).toMatchObject({ kind: 'download', extension: 'docx' });
    expect(decideKind('video/mp4', 'mp4')).toMatchObject({ kind: 'download' });
  });
  it('takes text only after a look at all of it', () => {
    expect(decideKind(null, 'csv')).toBe('text');
    expect(textKind('csv')).toMatchObject({ contentType: 'text/csv' });
    const chinese = new TextEncoder().encode('姓名,金额\n陈玉兰,100');
    expect(isText(chinese.slice(0, 4), chinese.slice(4))).toBe(true);
    expect(isText('\ufeffa,b')).toBe(true);
    expect(isText('a', '\0b')).toBe(false);
    expect(isText(chinese.slice(0, 4))).toBe(false);
    expect(isText(new Uint8Array([0xd6, 0xd0]))).toBe(false);
    expect(isText('  <SVG onload=alert(1)>')).toBe(false);
    expect(isText('<!DOCTYPE html>')).toBe(false);
    expect(isText('a < b')).toBe(true);
  });
});
