// What PostgreSQL needs for the rows alone: the offers that the leader has just made, stored once more in the same sets, with the same
// indexes and constraints, out of tables on the same server. Nobody decides, no program takes part, nothing is read but what is
// written: no design that leaves these rows behind over one connection is faster.
import type { RoutingFloor } from './routing-floor.ts';

const sets = 20;

const remember = `
  drop table if exists bench_decided, bench_told, bench_considered;
  create table bench_decided as select *, ntile(${sets}) over (order by id) as set_number from offers;
  create table bench_told as select type, subject_id, payload, ntile(${sets}) over (order by id) as set_number from domain_events;
  create table bench_considered as select *, ntile(${sets}) over (order by id) as set_number from routing_considered;
  create index on bench_decided (set_number);
  create index on bench_told (set_number);
  truncate offers, domain_events, routing_considered;
  update queue_entries set state = 'waiting', ended_at = null;
  update presences set text_load = 0;`;

const store = (set: number): string => `
  with x as (select * from bench_decided where set_number = ${set}),
       places as (update presences p set text_load = text_load + n, last_assigned_at = clock_timestamp(), version = p.version + 1
                    from (select agent_id, count(*)::int as n from x group by agent_id) y where p.agent_id = y.agent_id),
       entries as (update queue_entries e set state = 'ringing', version = e.version + 1 from x where e.id = x.queue_entry_id),
       considered as (insert into routing_considered (id, lines) select id, lines from bench_considered where set_number = ${set}),
       made as (insert into offers (id, queue_entry_id, conversation_id, agent_id, medium, state, reason, considered_id, considered_line, offered_at, expires_at)
                select id, queue_entry_id, conversation_id, agent_id, medium, state, reason, considered_id, considered_line, offered_at, expires_at from x)
  insert into domain_events (type, subject_id, payload) select type, subject_id, payload from bench_told where set_number = ${set}`;

/** Right after a round of the leader. Answers how many offers were stored in how long. */
export async function writeAlone(floor: RoutingFloor): Promise<{ readonly count: number; readonly seconds: number }> {
  await floor.query(remember);
  for (const table of ['queue_entries', 'presences', 'bench_decided', 'bench_told'])
    await floor.query(`vacuum (full, analyze) ${table}`);
  const begun = performance.now();
  for (let set = 1; set <= sets; set += 1) await floor.query(store(set));
  const seconds = (performance.now() - begun) / 1_000;
  const [row] = await floor.query<{ count: number }>('select count(*)::int as count from offers');
  return { count: row?.count ?? 0, seconds };
}
