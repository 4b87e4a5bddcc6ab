// Simulations asked for over REST, run by the job runner in a real thread, kept in a real database.
import type { RoutingRule, Simulation, SkillGroup, SkillGroupId } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runInWorker } from '../../src/modules/simulation/run-in-worker-service.ts';
import { createSimulationJob } from '../../src/modules/simulation/simulation-jobs.ts';
import { quietLog } from '../postgres-for-tests.ts';
import { createWireWorld, refusedOverHttp, type WireWorld } from './wire-world.ts';

let world: WireWorld;
let supervisor: string;
let group: SkillGroup;
beforeAll(async () => {
  world = await createWireWorld();
  supervisor = await world.signIn('marta@demo.visavis');
  const administrator = await world.signIn('admin@demo.visavis');
  const { groups } = (await world.rest('/api/v1/skill-groups', { cookie: administrator })).json;
  group = groups.find((one: SkillGroup) => one.members.length > 0);
});
afterAll(() => world.stop());

const path = '/api/v1/simulations';
const stream = () => ({
  ...{ name: 'Calls', groupId: group.id, medium: 'text', perHour: 20 },
  handling: { kind: 'exponential', meanSeconds: 300 },
});
const asked = (over: object = {}) => ({
  ...{ name: 'What if', hours: 24, seed: 7, targetSeconds: 20 },
  source: { kind: 'distributions', arrivals: [stream()] },
  ruleSets: [{ kind: 'in_force' }],
  ...over,
});
const narrow = (groupId: SkillGroupId | null): RoutingRule[] => [
  {
    ...{ id: crypto.randomUUID() as RoutingRule['id'], name: 'Best first', enabled: true, when: [], priority: 0 },
    stages: [
      { kind: 'skill_group', groups: [{ groupId, minLevel: 3 }], strategy: 'most_skilled', patienceSeconds: 15 },
      { kind: 'skill_group', groups: [{ groupId, minLevel: 1 }], strategy: null, patienceSeconds: null },
    ],
    // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
    then: 'decide',
  },
];
const make = async (over: object = {}): Promise<Simulation> => {
  const answer = await world.rest(path, { cookie: supervisor, body: asked(over) });
  expect(answer.text).toContain('"simulation"');
  return answer.json.simulation;
};
const get = async (id: string): Promise<Simulation> =>
  (await world.rest(`${path}/${id}`, { cookie: supervisor })).json.simulation;
const ended = (id: string): Promise<Simulation> =>
  vi.waitFor(
    async () => {
      const one = await get(id);
      expect(['ready', 'failed']).toContain(one.state);
      return one;
    },
    { timeout: 30_000, interval: 50 },
  );

/** `served` contacts an hour apart from each other by a minute, from `from` on; every tenth more gave up. */
const history = async (from: Date, served: number, gaveUp: number): Promise<void> => {
  const visit = await world.visit();
  const visitorId = visit.visitor.id;
  const at = (minutes: number) => new Date(from.getTime() + minutes * 60_000);
  const { rows: agents } = await sql<{ id: string }>`select id from agents order by id limit 1`.execute(world.db);
  const channel = await world.db.selectFrom('channels').selectAll().where('key', '=', 'demo').executeTakeFirstOrThrow();
  for (let n = 0; n < served + gaveUp; n += 1) {
    const wasServed = n < served;
    const conversation = crypto.randomUUID();
    await sql`
      insert into conversations (id, channel_id, visitor_id, state, medium, created_at, closed_at, close_reason)
      values (${conversation}, ${channel.id}, ${visitorId}, 'closed', 'text', ${at(n)}, ${at(n + 5)},
              ${wasServed ? 'wrapped_up' : 'abandoned'})`.execute(world.db);
    await sql`
      insert into queue_entries
        (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at, ended_at, served_by, released_at)
      values (${crypto.randomUUID()}, ${conversation}, ${channel.group_id}, 'text', '{"priority":0,"stages":[]}', 'channel group',
              ${wasServed ? 'served' : 'abandoned'}, ${at(n)}, ${at(n)}, ${at(n + 0.5)},
              ${wasServed ? agents[0]?.id : null}, ${wasServed ? at(n + (n % 2 ? 2.5 : 4.5)) : null})`.execute(
      world.db,
    );
  }
};

it('runs in the background, compares on the very same contacts, and keeps the report', async () => {
  const ruleSets = [
    { kind: 'in_force' },
    { kind: 'draft', rules: narrow(group.id), name: 'levels.json' },
    { kind: 'version', version: 0 },
  ];
  const made = await make({ ruleSets });
  expect(made).toMatchObject({ name: 'What if', failure: null, measured: null, createdBy: expect.any(String) });
  const ready = await ended(made.id);
  expect(ready).toMatchObject({ state: 'ready', progress: 1 });
  expect(ready.compares.map(({ kind }) => kind)).toEqual(['in_force', 'draft', 'version']);
  expect(ready.compares.map(({ name }) => name)).toEqual([null, 'levels.json', null]);
  const sets = ready.report?.ruleSets ?? [];
  expect(sets.length).toBe(3);
  expect(sets[0]?.all.contacts).toBeGreaterThan(300);
  expect(sets[0]?.agents.map(({ name }) => name)).toContain('Grace Tan');
  expect(sets[0]?.agents.reduce((sum, { served }) => sum + served, 0)).toBeGreaterThanOrEqual(sets[0]?.all.served ?? 0);
  expect(new Set(sets.map(({ all }) => all.contacts)).size).toBe(1);
  // No rules are in force: version 0 is the same.
  expect({ ...sets[2], name: '' }).toEqual({ ...sets[0], name: '' });
  expect(sets[1]?.all.meanLevel ?? 0).toBeGreaterThan(sets[0]?.all.meanLevel ?? 9);
  const { simulations } = (await world.rest(path, { cookie: supervisor })).json;
  expect(simulations[0]).toMatchObject({ id: made.id, state: 'ready' });
  expect(simulations[0].report).toBeUndefined();
  const again = await ended((await make({ ruleSets })).id);
  expect(again.report).toEqual(ready.report);
});

it('leaves the event loop free while it runs', async () => {
  const made = await make({ hours: 720, source: { kind: 'distributions', arrivals: [{ ...stream(), perHour: 60 }] } });
  await vi.waitFor(async () => expect((await get(made.id)).state).toBe('running'), { timeout: 10_000, interval: 20 });
  // A run on the event loop would be over by the time anything else is answered.
  expect((await world.rest('/api/v1/routing/rules', { cookie: supervisor })).status).toBe(200);
  expect((await get(made.id)).state).toBe('running');
  expect((await ended(made.id)).state).toBe('ready');
});

describe('deleted', () => {
  const remove = (id: string) => world.rest(`${path}/${id}`, { method: 'DELETE', cookie: supervisor });

  it('while it runs: the thread ends, nothing of it is kept, the next one runs', async () => {
    const long = { source: { kind: 'distributions', arrivals: [{ ...stream(), perHour: 300 }] }, hours: 744 };
    const running = await make(long);
    const behind = await make();
    await vi.waitFor(async () => expect((await get(running.id)).state).toBe('running'), { timeout: 10_000 });
    expect((await remove(running.id)).status).toBe(204);
    // The next one runs meanwhile, so nothing is at rest yet.
    expect((await world.rest(`${path}/${running.id}`, { cookie: supervisor })).status).toBe(404);
    expect((await ended(behind.id)).state).toBe('ready');
    await refusedOverHttp(world, `${path}/${running.id}`, { cookie: supervisor }, 'simulation_not_found');
  });

  it('before its turn, and when it is ready; what is not there is refused', async () => {
    const first = await make({ hours: 200 });
    const queued = await make();
    expect((await remove(queued.id)).status).toBe(204);
    await ended(first.id);
    expect((await remove(first.id)).status).toBe(204);
    const { simulations } = (await world.rest(path, { cookie: supervisor })).json;
    const left = simulations.map(({ id }: Simulation) => id);
    expect(left).not.toContain(first.id);
    expect(left).not.toContain(queued.id);
    await refusedOverHttp(
      world,
      `${path}/${first.id}`,
      { method: 'DELETE', cookie: supervisor },
      'simulation_not_found',
    );
  });
});

describe('from history', () => {
  const from = new Date(Date.UTC(2026, 0, 5, 9));
  const period = { kind: 'history', from: from.toISOString(), to: new Date(from.getTime() + 7_200_000).toISOString() };
  it('too little of it is refused, with how much there was', async () => {
    await history(from, 40, 0);
    const body = asked({ source: period });
    const answer = await refusedOverHttp(world, path, { cookie: supervisor, body }, 'simulation_too_little_history');
    expect(answer.json.details).toEqual({ served: 40, needed: 50 });
  });

  it('arrivals, handling and patience are measured', async () => {
    await history(from, 20, 12);
    const made = await make({ source: period, hours: 48 });
    // Two people; the first contact of each is that of somebody new.
    expect(made.measured).toEqual({ from: period.from, to: period.to, contacts: 72, served: 60, returning: 70 });
    const { scenario } = await world.db
      .selectFrom('simulations')
      .select('scenario')
      .where('id', '=', made.id)
      .executeTakeFirstOrThrow();
    const [measured] = scenario.arrivals;
    expect(scenario.arrivals.length).toBe(1);
    expect(measured?.perHour).toEqual(Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 72 : 0)));
    expect(measured?.handling).toEqual({ kind: 'lognormal', meanSeconds: 180, sdSeconds: 60 });
    expect(measured?.patience).toEqual({ kind: 'exponential', meanSeconds: (72 * 30) / 12 });
    const { rows: agents } = await sql<{ id: string }>`select id from agents order by id limit 1`.execute(world.db);
    const halfAMinuteBefore = [{ agentId: agents[0]?.id, daysAgo: 0.0003 }];
    expect(measured?.returning).toEqual({
      ...{ share: 70 / 72, people: 2 },
      servedBefore: [halfAMinuteBefore, halfAMinuteBefore],
    });
    const { report } = await ended(made.id);
    expect(report?.ruleSets[0]?.all.contacts).toBeGreaterThan(60);
    expect(report?.ruleSets[0]?.all.sameAgent).not.toBeNull();
  });

  it('who served people is looked up as the rules do: whose account is disabled is nobody', async () => {
    const { rows: agents } = await sql<{ id: string }>`select id from agents order by id limit 1`.execute(world.db);
    const disable = (at: Date | null) =>
      sql`update agents set disabled_at = ${at} where id = ${agents[0]?.id ?? ''}`.execute(world.db);
    await disable(new Date());
    try {
      const made = await make({ source: period });
      expect(made.measured).toMatchObject({ contacts: 72, returning: 0 });
      // It runs on its own: the tests after this one look at a world at rest.
      await ended(made.id);
    } finally {
      await disable(null);
    }
  });

  it.each([
    ['ends before it begins', { from: period.to, to: period.from }],
    ['is not over', { from: period.from, to: new Date(Date.now() + 86_400_000).toISOString() }],
    ['is longer than a year', { from: '2020-01-01T00:00:00.000Z', to: period.to }],
  ])('a period that %s is refused', async (_name, wrong) => {
    const body = asked({ source: { kind: 'history', ...wrong } });
    await refusedOverHttp(world, path, { cookie: supervisor, body }, 'simulation_period_invalid');
  });
});

describe('is refused', () => {
  it.each([
    [
      'rules that make no sense',
      { ruleSets: [{ kind: 'draft', rules: narrow(crypto.randomUUID() as SkillGroupId) }] },
      'rules_invalid',
    ],
    ['a version that never was', { ruleSets: [{ kind: 'version', version: 99 }] }, 'rule_set_not_found'],
    ['five rule sets', { ruleSets: Array.from({ length: 5 }, () => ({ kind: 'in_force' })) }, 'request_invalid'],
    ['a year', { hours: 8_784 }, 'request_invalid'],
  ] as const)('%s', async (_name, over, code) => {
    await refusedOverHttp(world, path, { cookie: supervisor, body: asked(over) }, code);
  });
  it('a group that is not there, and more contacts than one run takes', async () => {
    const of = (over: object) => asked({ source: { kind: 'distributions', arrivals: [{ ...stream(), ...over }] } });
    const strange = of({ groupId: crypto.randomUUID() });
    await refusedOverHttp(world, path, { cookie: supervisor, body: strange }, 'skill_group_not_found');
    const large = of({ perHour: 90_000 });
    const answer = await refusedOverHttp(world, path, { cookie: supervisor, body: large }, 'simulation_too_large');
    expect(answer.json.details.contacts).toBeGreaterThan(answer.json.details.most);
  });
});

describe('the job', () => {
  /** A simulation that no runner knows of. */
  const stored = async (): Promise<string> => {
    const before = await make();
    await ended(before.id);
    const id = crypto.randomUUID();
    await sql`
      insert into simulations (id, name, state, scenario, compares, agents, created_at, created_by)
      select ${id}, name, 'queued', scenario, compares, agents, created_at, created_by from simulations where id = ${before.id}`.execute(
      world.db,
    );
    return id;
  };
  const context = (over: object = {}) => ({
    ...{ jobId: 'job', attempt: 1, maxAttempts: 5, signal: new AbortController().signal },
    ...over,
  });

  it('ends its thread when the process stops, and waits for another try', async () => {
    const id = await stored();
    const abort = new AbortController();
    const job = createSimulationJob({
      db: world.db,
      log: quietLog,
      run: (scenario, options) => {
        const running = runInWorker({ ...scenario, hours: 20_000 }, options);
        abort.abort(new Error('stopping'));
        return running;
      },
    });
    await expect(job({ simulationId: id }, context({ signal: abort.signal }))).rejects.toThrow('stopping');
    expect(await get(id)).toMatchObject({ state: 'queued', progress: 0 });
    const next = createSimulationJob({ db: world.db, log: quietLog, run: runInWorker });
    await next({ simulationId: id }, context({ attempt: 2 }));
    expect(await get(id)).toMatchObject({ state: 'ready' });
  });

  it('tells of a thread that breaks, and of a server that stopped in the middle too often', async () => {
    const broken = await stored();
    const job = createSimulationJob({
      db: world.db,
      log: quietLog,
      // Inside the thread this is no scenario.
      run: (scenario, options) => runInWorker({ ...scenario, groups: null as never }, options),
    });
    await job({ simulationId: broken }, context());
    expect(await get(broken)).toMatchObject({ state: 'failed', failure: 'broke', report: null });
    const unlucky = await stored();
    await job({ simulationId: unlucky }, context({ attempt: 3 }));
    expect(await get(unlucky)).toMatchObject({ state: 'failed', failure: 'interrupted' });
  });
});
