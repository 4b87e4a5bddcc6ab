// The well-known design without a router: one statement takes the first who waits and the least loaded agent with SKIP LOCKED, commits,
// and begins again, by several workers at once. Once on tables that hold nothing but an assignment, and once on the product's own
// tables with all that an offer leaves behind: the entry rings, the place is taken, the offer is there, its events are told.
import pg from 'pg';
import { clientConfig } from '../../apps/server/src/infra/db/database.ts';
import type { FloorSize, RoutingFloor } from './routing-floor.ts';

export interface Assigned {
  readonly count: number;
  readonly seconds: number;
}

const bare = `
  with c as (select id, queue_id from r_convs where status = 'waiting' order by priority desc, enqueued_at, id limit 1 for update skip locked),
       a as (select g.id from c join r_agent_queues q on q.queue_id = c.queue_id join r_agents g on g.id = q.agent_id
              where g.online and g.load < g.capacity order by g.load::float8 / g.capacity, g.last_assigned_at limit 1 for update of g skip locked),
       ua as (update r_agents g set load = load + 1, last_assigned_at = clock_timestamp() from a where g.id = a.id returning g.id),
       uc as (update r_convs k set status = 'assigned', agent_id = ua.id, assigned_at = clock_timestamp() from c, ua where k.id = c.id
              returning k.id, k.agent_id)
  insert into r_log (conv_id, agent_id, worker) select id, agent_id, $1 from uc returning conv_id`;

export const bareTables = (size: FloorSize): string => `
  drop table if exists r_log, r_convs, r_agent_queues, r_agents;
  create table r_agents (id int primary key, online boolean not null, load int not null, capacity int not null,
                         last_assigned_at timestamptz not null, check (load between 0 and capacity));
  create table r_agent_queues (queue_id int, agent_id int references r_agents, primary key (queue_id, agent_id));
  create table r_convs (id bigint primary key, queue_id int not null, status text not null, priority int not null,
                        enqueued_at timestamptz not null, agent_id int, assigned_at timestamptz);
  create index r_convs_waiting on r_convs (priority desc, enqueued_at, id) where status = 'waiting';
  create table r_log (id bigint generated always as identity primary key, conv_id bigint not null, agent_id int not null,
                      worker int not null, at timestamptz not null default clock_timestamp());
  insert into r_agents select n, true, 0, ${size.placesPerAgent}, now() - random() * interval '10 minutes' from generate_series(0, ${size.agents - 1}) n;
  insert into r_agent_queues select q, a from generate_series(0, ${size.groups - 1}) q, generate_series(0, ${size.agents - 1}) a
    where (q - a % ${size.groups} + ${size.groups}) % ${size.groups} % ${size.groups / size.groupsPerAgent} = 0;
  insert into r_convs select n, n % ${size.groups}, 'waiting', 0, now() + n * interval '5 milliseconds' from generate_series(0, ${size.waiting - 1}) n;
  analyze r_agents, r_agent_queues, r_convs;`;

/** Group by group, as a line that nobody can serve must not hold up the others. The reason has no agents considered: it cannot know them. */
const sameFacts = `
  with c as (select id, group_id, conversation_id from queue_entries
              where state = 'waiting' and group_id = $1 order by priority desc, enqueued_at, id limit 1 for update skip locked),
       a as (select p.agent_id from c join skill_group_members m on m.group_id = c.group_id join presences p on p.agent_id = m.agent_id
              where p.state = 'online' and p.text_load < p.text_limit and p.disconnected_at is null and p.lease_until > now()
              order by p.text_load::float8 / p.text_limit, p.last_assigned_at nulls first limit 1 for update of p skip locked),
       ua as (update presences p set text_load = text_load + 1, last_assigned_at = clock_timestamp(), version = version + 1
                from a where p.agent_id = a.agent_id returning p.agent_id),
       uc as (update queue_entries e set state = 'ringing', version = version + 1 from c, ua where e.id = c.id
              returning e.id, e.conversation_id, e.group_id, ua.agent_id),
       o as (insert into offers (id, queue_entry_id, conversation_id, agent_id, medium, state, reason, offered_at, expires_at)
               select gen_random_uuid(), id, conversation_id, agent_id, 'text', 'ringing',
                      '{"rule":"channel group","stage":1,"strategy":"least_loaded"}', clock_timestamp(), clock_timestamp() + interval '5 minutes'
                 from uc returning id, agent_id, conversation_id)
  insert into domain_events (type, subject_id, payload)
    select 'offer_ringing', id::text, jsonb_build_object('offerId', id, 'agentId', agent_id, 'conversationId', conversation_id) from o
    union all select 'queue_changed', group_id::text, jsonb_build_object('groupId', group_id) from uc
  returning id`;

async function byWorkers(
  floor: RoutingFloor,
  workers: number,
  assign: (client: pg.Client, worker: number, turn: number) => Promise<number>,
  missesAllowed: number,
): Promise<Assigned> {
  const clients = await Promise.all(
    Array.from({ length: workers }, async (_, n) => {
      const client = new pg.Client(clientConfig(floor.target, `bench-worker-${n}`));
      await client.connect();
      return client;
    }),
  );
  const begun = performance.now();
  let last = begun;
  const work = async (client: pg.Client, worker: number): Promise<number> => {
    let assigned = 0;
    // A worker finds nothing while another holds what it would take: it tries again before it believes that.
    for (let [misses, turn] = [0, worker]; misses < missesAllowed; turn += 1) {
      const found = await assign(client, worker, turn);
      misses = found === 0 ? misses + 1 : 0;
      if (found === 0) continue;
      assigned += 1;
      last = performance.now();
    }
    return assigned;
  };
  const count = (await Promise.all(clients.map(work))).reduce((sum, one) => sum + one, 0);
  await Promise.all(clients.map((client) => client.end()));
  return { count, seconds: (last - begun) / 1_000 };
}

export const assignBare = (floor: RoutingFloor, workers: number): Promise<Assigned> =>
  byWorkers(
    floor,
    workers,
    async (client, worker) => (await client.query({ name: 'skip-locked', text: bare, values: [worker] })).rowCount ?? 0,
    20,
  );

export async function assignSameFacts(floor: RoutingFloor, workers: number): Promise<Assigned> {
  // The product needs no such index; this design does, and it shall be fast.
  await floor.query(
    `create index bench_waiting on queue_entries (group_id, priority desc, enqueued_at, id) where state = 'waiting'`,
  );
  const groups = await floor.query<{ id: string }>('select id from skill_groups order by name');
  try {
    return await byWorkers(
      floor,
      workers,
      async (client, _worker, turn) => {
        const values = [groups[turn % groups.length]?.id];
        return (await client.query({ name: 'same-facts', text: sameFacts, values })).rowCount ?? 0;
      },
      3 * groups.length,
    );
  } finally {
    await floor.query('drop index bench_waiting');
  }
}
