import type { AgentId } from '@visavis/protocol';
import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from '../../schema/index.ts';
import { leaseFrom } from './presence.ts';

const whoIsAlive = sql`(p.state <> 'offline' or p.voice_load + p.video_load > 0)`;

/** A page that was closed since then, while its sign of life waited to be stored: that is the later word. Not so what lies ahead of the clock. */
const renewed = (leaseUntil: Date, since: Date) => sql`
  lease_until = ${leaseUntil},
  disconnected_at = case when p.disconnected_at > ${since}::timestamptz and p.disconnected_at <= ${leaseUntil}::timestamptz then p.disconnected_at end`;

/** Leases: columns of `presences`. An agent who chose offline during a call is kept alive until the call ends. */
export const leaseRepo = {
  /** The page is there. */
  async renew(db: Kysely<Database>, agentId: AgentId, leaseUntil: Date): Promise<void> {
    await sql`
      update presences p set lease_until = ${leaseUntil}, disconnected_at = null where agent_id = ${agentId} and ${whoIsAlive}`.execute(
      db,
    );
  },

  /** A sign of life that has waited since then. */
  async renewLate(db: Kysely<Database>, agentId: AgentId, leaseUntil: Date, since: Date): Promise<void> {
    await sql`update presences p set ${renewed(leaseUntil, since)} where agent_id = ${agentId} and ${whoIsAlive}`.execute(
      db,
    );
  },

  /**
   * The same for many, as far as nobody holds their rows; answers those that somebody holds. Whoever waits for a row while
   * holding others would be waited for in turn.
   */
  async renewFree(
    db: Kysely<Database>,
    agentIds: readonly AgentId[],
    leaseUntil: Date,
    since: Date,
  ): Promise<ReadonlySet<AgentId>> {
    const { rows } = await sql<{ agent_id: AgentId }>`
      with free as (
        select agent_id from presences where agent_id = any(${agentIds}::uuid[]) order by agent_id for no key update skip locked),
      renewed as (
        update presences p set ${renewed(leaseUntil, since)} from free where p.agent_id = free.agent_id and ${whoIsAlive})
      select agent_id from presences where agent_id = any(${agentIds}::uuid[])
      except select agent_id from free`.execute(db);
    return new Set(rows.map((row) => row.agent_id));
  },

  /**
   * Starts every lease anew. Who has not been heard of since `heardSince` gets no offers until the next sign of life.
   */
  async renewAll(tx: Tx, now: Date, leaseUntil: Date, heardSince: Date): Promise<void> {
    await sql`
      update presences
         set disconnected_at = coalesce(disconnected_at, case when lease_until < ${leaseFrom(heardSince)}::timestamptz then ${now}::timestamptz end),
             lease_until = ${leaseUntil}::timestamptz
       where state <> 'offline' or voice_load + video_load > 0`.execute(tx);
  },
};
