import { expect, it } from 'vitest';
import { zh } from './zh/index.ts';

function leaves(value: unknown, path: string): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}
const texts = leaves(zh, 'zh');
const found = (fault: RegExp): string[] => texts.filter(([, text]) => fault.test(text)).map((one) => one.join(': '));

it('Chinese texts have punctuation of full width', () => {
  expect(found(/\p{Script=Han}[,;:?!.]|[,;:?!]\p{Script=Han}|\p{Script=Han}[()]|[()]\p{Script=Han}/u)).toEqual([]);
});
it('Chinese texts have a space beside Latin letters and digits, none beside their own punctuation', () => {
  expect(found(/\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han}/u)).toEqual([]);
  expect(found(/ [，。：；？！、）」”]|[，。：；？！、（「“] /u)).toEqual([]);
  expect(found(/[\d}] %/)).toEqual([]);
});
it('Chinese texts have one word for one thing', () => {
  expect(found(/事后处理|整理|常接待|熟悉访客|老客户|(?<!访)客服|座席|主管|休息|回拨|商谈|会商/)).toEqual([]);
});
