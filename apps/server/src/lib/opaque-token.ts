import { createHash, randomBytes } from 'node:crypto';

const SHAPE = /^[A-Za-z0-9_-]{43}$/;

/** 256 random bits, as text for cookies and headers. Only its hash is ever stored. */
export const makeToken = (): string => randomBytes(32).toString('base64url');

/** What is stored and looked up; null for text that cannot be one of our tokens. */
export const hashToken = (token: string): Buffer | null =>
  SHAPE.test(token) ? createHash('sha256').update(token).digest() : null;
