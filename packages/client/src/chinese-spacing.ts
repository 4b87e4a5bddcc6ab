/**
 * Chinese stands apart from Latin letters and digits by a space. A text knows that of its own words, not of what is put into
 * it: a name may be either. So what is put in is marked, and the space is decided where a mark is left.
 */

/** Invisible, and in no text that people write. */
const mark = '\u2063';
const hanEnd = /\p{Script=Han}$/u;
const hanStart = /^\p{Script=Han}/u;
const latinEnd = /[A-Za-z0-9%]$/;
const latinStart = /^[A-Za-z0-9]/;

/** What is put into a text; `spaced` takes the marks out again. */
export const markedValue = (value: unknown): string => `${mark}${value}${mark}`;

const beside = (before: string, after: string): string =>
  (hanEnd.test(before) && latinStart.test(after)) || (latinEnd.test(before) && hanStart.test(after))
    ? `${before} ${after}`
    : before + after;

export const spaced = (text: string): string => text.split(mark).reduce(beside, '');

/** Pieces of a sentence as one text. */
export const joinedPieces = (pieces: readonly string[]): string => pieces.reduce(beside, '');
