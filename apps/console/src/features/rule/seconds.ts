/** Reads `90`, `1:30`, `1:00:00` as seconds; null: it is none of these. Full-width digits and colons are fine. */
export function secondsOf(text: string): number | null {
  const plain = text.normalize('NFKC').trim();
  if (!/^\d{1,5}(:[0-5]?\d){0,2}$/.test(plain)) return null;
  return plain.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
