import { hash, verify } from '@node-rs/argon2';

// Argon2id is the library's default; 19 MiB and two passes are the first choice of OWASP's password storage cheat sheet.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** With `null` (no such account) the same work is done against a hash nobody knows the password of. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

/** `decoyPassword`: random text; its hash is what unknown accounts are compared with. */
export const createPasswords = (decoyPassword: string): Passwords => {
  const decoy = hash(decoyPassword, cost);
  return {
    hash: (password) => hash(password, cost),
    verify: async (passwordHash, password) => {
      const right = await verify(passwordHash ?? (await decoy), password);
      return passwordHash !== null && right;
    },
  };
};
