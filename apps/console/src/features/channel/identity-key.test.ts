import { PutChannelIdentity } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { newIdentityKey, signingExample } from './identity-key.ts';

describe('a new identity key', () => {
  it('is what the contract takes: base64 of 32 bytes, never the same', () => {
    const [one, other] = [newIdentityKey(), newIdentityKey()];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, 'base64')).toHaveLength(32);
    expect(PutChannelIdentity.safeParse({ key: { algorithm: 'HS256', secret: one } }).success).toBe(true);
  });
});

it('the example names the channel it was copied for', () => {
  expect(signingExample('demo "1"')).toContain('.setAudience("demo \\"1\\"")');
});
