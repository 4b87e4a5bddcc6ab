// Routing with 1,000 agents in 20 groups and 10,000 waiting: decisions a second in memory, then offers a second durable through
// the real leader, against the well-known one-statement SKIP LOCKED design with eight workers (support/skip-locked.ts), once with the same
// durable facts and once on tables that hold nothing but an assignment, and against PostgreSQL storing the same rows with no router at
// all (support/writing-alone.ts), round by round on the same server.
import { type AgentId, noLoads, type QueueEntryId, type SkillGroupId, textPlaces } from '@visavis/protocol';
import { groupPlan, type RoutingSnapshot, route } from '../apps/server/src/modules/routing/index.ts';
import type { Log } from '../apps/server/src/ports/index.ts';
import { ownSeconds, secondsBelow } from './support/cpu.ts';
import { fail, median, report } from './support/figures.ts';
import { createRoutingFloor, quiet, type RoutingFloor } from './support/routing-floor.ts';
import { assignBare, assignSameFacts, bareTables } from './support/skip-locked.ts';
import { writeAlone } from './support/writing-alone.ts';

const size = { agents: 1_000, groups: 20, groupsPerAgent: 4, placesPerAgent: 12, waiting: 10_000 };
const workers = 8;
const rounds = Number(process.env.VISAVIS_BENCH_ROUNDS ?? 3);

interface Round {
  readonly perSecond: number;
  /** Processor seconds of PostgreSQL and of this process. */
  readonly cpu: number;
  readonly count: number;
}

async function baselineRound(floor: RoutingFloor, assign: typeof assignBare): Promise<Round> {
  const cpu = cpuOf(floor);
  const { count, seconds } = await assign(floor, workers);
  return { perSecond: count / seconds, cpu: cpuOf(floor) - cpu, count };
}

async function bareRound(floor: RoutingFloor): Promise<Round> {
  await floor.query(bareTables(size));
  const found = await baselineRound(floor, assignBare);
  const [faults] = await floor.query<{ doubled: number; over: number }>(`
    select (select count(*)::int from (select conv_id from r_log group by conv_id having count(*) > 1) d) as doubled,
           (select count(*)::int from r_agents where load > capacity) as over`);
  if (faults?.doubled || faults?.over) fail(`the baseline itself is wrong: ${JSON.stringify(faults)}`);
  return found;
}

async function sameFactsRound(floor: RoutingFloor): Promise<Round> {
  await floor.refill();
  return baselineRound(floor, assignSameFacts);
}

/** On what a round of the leader has left. */
async function aloneRound(floor: RoutingFloor): Promise<number> {
  const { count, seconds } = await writeAlone(floor);
  if (count !== size.waiting) fail(`only ${count} of ${size.waiting} were stored alone`);
  return count / seconds;
}

interface LeaderRound extends Round {
  /** From the start of the leader to its first stored offer: lock, reading the world, first batch. */
  readonly firstMs: number;
}

const commits = { first: 0, last: 0 };

/** Told by the leader itself, as asking the tables meanwhile would be a tenth of the work that is measured. */
async function leaderRound(floor: RoutingFloor): Promise<LeaderRound> {
  await floor.refill();
  const done = Promise.withResolvers<void>();
  let told = 0;
  const listener: Log = {
    ...quiet,
    child: () => listener,
    debug: (fields) => {
      const { written } = fields as { written?: unknown };
      if (typeof written === 'number') told += written;
      if (told >= size.waiting) done.resolve();
    },
  };
  const leader = floor.makeLeader(listener);
  commits.first = 0;
  const begun = performance.now();
  const cpu = cpuOf(floor);
  leader.start();
  const tooLong = setTimeout(() => done.reject(new Error('some still wait after two minutes')), 120_000);
  await done.promise;
  clearTimeout(tooLong);
  const used = cpuOf(floor) - cpu;
  await leader.stop();
  const [row] = await floor.query<{ made: number }>('select count(*)::int as made from offers');
  if (row?.made !== size.waiting) fail(`${row?.made ?? 0} offers for ${size.waiting} who waited`);
  const seconds = (commits.last - begun) / 1_000;
  return { perSecond: size.waiting / seconds, firstMs: commits.first - begun, cpu: used, count: size.waiting };
}

const cpuOf = (floor: RoutingFloor): number => secondsBelow(floor.postmaster) + ownSeconds();
const perSecondOfCpu = (rounds: readonly Round[]): number => median(rounds.map(({ count, cpu }) => count / cpu));

const wrong = `
  select (select count(*)::int from (select queue_entry_id from offers where state = 'ringing' group by 1 having count(*) > 1) d) as doubled,
         (select count(*)::int from presences where text_load > text_limit) as over,
         (select count(*)::int from presences p where text_load <> (select count(*) from offers o where o.agent_id = p.agent_id and o.state = 'ringing')) as miscounted`;

/** The same floor without a database. */
const madeUpWorld = (): RoutingSnapshot => {
  const now = Date.now();
  const groupId = (n: number) => `group-${n % size.groups}` as SkillGroupId;
  const step = size.groups / size.groupsPerAgent;
  const ring = { text: 20_000, voice: 20_000, video: 20_000 };
  return {
    offers: [],
    groups: Array.from({ length: size.groups }, (_, n) => ({
      ...{ id: groupId(n), name: `Group ${n}`, strategy: 'least_loaded' as const, ringMs: ring },
      ...{ maxWaitMs: null, waitedTooLong: { kind: 'expire' as const }, rampMs: 0 },
    })),
    agents: Array.from({ length: size.agents }, (_, n) => ({
      ...{
        id: `agent-${n}` as AgentId,
        displayName: `Agent ${n}`,
        state: 'online' as const,
        arrivedAt: now - 3_600_000,
      },
      ...{ capacity: textPlaces(size.placesPerAgent), loads: noLoads, idleSince: now - n * 100, lastAssignedAt: null },
      groups: new Map(
        Array.from({ length: size.groupsPerAgent }, (_, k) => [groupId(n + k * step), { level: 3, position: n }]),
      ),
    })),
    entries: Array.from({ length: size.waiting }, (_, n) => ({
      ...{
        id: `entry-${n}` as QueueEntryId,
        groupId: groupId(n),
        medium: 'text' as const,
        plan: groupPlan(groupId(n)),
      },
      ...{ priority: 0, rule: 'channel group', ruleVersion: null, stageIndex: 0, reached: null },
      ...{ enqueuedAt: now - 60_000 + n * 5, enteredAt: now - 60_000 + n * 5, visitorAway: false, callback: null },
      ...{ asked: [], excluded: [] },
    })),
  };
};

const floor = await createRoutingFloor(size);
floor.outbox.onCommitted(['offer_ringing'], () => {
  commits.last = performance.now();
  if (commits.first === 0) commits.first = commits.last;
});
try {
  const snapshot = madeUpWorld();
  const inMemory: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const begun = performance.now();
    const decided = route(snapshot, Date.now(), Math.random).filter((one) => one.kind === 'offer').length;
    inMemory.push(decided / ((performance.now() - begun) / 1_000));
    if (decided !== size.waiting) fail(`only ${decided} of ${size.waiting} decisions were offers`);
  }
  const oneByOne: Round[] = [];
  const bare: Round[] = [];
  const durable: LeaderRound[] = [];
  const alone: number[] = [];
  const faults = { doubled: 0, over: 0, miscounted: 0 };
  for (let n = 0; n < rounds; n += 1) {
    bare.push(await bareRound(floor));
    oneByOne.push(await sameFactsRound(floor));
    durable.push(await leaderRound(floor));
    const [found] = await floor.query<typeof faults>(wrong);
    for (const key of Object.keys(faults) as (keyof typeof faults)[]) faults[key] += found?.[key] ?? 0;
    alone.push(await aloneRound(floor));
  }
  const [kept] = await floor.query<{ bytes: number }>('select avg(pg_column_size(reason))::int as bytes from offers');
  const setting = '1,000 agents, 20 groups, each agent in 4, 10,000 waiting';
  report({
    ...{ name: 'routing.decisions_in_memory', value: median(inMemory), unit: '1/s', baseline: null },
    note: `route() alone, every decision with everyone considered; ${setting}`,
  });
  report({
    ...{
      name: 'routing.durable',
      value: median(durable.map((one) => one.perSecond)),
      unit: '1/s',
      baseline: median(oneByOne.map((one) => one.perSecond)),
    },
    note: `offers through the real leader from its start to the last commit, fsync on, against one statement with SKIP LOCKED by ${workers} workers that writes the same facts (but not who was considered); median of ${rounds} rounds each; ${setting}`,
  });
  report({
    ...{
      name: 'routing.durable_per_cpu_second',
      value: perSecondOfCpu(durable),
      unit: '1/s',
      baseline: perSecondOfCpu(oneByOne),
    },
    note: 'the same by the processor time of PostgreSQL and the program together, which neighbours on the machine do not change',
  });
  report({
    ...{
      name: 'routing.durable_against_bare_tables',
      value: median(durable.map((one) => one.perSecond)),
      unit: '1/s',
      baseline: median(bare.map((one) => one.perSecond)),
    },
    note: 'the same against SKIP LOCKED on four bare tables: no offer, no reason, no events, no deadline',
  });
  report({
    ...{
      name: 'routing.durable_against_writing_alone',
      value: median(durable.map((one) => one.perSecond)),
      unit: '1/s',
      baseline: median(alone),
    },
    note: 'the same against PostgreSQL storing the very same rows in the same sets by itself, with nobody who decides: what any design with these rows could reach at most',
  });
  report({
    ...{
      name: 'routing.leader_first_offer',
      value: median(durable.map((one) => one.firstMs)),
      unit: 'ms',
      baseline: null,
    },
    note: 'from the start of a leader to its first stored offer: the lock, reading the whole world, the first batch',
  });
  report({ name: 'routing.reason_size', value: kept?.bytes ?? 0, unit: 'bytes', baseline: null });
  for (const [name, value] of Object.entries(faults)) {
    report({ name: `routing.${name}`, value, unit: 'rows', baseline: null });
    if (value > 0) fail(`${value} ${name}`);
  }
} finally {
  await floor.close();
}
