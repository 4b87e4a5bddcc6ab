import { type AgentId, type PresenceState, presenceTiming } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { leaseFrom, type PlaceKind, type PresenceRecord } from './presence.ts';

interface Row {
  agent_id: string;
  display_name: string;
  state: PresenceState;
  since: Date;
  lease_until: Date;
  disconnected_at: Date | null;
  text_load: number;
  text_capacity: number;
  live_load: number;
  live_capacity: number;
  missed_offers: number;
  idle_since: Date;
  last_assigned_at: Date | null;
  version: number;
}

const toRecord = (row: Row): PresenceRecord => ({
  agentId: row.agent_id as AgentId,
  displayName: row.display_name,
  state: row.state,
  since: row.since,
  leaseUntil: row.lease_until,
  disconnectedAt: row.disconnected_at,
  textLoad: row.text_load,
  textCapacity: row.text_capacity,
  liveLoad: row.live_load,
  liveCapacity: row.live_capacity,
  missedOffers: row.missed_offers,
  idleSince: row.idle_since,
  lastAssignedAt: row.last_assigned_at,
  version: row.version,
});

/** Agents who were never online count as offline since they were made. */
const records = (db: Kysely<Database>, where: ReturnType<typeof sql>) =>
  sql<Row>`
  select a.id as agent_id, a.display_name, coalesce(p.live_capacity, 1) as live_capacity,
         coalesce(p.state, 'offline') as state,
         coalesce(p.since, a.created_at) as since, coalesce(p.lease_until, a.created_at) as lease_until, p.disconnected_at,
         coalesce(p.text_load, 0) as text_load, coalesce(p.text_capacity, a.text_capacity) as text_capacity,
         coalesce(p.live_load, 0) as live_load, coalesce(p.missed_offers, 0) as missed_offers,
         coalesce(p.idle_since, a.created_at) as idle_since, p.last_assigned_at, coalesce(p.version, 0) as version
    from agents a left join presences p on p.agent_id = a.id
   where ${where}
   order by a.id`.execute(db);

const loadColumn = (kind: PlaceKind) => sql.ref(kind === 'text' ? 'text_load' : 'live_load');

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

  /** The row of an agent who was never online; nothing when it exists. */
  async ensure(tx: Tx, agentId: AgentId, now: Date): Promise<void> {
    await sql`
      insert into presences (agent_id, state, since, lease_until, text_capacity, idle_since)
      select id, 'offline', ${now}, ${now}, text_capacity, ${now} from agents where id = ${agentId}
      on conflict do nothing`.execute(tx);
  },

  async saveState(
    tx: Tx,
    agentId: AgentId,
    change: { readonly state: PresenceState; readonly since: Date; readonly idleSince?: Date },
  ): Promise<void> {
    await tx
      .updateTable('presences')
      .set({
        state: change.state,
        since: change.since,
        ...(change.idleSince ? { idle_since: change.idleSince } : {}),
        missed_offers: 0,
        version: sql`version + 1`,
      })
      .where('agent_id', '=', agentId)
      .execute();
  },

  /** A sign of life. An agent who chose offline during a call is kept alive until the call ends. */
  async renewLease(db: Kysely<Database>, agentId: AgentId, leaseUntil: Date): Promise<void> {
    await sql`
      update presences set lease_until = ${leaseUntil}, disconnected_at = null
       where agent_id = ${agentId} and (state <> 'offline' or live_load > 0)`.execute(db);
  },

  /** False when there was nothing to mark. */
  async markDisconnected(tx: Tx, agentId: AgentId, now: Date): Promise<boolean> {
    const { rows } = await sql`
      update presences set disconnected_at = ${now} where agent_id = ${agentId} and state <> 'offline' returning 1`.execute(
      tx,
    );
    return rows.length > 0;
  },

  /** Takes one place; false when there is none. The table's checks are the last word. */
  async reserve(tx: Tx, agentId: AgentId, kind: PlaceKind): Promise<boolean> {
    const { rows } =
      kind === 'text'
        ? await sql`
            update presences p set text_load = p.text_load + 1, text_capacity = a.text_capacity, version = p.version + 1
              from agents a where p.agent_id = ${agentId} and a.id = p.agent_id and p.text_load < a.text_capacity returning 1`.execute(
            tx,
          )
        : await sql`
            update presences set live_load = live_load + 1, version = version + 1
             where agent_id = ${agentId} and live_load < live_capacity returning 1`.execute(tx);
    return rows.length > 0;
  },

  /** Takes places on rows that `lock` holds and the caller has looked at. */
  async addLoads(
    tx: Tx,
    loads: readonly { readonly agentId: AgentId; readonly text: number; readonly live: number }[],
    now: Date,
  ): Promise<void> {
    const column = <K extends keyof (typeof loads)[number]>(key: K) => loads.map((load) => load[key]);
    await sql`
      update presences p
         set text_load = p.text_load + x.text, live_load = p.live_load + x.live, last_assigned_at = ${now}, version = p.version + 1
        from unnest(${column('agentId')}::uuid[], ${column('text')}::int[], ${column('live')}::int[]) as x (agent_id, text, live)
       where p.agent_id = x.agent_id`.execute(tx);
  },

  /** Gives one place back. A capacity that was lowered below the load follows down. False: nothing was taken. */
  async release(tx: Tx, agentId: AgentId, kind: PlaceKind, now: Date): Promise<boolean> {
    const load = loadColumn(kind);
    const other = loadColumn(kind === 'text' ? 'live' : 'text');
    const { rows } = await sql`
      update presences p
         set ${load} = p.${load} - 1,
             text_capacity = greatest(a.text_capacity, p.text_load - ${kind === 'text' ? 1 : 0}::int),
             idle_since = case when p.${load} = 1 and p.${other} = 0 then ${now}::timestamptz else p.idle_since end,
             version = p.version + 1
        from agents a where p.agent_id = ${agentId} and a.id = p.agent_id and p.${load} > 0 returning 1`.execute(tx);
    return rows.length > 0;
  },

  /** Follows the agent's configured capacity, never below the present load. False when nothing changed. */
  async applyCapacity(tx: Tx, agentId: AgentId): Promise<boolean> {
    const { rows } = await sql`
      update presences p set text_capacity = greatest(a.text_capacity, p.text_load), version = p.version + 1
        from agents a
       where p.agent_id = ${agentId} and a.id = p.agent_id and p.text_capacity <> greatest(a.text_capacity, p.text_load)
      returning 1`.execute(tx);
    return rows.length > 0;
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

  /**
   * Starts every lease anew. Who has not been heard of since `heardSince` gets no offers until the next sign of life.
   */
  async renewAll(tx: Tx, now: Date, leaseUntil: Date, heardSince: Date): Promise<void> {
    await sql`
      update presences
         set disconnected_at = coalesce(disconnected_at, case when lease_until < ${leaseFrom(heardSince)}::timestamptz then ${now}::timestamptz end),
             lease_until = greatest(lease_until, ${leaseUntil}::timestamptz)
       where state <> 'offline' or live_load > 0`.execute(tx);
  },

  /** Agents who are gone but not yet marked so: the lease, and with a call the grace, is over; or the account was disabled. */
  async findLost(tx: Tx, now: Date, limit: number): Promise<AgentId[]> {
    const { rows } = await sql<{ agent_id: string }>`
      select p.agent_id from presences p join agents a on a.id = p.agent_id
       where p.state <> 'offline'
         and (a.disabled_at is not null
              or p.lease_until < ${now}::timestamptz - case when p.live_load > 0 then ${presenceTiming.callGraceMs}::int else 0 end * interval '1 ms')
       order by p.agent_id limit ${limit}`.execute(tx);
    return rows.map((row) => row.agent_id as AgentId);
  },

  /** When the next lease runs out; null when nobody is there. */
  async nextLeaseEnd(db: Kysely<Database>): Promise<Date | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(lease_until + case when live_load > 0 then ${presenceTiming.callGraceMs}::int else 0 end * interval '1 ms') as at
        from presences where state <> 'offline'`.execute(db);
    return rows[0]?.at ?? null;
  },
};
