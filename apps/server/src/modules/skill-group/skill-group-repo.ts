import type {
  Agent,
  AgentId,
  Capacity,
  GroupFloorChange,
  GroupHandlingChange,
  GroupLimitChange,
  OverflowingGroup,
  SkillGroup,
  SkillGroupId,
} from '@visavis/protocol';
import { sql } from 'kysely';
import { violates } from '../../lib/constraint-violation.ts';
import { DomainError } from '../../lib/domain-error.ts';
import type { Db, Tx } from '../../schema/index.ts';
import { type FloorColumns, floorColumns, toFloorColumns, toFloorSettings } from './floor-settings.ts';
import { type HandlingColumns, handlingColumns, toHandling, toHandlingColumns } from './handling-settings.ts';
import { type LimitColumns, limitColumns, toLimitColumns, toLimitSettings } from './limit-settings.ts';

export type SkillGroupRow = Omit<SkillGroup, 'members'>;
export interface Membership {
  readonly groupId: SkillGroupId;
  readonly agentId: AgentId;
  readonly level: number;
  readonly position: number;
}

const columns = [
  'id',
  'name',
  'strategy',
  ...handlingColumns,
  'default_capacity',
  ...floorColumns,
  ...limitColumns,
  'comfort',
  'created_at',
  'version',
] as const;
const stored = (capacity: Capacity | null): string | null => capacity && JSON.stringify(capacity);
const toGroup = (
  row: FloorColumns &
    LimitColumns &
    HandlingColumns & {
      id: string;
      name: string;
      strategy: SkillGroup['strategy'];
      default_capacity: Capacity | null;
      comfort: SkillGroup['comfort'];
      created_at: Date;
      version: number;
    },
): SkillGroupRow => ({
  id: row.id as SkillGroupId,
  name: row.name,
  strategy: row.strategy,
  ...toHandling(row),
  defaultCapacity: row.default_capacity,
  ...toFloorSettings(row),
  ...toLimitSettings(row),
  comfort: row.comfort,
  createdAt: row.created_at.toISOString(),
  version: row.version,
});

const overflowInvalid = (problem: 'itself' | 'unknown'): DomainError =>
  new DomainError('skill_group_overflow_invalid', { problem, fields: { 'limits.overflow': problem } });
const translate = (error: unknown): unknown => {
  if (violates(error, 'skill_groups_name'))
    return new DomainError('skill_group_name_taken', { fields: { name: 'another skill group has this name' } });
  if (violates(error, 'skill_groups_overflow_elsewhere')) return overflowInvalid('itself');
  if (violates(error, 'skill_groups_overflow_group_id_fkey')) return overflowInvalid('unknown');
  if (violates(error, 'skill_group_members_group_id_fkey')) return new DomainError('skill_group_not_found');
  if (violates(error, 'skill_group_members_agent_id_fkey')) return new DomainError('agent_not_found');
  return error;
};
const translated = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    throw translate(error);
  }
};

/** Something that names a group; `name` is a number where contacts wait in its line. */
export interface GroupUse {
  readonly kind: 'channel' | 'overflow' | 'waiting' | 'rule';
  readonly name: string;
}

/** Any number, as long as nobody else uses it: 'grps' in ASCII. */
const MEMBERSHIP_LOCK = 0x67727073;

/** Rows of `skill_groups` and `skill_group_members`. */
export const createSkillGroupRepo = () => ({
  lockMemberships: async (tx: Tx): Promise<void> => {
    await sql`select pg_advisory_xact_lock(${MEMBERSHIP_LOCK}::bigint)`.execute(tx);
  },

  list: async (db: Db): Promise<SkillGroupRow[]> =>
    (
      await db
        .selectFrom('skill_groups')
        .select(columns)
        .where('archived_at', 'is', null)
        .orderBy('name')
        .orderBy('id')
        .execute()
    ).map(toGroup),

  find: async (db: Db, groupId: string): Promise<SkillGroupRow | undefined> => {
    const row = await db
      .selectFrom('skill_groups')
      .select(columns)
      .where('id', '=', groupId)
      .where('archived_at', 'is', null)
      .executeTakeFirst();
    return row && toGroup(row);
  },

  lock: async (tx: Tx, groupId: string): Promise<SkillGroupRow | undefined> => {
    const row = await tx
      .selectFrom('skill_groups')
      .select(columns)
      .where('id', '=', groupId)
      .where('archived_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    return row && toGroup(row);
  },

  insert: async (tx: Tx, group: Omit<SkillGroupRow, 'createdAt' | 'version'> & { createdAt: Date }): Promise<void> => {
    await translated(
      tx
        .insertInto('skill_groups')
        .values({
          id: group.id,
          name: group.name,
          strategy: group.strategy,
          ring_seconds: group.ringSeconds.text,
          ...toHandlingColumns(group),
          default_capacity: stored(group.defaultCapacity),
          ...toFloorColumns(group),
          ...toLimitColumns(group),
          comfort: JSON.stringify(group.comfort),
          created_at: group.createdAt,
        })
        .execute(),
    );
  },

  update: async (
    tx: Tx,
    groupId: string,
    patch: {
      name?: string | undefined;
      strategy?: SkillGroup['strategy'] | undefined;
      defaultCapacity?: Capacity | null | undefined;
      comfort?: SkillGroup['comfort'] | undefined;
    } & GroupFloorChange &
      GroupLimitChange &
      GroupHandlingChange,
  ): Promise<void> => {
    await translated(
      tx
        .updateTable('skill_groups')
        .set({
          ...(patch.name !== undefined && { name: patch.name }),
          ...(patch.strategy !== undefined && { strategy: patch.strategy }),
          ...toHandlingColumns(patch),
          ...(patch.defaultCapacity !== undefined && { default_capacity: stored(patch.defaultCapacity) }),
          ...toFloorColumns(patch),
          ...toLimitColumns(patch),
          ...(patch.comfort !== undefined && { comfort: JSON.stringify(patch.comfort) }),
          version: sql<number>`version + 1`,
        })
        .where('id', '=', groupId)
        .execute(),
    );
  },

  bumpVersions: async (tx: Tx, groupIds: readonly string[]): Promise<void> => {
    await sql`update skill_groups set version = version + 1 where id = any(${[...groupIds]}::uuid[])`.execute(tx);
  },

  /** Who still needs the group: by kind, with the names people know. */
  uses: async (tx: Tx, groupId: string): Promise<GroupUse[]> => {
    const { rows } = await sql<GroupUse>`
      select 'channel' as kind, name from channels where group_id = ${groupId}
      union all select 'overflow', name from skill_groups where overflow_group_id = ${groupId} and archived_at is null
      union all select 'waiting', count(*)::text from queue_entries
        where group_id = ${groupId} and ended_at is null having count(*) > 0
      order by kind, name`.execute(tx);
    return rows;
  },

  /** Hidden from now on; the name stays for what is past. */
  archive: async (tx: Tx, groupId: string, now: Date): Promise<void> => {
    await tx.deleteFrom('skill_group_members').where('group_id', '=', groupId).execute();
    await sql`
      update skill_groups set archived_at = ${now}, overflow_group_id = null, version = version + 1 where id = ${groupId}`.execute(
      tx,
    );
  },

  overflows: async (tx: Tx): Promise<OverflowingGroup[]> =>
    tx
      .selectFrom('skill_groups')
      .select(['id', 'name', 'overflow_group_id as overflowTo'])
      .where('archived_at', 'is', null)
      .execute(),

  members: async (
    db: Db,
    where: { groupId: string } | { agentIds: readonly string[] } | 'all',
  ): Promise<Membership[]> => {
    let query = db
      .selectFrom('skill_group_members')
      .select(['group_id as groupId', 'agent_id as agentId', 'level', 'position'])
      .orderBy('group_id')
      .orderBy('position')
      .orderBy('agent_id');
    if (where !== 'all')
      query =
        'groupId' in where
          ? query.where('group_id', '=', where.groupId)
          : query.where(sql<boolean>`agent_id = any(${[...where.agentIds]}::uuid[])`);
    return (await query.execute()) as Membership[];
  },

  removeMembers: async (tx: Tx, by: { groupId: string } | { agentId: string }): Promise<void> => {
    const query = tx.deleteFrom('skill_group_members');
    await ('groupId' in by
      ? query.where('group_id', '=', by.groupId)
      : query.where('agent_id', '=', by.agentId)
    ).execute();
  },

  /** In the order in which they are to be asked. Throws skill_group_not_found, agent_not_found. */
  insertMembers: async (
    tx: Tx,
    members: readonly { groupId: string; agentId: string; level: number; position: number }[],
  ): Promise<void> => {
    if (members.length === 0) return;
    const column = <K extends keyof (typeof members)[number]>(key: K) => members.map((member) => member[key]);
    await translated(
      sql`
        insert into skill_group_members (group_id, agent_id, level, position)
        select * from unnest(${column('groupId')}::uuid[], ${column('agentId')}::uuid[], ${column('level')}::int[],
                             ${column('position')}::int[])`.execute(tx),
    );
  },
});
export type SkillGroupRepo = ReturnType<typeof createSkillGroupRepo>;
export type AgentGroups = Agent['groups'];
