/** Base64 of 32 random bytes, made in this browser: what the server stores is what was shown. */
export function newIdentityKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes));
}

/** For the integrator's server, with this channel's key filled in. Pure. */
export const signingExample = (channelKey: string): string => `import { SignJWT } from 'jose';

const identity = await new SignJWT({ displayName: 'Chen Yu', vipLevel: 6, tags: ['private'] })
  .setProtectedHeader({ alg: 'HS256' })
  .setSubject('customer-4711')
  .setAudience(${JSON.stringify(channelKey)})
  .setIssuedAt()
  .setExpirationTime('5m')
  .sign(Buffer.from(process.env.VISAVIS_IDENTITY_KEY, 'base64'));
`;
