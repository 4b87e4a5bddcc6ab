import type { ContactAddress } from '@visavis/protocol';

/** A first look while the form is open; the server, which knows the contract in full, has the last word. */
export function looksReachable({ kind, value }: ContactAddress): boolean {
  const plain = value.normalize('NFKC').trim();
  if (kind === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(plain);
  return /^\+?\d{5,15}$/.test(plain.replace(/[\s().\-/\u2010-\u2015]/g, ''));
}
