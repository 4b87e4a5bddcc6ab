import { sql } from 'kysely';
import type { Db, Tx } from '../../schema/index.ts';

export interface NewSignIn {
  readonly tokenHash: Buffer;
  readonly agentId: string;
  readonly passwordHash: string;
  readonly now: Date;
  readonly expiresAt: Date;
  readonly address: string;
  readonly device: string | null;
}

/** Any number, as long as nobody else uses it with two-part advisory locks: 'sign' in ASCII. */
const SIGN_IN_LOCK = 0x7369676e;

/** Rows of `agent_sessions` and `sign_in_failures`. */
export const createSignInRepo = () => ({
  /** Parallel tries on one account or from one address wait for each other until the end of the transaction. */
  lockTries: async (tx: Tx, address: string, account: string): Promise<void> => {
    for (const key of [`address ${address}`, `account ${account}`])
      await sql`select pg_advisory_xact_lock(${SIGN_IN_LOCK}::int, hashtext(${key}))`.execute(tx);
  },

  failures: async (tx: Tx, by: { account: string } | { address: string }, since: Date): Promise<number[]> => {
    const rows = await tx
      .selectFrom('sign_in_failures')
      .select('failed_at')
      .where('failed_at', '>', since)
      .where((where) => ('account' in by ? where('account', '=', by.account) : where('address', '=', by.address)))
      .orderBy('failed_at')
      .execute();
    return rows.map((row) => row.failed_at.getTime());
  },

  insertFailure: async (tx: Tx, account: string, address: string, now: Date): Promise<void> => {
    await tx.insertInto('sign_in_failures').values({ account, address, failed_at: now }).execute();
  },

  removeFailures: async (db: Db, account: string): Promise<void> => {
    await db.deleteFrom('sign_in_failures').where('account', '=', account).execute();
  },

  /** False when the account was disabled or got another password meanwhile. */
  insertSignIn: async (tx: Tx, signIn: NewSignIn): Promise<boolean> => {
    const { rows } = await sql`
      insert into agent_sessions (token_hash, agent_id, created_at, last_seen_at, expires_at, address, device)
      select ${signIn.tokenHash}::bytea, id, ${signIn.now}::timestamptz, ${signIn.now}::timestamptz,
             ${signIn.expiresAt}::timestamptz, ${signIn.address}::text, ${signIn.device}::text
        from agents where id = ${signIn.agentId} and password_hash = ${signIn.passwordHash} and disabled_at is null
         for share
      returning agent_id`.execute(tx);
    return rows.length === 1;
  },

  list: async (db: Db, tokenHashes: readonly Buffer[]) =>
    db
      .selectFrom('agent_sessions as s')
      .innerJoin('agents as a', 'a.id', 's.agent_id')
      .select([
        's.token_hash as tokenHash',
        's.created_at as createdAt',
        's.last_seen_at as lastSeenAt',
        's.expires_at as expiresAt',
        'a.id as agentId',
        'a.role',
        'a.display_name as displayName',
        'a.demo',
      ])
      .where('s.token_hash', 'in', tokenHashes)
      .where('a.disabled_at', 'is', null)
      .execute(),

  touch: async (db: Db, tokenHash: Buffer, now: Date, expiresAt: Date): Promise<void> => {
    await db
      .updateTable('agent_sessions')
      .set({ last_seen_at: now, expires_at: expiresAt })
      .where('token_hash', '=', tokenHash)
      .execute();
  },

  remove: async (tx: Tx, tokenHash: Buffer): Promise<boolean> => {
    const result = await tx.deleteFrom('agent_sessions').where('token_hash', '=', tokenHash).executeTakeFirst();
    return result.numDeletedRows > 0n;
  },

  removeOfAgent: async (tx: Tx, agentId: string): Promise<void> => {
    await tx.deleteFrom('agent_sessions').where('agent_id', '=', agentId).execute();
  },

  removeExpired: async (tx: Tx, now: Date): Promise<{ agentId: string; tokenHash: Buffer }[]> =>
    tx
      .deleteFrom('agent_sessions')
      .where('expires_at', '<=', now)
      .returning(['agent_id as agentId', 'token_hash as tokenHash'])
      .execute(),

  removeFailuresBefore: async (tx: Tx, before: Date): Promise<void> => {
    await tx.deleteFrom('sign_in_failures').where('failed_at', '<', before).execute();
  },
});
export type SignInRepo = ReturnType<typeof createSignInRepo>;
