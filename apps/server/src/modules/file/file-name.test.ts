import { describe, expect, it } from 'vitest';
import { cleanFileName, contentDisposition, extensionOf, withExtension } from './file-name.ts';

describe('file names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\身份证.JPG', '身份证.JPG'],
    ['a\u0000b\r\nc.txt', 'abc.txt'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['a<b>"c".txt', 'a_b__c_.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['.htaccess', 'htaccess'],
  ])('cleans %j', (raw, clean) => {
    expect(cleanFileName(raw)).toBe(clean);
  });
  it('shortens long names and keeps the extension', () => {
    const name = cleanFileName(`${'长'.repeat(300)}.pdf`);
    expect([...name]).toHaveLength(120);
    expect(name.endsWith('长.pdf')).toBe(true);
  });
  it('finds extensions', () => {
    expect(extensionOf('photo.jpg.EXE')).toBe('exe');
    expect(extensionOf('README')).toBe('');
    expect(extensionOf('.profile')).toBe('');
  });
  it('gives another extension only where needed', () => {
    expect(withExtension('photo.gif', 'png')).toBe('photo.png');
    expect(withExtension('photo.JPEG', 'jpg', ['jpeg'])).toBe('photo.JPEG');
    expect(withExtension('scan', 'pdf')).toBe('scan.pdf');
  });
  it('writes the header so that no name can break out of it', () => {
    expect(contentDisposition('attachment', '合同 "终稿".pdf')).toBe(
      `attachment; filename="__ ____.pdf"; filename*=UTF-8''%E5%90%88%E5%90%8C%20%22%E7%BB%88%E7%A8%BF%22.pdf`,
    );
    expect(contentDisposition('inline', "it's (1).png")).toContain("filename*=UTF-8''it%27s%20%281%29.png");
  });
});
