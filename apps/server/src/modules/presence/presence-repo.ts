import {
  type AgentId,
  type Capacity,
  type ChosenPresence,
  effectiveCapacity,
  type Loads,
  type Medium,
  type PresenceState,
  presenceTiming,
} from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import { plainArray } from '../../lib/plain-array.ts';
import type { Database, Tx } from '../../schema/index.ts';
import type { NamedReason, Place, PresenceRecord } from './presence.ts';

interface Row {
  agent_id: string;
  display_name: string;
  state: PresenceState;
  since: Date;
  arrived_at: Date;
  reason: NamedReason | null;
  wrap_until: Date | null;
  next_state: ChosenPresence | null;
  next_reason: NamedReason | null;
  lease_until: Date;
  disconnected_at: Date | null;
  text_load: number;
  voice_load: number;
  video_load: number;
  units: number | null;
  text_limit: number;
  text_weight: number;
  text_exclusive: boolean;
  voice_limit: number;
  voice_weight: number;
  voice_exclusive: boolean;
  video_limit: number;
  video_weight: number;
  video_exclusive: boolean;
  strained: boolean;
  own_capacity: Capacity | null;
  group_capacities: Capacity[] | null;
  missed_offers: number;
  idle_since: Date;
  last_assigned_at: Date | null;
  version: number;
}

const configured = (row: Omit<Row, 'units'> & { units: number }): Capacity => ({
  units: row.units,
  text: { limit: row.text_limit, weight: row.text_weight, exclusive: row.text_exclusive },
  voice: { limit: row.voice_limit, weight: row.voice_weight, exclusive: row.voice_exclusive },
  video: { limit: row.video_limit, weight: row.video_weight, exclusive: row.video_exclusive },
});

/** An agent who was never online has no row yet: what would hold for them. */
const capacityOf = ({ units, ...row }: Row): Capacity =>
  units === null ? effectiveCapacity(row.own_capacity, row.group_capacities ?? []) : configured({ ...row, units });

const columnsOf = ({ units, text, voice, video }: Capacity) => ({
  units,
  text_limit: text.limit,
  text_weight: text.weight,
  text_exclusive: text.exclusive,
  voice_limit: voice.limit,
  voice_weight: voice.weight,
  voice_exclusive: voice.exclusive,
  video_limit: video.limit,
  video_weight: video.weight,
  video_exclusive: video.exclusive,
});

const toRecord = (row: Row): PresenceRecord => ({
  agentId: row.agent_id as AgentId,
  displayName: row.display_name,
  state: row.state,
  since: row.since,
  arrivedAt: row.arrived_at,
  reason: row.reason,
  wrapUntil: row.wrap_until,
  next: row.next_state && { state: row.next_state, reason: row.next_reason },
  leaseUntil: row.lease_until,
  disconnectedAt: row.disconnected_at,
  loads: { text: row.text_load, voice: row.voice_load, video: row.video_load },
  capacity: capacityOf(row),
  strained: row.strained,
  missedOffers: row.missed_offers,
  idleSince: row.idle_since,
  lastAssignedAt: row.last_assigned_at,
  version: row.version,
});

const groupCapacities = sql`(
  select jsonb_agg(g.default_capacity) from skill_group_members m join skill_groups g on g.id = m.group_id
   where m.agent_id = a.id and g.default_capacity is not null)`;

const named = (alias: 'r' | 'n') =>
  sql`case when ${sql.ref(`${alias}.id`)} is not null then jsonb_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${sql.ref(`${alias}.name`)}) end`;

/** Agents who were never online count as offline since they were made. */
const records = (db: Kysely<Database>, where: ReturnType<typeof sql>) =>
  sql<Row>`
  select a.id as agent_id, a.display_name,
         coalesce(p.state, 'offline') as state,
         coalesce(p.since, a.created_at) as since, coalesce(p.arrived_at, a.created_at) as arrived_at,
         coalesce(p.lease_until, a.created_at) as lease_until, p.disconnected_at,
         ${named('r')} as reason, p.wrap_until, p.next_state, ${named('n')} as next_reason,
         coalesce(p.text_load, 0) as text_load, coalesce(p.voice_load, 0) as voice_load, coalesce(p.video_load, 0) as video_load,
         p.units, p.text_limit, p.text_weight, p.text_exclusive, p.voice_limit, p.voice_weight, p.voice_exclusive,
         p.video_limit, p.video_weight, p.video_exclusive, coalesce(p.strained, false) as strained,
         case when p.agent_id is null then a.capacity end as own_capacity,
         case when p.agent_id is null then ${groupCapacities} end as group_capacities,
         coalesce(p.missed_offers, 0) as missed_offers,
         coalesce(p.idle_since, a.created_at) as idle_since, p.last_assigned_at, coalesce(p.version, 0) as version
    from agents a left join presences p on p.agent_id = a.id
    left join break_reasons r on r.id = p.reason_id left join break_reasons n on n.id = p.next_reason_id
   where ${where}
   order by a.id`.execute(db);

const loadColumn = (medium: Medium) => sql.ref(`${medium}_load`);

export const presenceRepo = {
  async find(db: Kysely<Database>, agentId: AgentId): Promise<PresenceRecord | undefined> {
    const { rows } = await records(db, sql`a.id = ${agentId}`);
    return rows[0] && toRecord(rows[0]);
  },

  async list(db: Kysely<Database>, agentIds: readonly AgentId[]): Promise<PresenceRecord[]> {
    if (agentIds.length === 0) return [];
    const { rows } = await records(db, sql`a.id = any(${agentIds}::uuid[])`);
    return rows.map(toRecord);
  },

  async listAll(db: Kysely<Database>): Promise<PresenceRecord[]> {
    const { rows } = await records(db, sql`a.disabled_at is null`);
    return rows.map(toRecord);
  },

  /** Locks the rows in the order of their ids, so that two lockers cannot wait for each other. */
  async lock(tx: Tx, agentIds: readonly AgentId[]): Promise<PresenceRecord[]> {
    if (agentIds.length === 0) return [];
    await sql`select 1 from presences where agent_id = any(${agentIds}::uuid[]) order by agent_id for no key update`.execute(
      tx,
    );
    return presenceRepo.list(tx, agentIds);
  },

  /** The same, with no more of each row than the last look before an offer needs; who never was online has no row. */
  async lockPlaces(tx: Tx, agentIds: readonly AgentId[]): Promise<Place[]> {
    type PlaceRow = Omit<Row, 'units'> & { lease_ms: number; units: number };
    const { rows } = await sql<PlaceRow>`
      select agent_id, state, floor(extract(epoch from lease_until) * 1000)::float8 as lease_ms, disconnected_at, next_state,
             text_load, voice_load, video_load, units, text_limit, text_weight, text_exclusive,
             voice_limit, voice_weight, voice_exclusive, video_limit, video_weight, video_exclusive
        from presences where agent_id = any(${plainArray(agentIds)}::uuid[]) order by agent_id for no key update`.execute(
      tx,
    );
    return rows.map((row) => ({
      agentId: row.agent_id as AgentId,
      state: row.state,
      next: row.next_state && { state: row.next_state, reason: null },
      leaseUntil: new Date(row.lease_ms),
      disconnectedAt: row.disconnected_at,
      loads: { text: row.text_load, voice: row.voice_load, video: row.video_load },
      capacity: configured(row),
    }));
  },

  /** The row of an agent who was never online; nothing when it exists. */
  async ensure(tx: Tx, agentId: AgentId, capacity: Capacity, now: Date): Promise<void> {
    await tx
      .insertInto('presences')
      .values({
        agent_id: agentId,
        state: 'offline',
        since: now,
        arrived_at: now,
        lease_until: now,
        idle_since: now,
        ...columnsOf(capacity),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },

  /** What the agent's own account, their groups or the deployment say. */
  async wantedCapacity(tx: Tx, agentId: AgentId): Promise<Capacity> {
    const { rows } = await sql<{ own: Capacity | null; of_groups: Capacity[] | null }>`
      select a.capacity as own, ${groupCapacities} as of_groups from agents a where a.id = ${agentId}`.execute(tx);
    return effectiveCapacity(rows[0]?.own ?? null, rows[0]?.of_groups ?? []);
  },

  async membersOf(tx: Tx, groupId: string): Promise<AgentId[]> {
    const rows = await tx
      .selectFrom('skill_group_members')
      .select('agent_id')
      .where('group_id', '=', groupId)
      .orderBy('agent_id')
      .execute();
    return rows.map((row) => row.agent_id as AgentId);
  },

  async saveState(
    tx: Tx,
    agentId: AgentId,
    change: {
      readonly state: PresenceState;
      readonly since: Date;
      readonly arrivedAt: Date;
      readonly idleSince: Date;
      readonly reasonId: string | null;
      readonly wrapUntil: Date | null;
      readonly keepNext: boolean;
    },
  ): Promise<void> {
    await tx
      .updateTable('presences')
      .set({
        state: change.state,
        since: change.since,
        arrived_at: change.arrivedAt,
        idle_since: change.idleSince,
        reason_id: change.reasonId,
        wrap_until: change.wrapUntil,
        ...(change.keepNext ? {} : { next_state: null, next_reason_id: null }),
        missed_offers: 0,
        version: sql`version + 1`,
      })
      .where('agent_id', '=', agentId)
      .execute();
  },

  /** What is to take effect after the work at hand. */
  async saveNext(
    tx: Tx,
    agentId: AgentId,
    next: { readonly state: ChosenPresence; readonly reasonId: string | null } | null,
  ): Promise<void> {
    await tx
      .updateTable('presences')
      .set({
        next_state: next === null || next.state === 'online' ? null : next.state,
        next_reason_id: next?.reasonId ?? null,
        version: sql`version + 1`,
      })
      .where('agent_id', '=', agentId)
      .execute();
  },

  async hasOpenConversations(tx: Tx, agentId: AgentId): Promise<boolean> {
    const row = await tx
      .selectFrom('conversations')
      .select('id')
      .where('agent_id', '=', agentId)
      .where('state', '=', 'active')
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  },

  /** False when there was nothing to mark. */
  async markDisconnected(tx: Tx, agentId: AgentId, now: Date): Promise<boolean> {
    const { rows } = await sql`
      update presences set disconnected_at = ${now} where agent_id = ${agentId} and state <> 'offline' returning 1`.execute(
      tx,
    );
    return rows.length > 0;
  },

  /** Takes places on rows that `lock` holds and the caller has looked at. The table's checks are the last word. */
  async addLoads(tx: Tx, loads: readonly (Loads & { readonly agentId: AgentId })[], now: Date | null): Promise<void> {
    const column = (key: keyof Loads) => loads.map((load) => load[key]);
    await sql`
      update presences p
         set text_load = p.text_load + x.text, voice_load = p.voice_load + x.voice, video_load = p.video_load + x.video,
             last_assigned_at = coalesce(${now}, p.last_assigned_at), version = p.version + 1
        from unnest(${plainArray(loads.map(({ agentId }) => agentId))}::uuid[], ${column('text')}::int[], ${column('voice')}::int[], ${column('video')}::int[])
          as x (agent_id, text, voice, video)
       where p.agent_id = x.agent_id`.execute(tx);
  },

  /** Gives one place back. Undefined: nothing was taken. */
  async release(tx: Tx, agentId: AgentId, medium: Medium, now: Date): Promise<{ strained: boolean } | undefined> {
    const load = loadColumn(medium);
    const { rows } = await sql<{ strained: boolean }>`
      update presences
         set ${load} = ${load} - 1,
             idle_since = case when text_load + voice_load + video_load = 1 then ${now}::timestamptz else idle_since end,
             version = version + 1
       where agent_id = ${agentId} and ${load} > 0 returning strained`.execute(tx);
    return rows[0];
  },

  async saveCapacity(tx: Tx, agentId: AgentId, capacity: Capacity, strained: boolean): Promise<void> {
    await tx
      .updateTable('presences')
      .set({ ...columnsOf(capacity), strained, version: sql`version + 1` })
      .where('agent_id', '=', agentId)
      .execute();
  },

  /** One more missed offer; returns how many in a row. */
  async addMissed(tx: Tx, agentId: AgentId): Promise<number> {
    const { rows } = await sql<{ missed: number }>`
      update presences set missed_offers = missed_offers + 1 where agent_id = ${agentId} returning missed_offers as missed`.execute(
      tx,
    );
    return rows[0]?.missed ?? 0;
  },

  async clearMissed(tx: Tx, agentId: AgentId): Promise<void> {
    await sql`update presences set missed_offers = 0 where agent_id = ${agentId} and missed_offers > 0`.execute(tx);
  },

  /** The clock was set forward by so much: a wrap-up that was begun before that is not over because of it. */
  async setForward(tx: Tx, now: Date, jumpedMs: number): Promise<AgentId[]> {
    const jump = sql`${jumpedMs}::float8 * interval '1 ms'`;
    const { rows } = await sql<{ id: AgentId }>`
      update presences set wrap_until = wrap_until + ${jump}, version = version + 1
       where wrap_until is not null and since <= ${now}::timestamptz - ${jump} returning agent_id as id`.execute(tx);
    return rows.map(({ id }) => id);
  },

  /** Agents who are gone but not yet marked so: the lease, and with a call the grace, is over; or the account was disabled. */
  async findLost(tx: Tx, now: Date, limit: number): Promise<AgentId[]> {
    const { rows } = await sql<{ agent_id: string }>`
      select p.agent_id from presences p join agents a on a.id = p.agent_id
       where p.state <> 'offline'
         and (a.disabled_at is not null
              or p.lease_until < ${now}::timestamptz - case when p.voice_load + video_load > 0 then ${presenceTiming.callGraceMs}::int else 0 end * interval '1 ms')
       order by p.agent_id limit ${limit}`.execute(tx);
    return rows.map((row) => row.agent_id as AgentId);
  },

  async findWrappedUp(tx: Tx, now: Date, limit: number): Promise<AgentId[]> {
    const { rows } = await sql<{ agent_id: string }>`
      select agent_id from presences where wrap_until <= ${now} order by agent_id limit ${limit}`.execute(tx);
    return rows.map((row) => row.agent_id as AgentId);
  },

  /** Agents who wait for "after this one" and have nothing at hand any more. */
  async findFinished(tx: Tx, limit: number): Promise<AgentId[]> {
    const { rows } = await sql<{ agent_id: string }>`
      select p.agent_id from presences p
       where p.next_state is not null and p.state <> 'wrap_up' and p.text_load + p.voice_load + p.video_load = 0
         and not exists (select 1 from conversations c where c.agent_id = p.agent_id and c.state = 'active')
       order by p.agent_id limit ${limit}`.execute(tx);
    return rows.map((row) => row.agent_id as AgentId);
  },

  /** When the next lease or wrap-up runs out; null when nobody is there. */
  async nextDue(db: Kysely<Database>): Promise<Date | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(least(wrap_until, lease_until
               + case when voice_load + video_load > 0 then ${presenceTiming.callGraceMs}::int else 0 end * interval '1 ms')) as at
        from presences where state <> 'offline'`.execute(db);
    return rows[0]?.at ?? null;
  },
};
