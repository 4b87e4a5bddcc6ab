/**
 * Fifty agents and their contacts while the leading process is killed outright, again and again: accepts, declines,
 * time-outs, cancels, sign-outs and closes race with each other and with every new leader. VISAVIS_RACE_RUNS says how many
 * times and VISAVIS_RACE_CONTACTS with how many contacts: one run with 150 unless said; the full proof is 20 runs with 500.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal } from '../../ports/index.ts';

const LEADER = path.resolve(import.meta.dirname, '../../../test/fixtures/routing-leader.ts');
const runs = Number(process.env.VISAVIS_RACE_RUNS ?? 1);
const contacts = Number(process.env.VISAVIS_RACE_CONTACTS ?? 150);
const kills = 4;

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
/** On a machine that is too busy the database is refused to somebody now and then: a page would try again, and so do we. */
const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code !== 'database_unavailable' && code !== 'database_busy') throw error;
      await pause(200);
    }
  }
};
const seeded = (seed: number) => (): number => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

interface Leader {
  readonly child: ChildProcess;
  readonly leading: Promise<void>;
}
const leaders: Leader[] = [];
let floor: Floor;

const startLeader = (): Leader => {
  const child = spawn(process.execPath, [LEADER, JSON.stringify(floor.database.target)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin?.on('error', () => undefined);
  const leading = new Promise<void>((done) => {
    child.stdout?.on('data', (text: Buffer) => {
      if (text.toString().includes('leading')) done();
    });
  });
  const leader = { child, leading };
  leaders.push(leader);
  return leader;
};
/** Killed outright: it can say nothing and give nothing back. */
const kill = async ({ child }: Leader): Promise<void> => {
  const gone = new Promise((done) => child.once('close', done));
  child.kill('SIGKILL');
  await gone;
};
const advance = (ms: number): void => {
  floor.clock.advance(ms);
  for (const { child } of leaders) if (child.exitCode === null && !child.killed) child.stdin?.write(`${ms}\n`);
};

afterEach(async () => {
  for (const leader of leaders.splice(0)) if (!leader.child.killed) await kill(leader);
  await floor.close();
});

test.each(Array.from({ length: runs }, (_, run) => run + 1))(
  'run %i: no contact is lost, doubled or stuck, no load is wrong, and every entry ends once',
  async (run) => {
    floor = await createFloor();
    const chance = seeded(20_261_127 + run);
    const group = await floor.addGroup('crowd', 5);
    const agents: AgentPrincipal[] = [];
    for (let n = 0; n < 50; n += 1)
      agents.push(await floor.addAgent(`Agent ${n}`, { capacity: 1 + (n % 4), groups: [group] }));
    const arrivals = new Map<string, Arrival>();
    const codes = new Set<string>();
    const note = async (work: Promise<unknown>): Promise<string> => {
      const code = await codeOf(work);
      codes.add(code);
      return code;
    };
    let over = false;

    const answer = async (agent: AgentPrincipal, offer: { id: never; conversationId: never }): Promise<void> => {
      const arrival = arrivals.get(offer.conversationId);
      const dice = chance();
      if (dice < 0.08) return void (await note(floor.offers.decline(agent.agentId, offer.id)));
      if (dice < 0.14) return pause(60);
      const accepting = [
        note(floor.offers.accept(agent.agentId, offer.id)),
        note(floor.offers.accept(agent.agentId, offer.id)),
      ];
      if (dice < 0.25) accepting.push(note(floor.offers.decline(agent.agentId, offer.id)));
      if (dice > 0.92 && arrival)
        void accepting.push(note(floor.contacts.leave(arrival.visitor, arrival.conversationId)));
      const results = await Promise.all(accepting);
      if (!results.slice(0, 2).includes('fine')) return;
      await pause(chance() * 40);
      await note(patiently(() => floor.contacts.wrapUp(agent, offer.conversationId, undefined)));
    };
    const workOnce = async (agent: AgentPrincipal): Promise<void> => {
      await floor.presence.heartbeat(agent.agentId);
      await Promise.all((await floor.ringing(agent)).map((offer) => answer(agent, offer as never)));
      const dice = chance();
      if (dice < 0.04) await floor.presence.choose(agent.agentId, 'offline');
      else if (dice < 0.07) await floor.presence.disconnected(agent.agentId);
      if (dice < 0.07) await pause(60);
      if ((await floor.presence.get(agent.agentId)).state !== 'online')
        await codeOf(floor.presence.choose(agent.agentId, 'online'));
      await floor.presence.connected(agent.agentId);
      await pause(120 + chance() * 200);
    };
    const work = async (agent: AgentPrincipal): Promise<void> => {
      while (!over) await patiently(() => workOnce(agent));
    };
    const come = async (): Promise<void> => {
      while (arrivals.size < contacts) {
        const some = await Promise.all(
          Array.from({ length: 10 }, () => patiently(() => floor.arrive(chance() < 0.2 ? 'video' : 'text', group))),
        );
        for (const arrival of some) arrivals.set(arrival.conversationId, arrival);
        const [one] = some;
        if (chance() < 0.3 && one) await note(floor.contacts.leave(one.visitor, one.conversationId));
        advance(300);
      }
    };
    const openContacts = (): Promise<number> =>
      patiently(async () => {
        const { count } = await floor.database.db
          .selectFrom('conversations')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .where('state', '<>', 'closed')
          .executeTakeFirstOrThrow();
        return Number(count);
      });
    const offersMade = (): Promise<number> =>
      patiently(async () => {
        const { count } = await floor.database.db
          .selectFrom('offers')
          .select((eb) => eb.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow();
        return Number(count);
      });
    /** The one that leads is killed with offers in the air; another one is waiting already. */
    const killLeaders = async (): Promise<number> => {
      let leading = startLeader();
      await leading.leading;
      let killed = 0;
      for (; killed < kills; killed += 1) {
        const next = startLeader();
        const target = (await offersMade()) + Math.floor(contacts / (kills + 2));
        while ((await offersMade()) < target && (await openContacts()) > 0) await pause(5);
        await kill(leading);
        await next.leading;
        leading = next;
      }
      return killed;
    };
    const watch = async (): Promise<void> => {
      while (!over) {
        expect(await patiently(floor.faults)).toEqual([]);
        await pause(300);
      }
    };
    const finish = async (): Promise<void> => {
      await come();
      for (let tries = 0; tries < 1_200 && (await openContacts()) > 0; tries += 1) {
        advance(400);
        await pause(100);
      }
    };
    const working = [watch(), ...agents.map(work)];
    const [killed] = await Promise.all([killLeaders(), finish()]);
    over = true;
    await Promise.all(working);

    expect(killed).toBe(kills);
    expect(await openContacts()).toBe(0);
    expect(await floor.faults()).toEqual([]);
    const designed = ['fine', 'offer_gone', 'conversation_closed', 'conversation_not_found'];
    designed.push('database_unavailable', 'database_busy');
    expect([...codes].filter((code) => !designed.includes(code))).toEqual([]);
    const endings = await floor.database.db
      .selectFrom('queue_entries')
      .select(['state', 'ended_at', 'released_at'])
      .execute();
    expect(endings.filter(({ ended_at }) => ended_at === null)).toEqual([]);
    expect(endings.filter(({ state, released_at }) => state === 'served' && released_at === null)).toEqual([]);
    expect(endings.length).toBeGreaterThanOrEqual(contacts);
  },
  600_000,
);
