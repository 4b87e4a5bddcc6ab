/** Attributes of visitors as they are typed and shown: `tier=gold`. */
import type { VisitorAttributes } from '@visavis/protocol';

/** `tier=gold` as typed; a number is a number, yes and no are too. null: there is no name. */
export function attributeOf(text: string): [string, string | number | boolean] | null {
  const at = text.indexOf('=');
  const name = (at < 0 ? text : text.slice(0, at)).trim();
  if (!/^[a-z][a-z0-9_.]{0,39}$/i.test(name)) return null;
  const value =
    at < 0
      ? ''
      : text
          .slice(at + 1)
          .trim()
          .slice(0, 200);
  if (/^-?\d+(\.\d+)?$/.test(value)) return [name, Number(value)];
  if (value === 'true' || value === 'false') return [name, value === 'true'];
  return [name, value];
}
/** What was typed, and the first text that says no name and value and so is not taken; null: all were. */
export function sortOut(texts: readonly string[]): { readonly taken: string[]; readonly malformed: string | null } {
  const wrong = (text: string) => !text.includes('=') || attributeOf(text) === null;
  return { taken: texts.filter((text) => !wrong(text)), malformed: texts.find(wrong) ?? null };
}
export const attributesOf = (texts: readonly string[]): VisitorAttributes =>
  Object.fromEntries(texts.flatMap((text) => [attributeOf(text) ?? []].filter((pair) => pair.length === 2)));
export const attributeTexts = (attributes: VisitorAttributes): string[] =>
  Object.entries(attributes).map(([name, value]) => `${name}=${value}`);
