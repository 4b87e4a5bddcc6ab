import { describe, expect, it } from 'vitest';
import { joinedPieces, markedValue, spaced } from './chinese-spacing.ts';

const put = (value: string | number) => spaced(`由${markedValue(value)}的坐席`);

describe('what is put into a Chinese text', () => {
  it('stands apart when it is Latin or a number, and not when it is Chinese', () => {
    expect(put('Grace Tan')).toBe('由 Grace Tan 的坐席');
    expect(put(3)).toBe('由 3 的坐席');
    expect(put('95%')).toBe('由 95% 的坐席');
    expect(put('陈玉兰')).toBe('由陈玉兰的坐席');
  });
  it('keeps the spaces that are there, and what people wrote themselves', () => {
    expect(spaced(`第 ${markedValue(3)} 版`)).toBe('第 3 版');
    expect(put('报告2026.pdf')).toBe('由报告2026.pdf 的坐席');
    expect(spaced(`${markedValue('A')}${markedValue('甲')}，${markedValue('')}B`)).toBe('A 甲，B');
  });
  it('changes nothing in English', () => {
    expect(spaced(`${markedValue('Grace')}’s place: ${markedValue(2)}%`)).toBe('Grace’s place: 2%');
  });
  it('is decided between the pieces of a sentence too', () => {
    expect(joinedPieces(['访客为', '3 级 VIP', '时'])).toBe('访客为 3 级 VIP 时');
  });
});
