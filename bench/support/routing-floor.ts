// A floor of a thousand agents in a real PostgreSQL that really writes to disk, and the real leader over it.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { clientConfig, openDatabase } from '../../apps/server/src/infra/db/database.ts';
import { startEmbeddedPostgres } from '../../apps/server/src/infra/db/embedded-postgres.ts';
import { createLeaderLock } from '../../apps/server/src/infra/db/leader-lock.ts';
import { migrate } from '../../apps/server/src/infra/db/migrate.ts';
import { createOutbox } from '../../apps/server/src/infra/outbox/outbox.ts';
import { WakeUp } from '../../apps/server/src/infra/wake-up.ts';
import { createPresenceService } from '../../apps/server/src/modules/presence/index.ts';
import { createQueue } from '../../apps/server/src/modules/queue/index.ts';
import type { Log } from '../../apps/server/src/ports/index.ts';

export interface FloorSize {
  readonly agents: number;
  readonly groups: number;
  readonly groupsPerAgent: number;
  readonly placesPerAgent: number;
  readonly waiting: number;
}

const migrations = resolve(import.meta.dirname, '../../apps/server/migrations');
export const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (fields, text) => console.error(text, fields),
  child: () => quiet,
};
const unwanted = (): never => {
  throw new Error('not part of this bench');
};

/** Rows by hand, set by set: ten thousand contacts one by one would take longer than what is measured. */
const people = ({ agents, groups, groupsPerAgent, placesPerAgent }: FloorSize): string => `
  insert into skill_groups (id, name, strategy, ring_seconds, created_at)
    select gen_random_uuid(), 'Group ' || lpad(n::text, 3, '0'), 'least_loaded', 300, now() from generate_series(0, ${groups - 1}) n;
  insert into agents (id, email, display_name, role, language, password_hash, created_at)
    select gen_random_uuid(), 'agent' || n || '@bench.example', 'Agent ' || lpad(n::text, 4, '0'), 'agent', 'en', 'x', now()
      from generate_series(0, ${agents - 1}) n;
  insert into skill_group_members (group_id, agent_id, level)
    select g.id, a.id, 3
      from (select id, row_number() over (order by display_name) - 1 as n from agents) a
      join (select id, row_number() over (order by name) - 1 as n from skill_groups) g
        on (g.n - a.n % ${groups} + ${groups}) % ${groups} % ${groups / groupsPerAgent} = 0;
  insert into presences (agent_id, state, since, arrived_at, lease_until, idle_since, units, text_limit, text_weight, text_exclusive,
                         voice_limit, voice_weight, voice_exclusive, video_limit, video_weight, video_exclusive)
    select id, 'online', now() - interval '1 hour', now() - interval '1 hour', now() + interval '1 hour', now() - random() * interval '10 minutes',
           ${placesPerAgent}, ${placesPerAgent}, 1, false, 1, 0, true, 1, 0, true from agents;
  insert into channels (id, key, name, brand, greeting, theme_color, media, group_id, recording, created_at)
    select gen_random_uuid(), 'bench-' || name, name, '{}', '{}', '#000000', '{text}', id, 'off', now() from skill_groups;`;

const contacts = ({ waiting, groups }: FloorSize): string => `
  truncate routing_steps, routing_considered, offers, queue_entries, conversations, visitors, domain_events cascade;
  update presences set state = 'online', lease_until = now() + interval '15 seconds', disconnected_at = null, text_load = 0, last_assigned_at = null, idle_since = now() - random() * interval '10 minutes';
  create temporary table fresh as
    select gen_random_uuid() as visitor, gen_random_uuid() as conversation, gen_random_uuid() as entry, ch.id as channel,
           ch.group_id as grp, now() - interval '1 minute' + n * interval '5 milliseconds' as at
      from generate_series(0, ${waiting - 1}) n
      join (select id, group_id, row_number() over (order by name) - 1 as k from channels) ch on ch.k = n % ${groups};
  insert into visitors (id, channel_id, language, created_at) select visitor, channel, 'en', at from fresh;
  insert into conversations (id, channel_id, visitor_id, state, medium, created_at)
    select conversation, channel, visitor, 'waiting', 'text', at from fresh;
  insert into queue_entries (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at)
    select entry, conversation, grp, 'text', jsonb_build_object('priority', 0, 'stages', jsonb_build_array(jsonb_build_object(
             'kind', 'skill_group', 'strategy', null, 'patienceMs', null,
             'groups', jsonb_build_array(jsonb_build_object('groupId', grp, 'minLevel', 1))))), 'channel group', 'waiting', at, at
      from fresh;
  drop table fresh;
  analyze;`;

export type RoutingFloor = Awaited<ReturnType<typeof createRoutingFloor>>;

export async function createRoutingFloor(size: FloorSize) {
  const dataDir = mkdtempSync(join(tmpdir(), 'visavis-bench-'));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, database: 'visavis' });
  const target = server.connection;
  await migrate({ target, dir: migrations, log: quiet });
  const database = openDatabase({ target, log: quiet });
  const admin = new pg.Client(clientConfig(target, 'bench'));
  await admin.connect();
  await admin.query(people(size));
  const outbox = createOutbox({
    db: database.db,
    afterCommit: database.afterCommit,
    log: quiet,
    owner: uuidv7(),
  });
  const core = {
    ...{ db: database.db, transactions: database.transactions, transactionsOn: database.transactionsOn },
    ...{ clock: { now: () => new Date() }, makeId: uuidv7, random: Math.random, log: quiet, events: outbox },
  };
  const presence = createPresenceService(core);
  // Their pages give a sign of life every five seconds; as in the product it waits for no row that somebody holds.
  const beat = setInterval(() => {
    sql`update presences set lease_until = ${new Date(Date.now() + 15_000)}
         where agent_id in (select agent_id from presences for no key update skip locked)`
      .execute(database.db)
      .catch((error: unknown) => quiet.error({ err: error }, 'no heartbeat'));
  }, 5_000);
  const nobody = new Proxy({}, { get: () => unwanted }) as never;

  const postmaster = server.pid;
  if (postmaster === undefined) throw new Error('PostgreSQL did not start');
  return {
    target,
    postmaster,
    database,
    core,
    presence,
    outbox,
    admin,
    query: async <T extends object>(text: string): Promise<T[]> => (await admin.query<T>(text)).rows,
    /** Everybody idle, everybody who waits waits. */
    refill: async (): Promise<void> => void (await admin.query(contacts(size))),
    /** The real leader: its lock, its own connection, its loop. `log` hears how many offers a round has made. */
    makeLeader: (log: Log = quiet) =>
      createQueue({
        ...{ ...core, log },
        ...{ presence, conversations: nobody, calls: nobody, realtime: { visitorConnections: () => 1 } as never },
        leaderLock: createLeaderLock({ target, log: quiet, holder: uuidv7(), pollMs: 20 }),
        alarm: new WakeUp(),
      }).leader,
    close: async (): Promise<void> => {
      clearInterval(beat);
      await admin.end();
      await database.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
