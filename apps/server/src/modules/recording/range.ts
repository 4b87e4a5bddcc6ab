import { DomainError } from '../../lib/domain-error.ts';

export interface ByteRange {
  /** First and last byte, both included. */
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks of a file. Null: the whole file (no header, one we do not understand, or several ranges,
 * which the standard lets us ignore). Throws range_invalid when the range lies outside.
 */
export const parseRange = (header: string | undefined, size: number): ByteRange | null => {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(/\s/g, '') ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, from = '', to = ''] = match;
  const outside = (): never => {
    throw new DomainError('range_invalid', { size });
  };
  if (from === '') {
    const length = Number(to);
    return length === 0 || size === 0 ? outside() : { start: Math.max(0, size - length), end: size - 1 };
  }
  const start = Number(from);
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start >= size) return outside();
  // A range that ends before it begins is no range at all.
  return end < start ? null : { start, end };
};
