import type { Agent, AgentId, Capacity } from '@visavis/protocol';
import { type Selectable, sql } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Db, Tx } from '../../schema/index.ts';
import type { AgentsTable } from '../../schema/tables.ts';

type Row = Omit<Selectable<AgentsTable>, 'password_hash'>;
export type AgentWithoutGroups = Omit<Agent, 'groups'>;

const columns = [
  'id',
  'email',
  'display_name',
  'role',
  'language',
  'capacity',
  'demo',
  'disabled_at',
  'created_at',
  'version',
] as const;

const toAgent = (row: Row): AgentWithoutGroups => ({
  id: row.id as AgentId,
  email: row.email,
  displayName: row.display_name,
  role: row.role,
  language: row.language,
  capacity: row.capacity,
  demo: row.demo,
  disabledAt: row.disabled_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

const orTaken = (error: unknown): unknown =>
  violates(error, 'agents_email')
    ? new DomainError('agent_email_taken', { fields: { email: 'another account has this address' } })
    : error;

const stored = (capacity: Capacity | null): string | null => capacity && JSON.stringify(capacity);

export interface NewAgent {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: Agent['role'];
  readonly language: Agent['language'];
  readonly capacity: Capacity | null;
  readonly passwordHash: string;
  readonly demo: boolean;
  readonly createdAt: Date;
}

export interface AgentPatch {
  readonly email?: string | undefined;
  readonly displayName?: string | undefined;
  readonly role?: Agent['role'] | undefined;
  readonly language?: Agent['language'] | undefined;
  readonly capacity?: Capacity | null | undefined;
  readonly passwordHash?: string | undefined;
  readonly disabledAt?: Date | null | undefined;
}

/** Rows of `agents`. */
export const createAgentRepo = () => ({
  list: async (db: Db): Promise<AgentWithoutGroups[]> =>
    (await db.selectFrom('agents').select(columns).orderBy('display_name').orderBy('id').execute()).map(toAgent),

  find: async (db: Db, agentId: string): Promise<AgentWithoutGroups | undefined> => {
    const row = await db.selectFrom('agents').select(columns).where('id', '=', agentId).executeTakeFirst();
    return row && toAgent(row);
  },

  findMany: async (db: Db, agentIds: readonly string[]): Promise<AgentWithoutGroups[]> =>
    agentIds.length === 0
      ? []
      : (
          await db
            .selectFrom('agents')
            .select(columns)
            .where(sql<boolean>`id = any(${[...agentIds]}::uuid[])`)
            .execute()
        ).map(toAgent),

  lock: async (tx: Tx, agentId: string): Promise<AgentWithoutGroups | undefined> => {
    const row = await tx.selectFrom('agents').select(columns).where('id', '=', agentId).forUpdate().executeTakeFirst();
    return row && toAgent(row);
  },

  findCredentials: async (db: Db, email: string) =>
    db
      .selectFrom('agents')
      .select(['id', 'password_hash as passwordHash', 'demo', 'disabled_at as disabledAt'])
      .where(sql`lower(email)`, '=', email)
      .executeTakeFirst(),

  insert: async (tx: Tx, agent: NewAgent): Promise<void> => {
    try {
      await tx
        .insertInto('agents')
        .values({
          id: agent.id,
          email: agent.email,
          display_name: agent.displayName,
          role: agent.role,
          language: agent.language,
          capacity: stored(agent.capacity),
          password_hash: agent.passwordHash,
          demo: agent.demo,
          created_at: agent.createdAt,
        })
        .execute();
    } catch (error) {
      throw orTaken(error);
    }
  },

  update: async (tx: Tx, agentId: string, patch: AgentPatch): Promise<void> => {
    try {
      await tx
        .updateTable('agents')
        .set({
          ...(patch.email !== undefined && { email: patch.email }),
          ...(patch.displayName !== undefined && { display_name: patch.displayName }),
          ...(patch.role !== undefined && { role: patch.role }),
          ...(patch.language !== undefined && { language: patch.language }),
          ...(patch.capacity !== undefined && { capacity: stored(patch.capacity) }),
          ...(patch.passwordHash !== undefined && { password_hash: patch.passwordHash }),
          ...(patch.disabledAt !== undefined && { disabled_at: patch.disabledAt }),
          version: sql<number>`version + 1`,
        })
        .where('id', '=', agentId)
        .execute();
    } catch (error) {
      throw orTaken(error);
    }
  },

  bumpVersions: async (tx: Tx, agentIds: readonly string[]): Promise<void> => {
    await sql`update agents set version = version + 1 where id = any(${[...agentIds]}::uuid[])`.execute(tx);
  },

  countOtherAdministrators: async (tx: Tx, agentId: string): Promise<number> => {
    const row = await tx
      .selectFrom('agents')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('role', '=', 'administrator')
      .where('disabled_at', 'is', null)
      .where('id', '<>', agentId)
      .executeTakeFirstOrThrow();
    return row.count;
  },

  isEmpty: async (db: Db): Promise<boolean> =>
    (await db.selectFrom('agents').select('id').limit(1).executeTakeFirst()) === undefined,
});
export type AgentRepo = ReturnType<typeof createAgentRepo>;
