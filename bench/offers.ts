// From a conversation being created to an agent's console ringing: a thousand agents online over real sockets, fifty conversations a
// second, the real server as a process of its own. Against the same sockets and the same library with nothing behind them. Then the
// leading process is killed while another one of the same deployment stands by: how long until somebody is asked again.
import { setTimeout as pause } from 'node:timers/promises';
import { newUuid } from '@visavis/client/realtime';
import { type Client, connectAgent, connectVisitor } from './support/clients.ts';
import { fail, percentile, report } from './support/figures.ts';
import { addAgents, addVisitors, createOffersFloor, endProgram, startProgram, tokens } from './support/offers-floor.ts';
import { freePort } from './support/processes.ts';

const size = { agents: 1_000, groups: 20, perSecond: 50, seconds: Number(process.env.VISAVIS_BENCH_SECONDS ?? 20) };
const failOvers = 3;
const lateMs = 30_000;
const setting = `${size.agents} agents in ${size.groups} groups over real sockets, ${size.perSecond} conversations a second for ${size.seconds} s`;

/** When each conversation was asked for, and when it rang. */
const askedAt = new Map<string, number>();
const rangAt = new Map<string, number>();
const noteRing = (conversationId: string): void => {
  if (!rangAt.has(conversationId)) rangAt.set(conversationId, performance.now());
};

/** Many at once, but not all: a server that is asked for a thousand things in one moment measures something else. */
async function severalAtOnce<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let n = 0; n < count; n += 25)
    made.push(...(await Promise.all(Array.from({ length: Math.min(25, count - n) }, (_, k) => make(n + k)))));
  return made;
}

const start = (visitor: Client): { readonly id: string; readonly stored: Promise<unknown> } => {
  const id = newUuid();
  askedAt.set(id, performance.now());
  return {
    id,
    stored: visitor.command('conversation:start', { conversationId: id, medium: 'text', recordingConsent: null }),
  };
};

/** Whoever stays would come back to the line with the agents who go, and fill the hands of those who are measured next. */
const leaveAll = (who: readonly { readonly visitor: Client; readonly conversationId: string }[]): Promise<unknown> =>
  severalAtOnce(who.length, async (n) => {
    const { visitor, conversationId } = who[n] as (typeof who)[number];
    await visitor.command('conversation:leave', { conversationId });
  });

interface Measured {
  readonly ids: readonly string[];
  readonly rings: readonly number[];
  readonly lost: number;
}

/** One conversation of each visitor, evenly spread over time whatever the server does. */
async function measure(visitors: readonly Client[]): Promise<Measured> {
  const begun = performance.now();
  const ids: string[] = [];
  const stored: Promise<unknown>[] = [];
  for (const [n, visitor] of visitors.entries()) {
    const wait = begun + (n * 1_000) / size.perSecond - performance.now();
    if (wait > 0) await pause(wait);
    const one = start(visitor);
    ids.push(one.id);
    stored.push(one.stored);
  }
  await Promise.all(stored);
  for (const deadline = performance.now() + lateMs; performance.now() < deadline; await pause(50))
    if (ids.every((id) => rangAt.has(id))) break;
  const rang = ids.flatMap((id) => {
    const at = rangAt.get(id);
    return at === undefined ? [] : [at - (askedAt.get(id) ?? 0)];
  });
  return { ids, rings: rang, lost: ids.length - rang.length };
}

const closeAll = (clients: readonly Client[]): void => {
  for (const client of clients) client.close();
};

async function bare(): Promise<Measured> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const listens = () =>
    fetch(`${url}/socket/?EIO=4&transport=polling`).then(
      () => true,
      () => false,
    );
  const child = await startProgram('bench/support/bare-offers.ts', { BARE_PORT: String(port) }, listens, '/dev/null');
  const agents = await severalAtOnce(size.agents, () => connectAgent(url, ''));
  for (const { socket } of agents)
    socket.on('offer:ringing', (offer: { conversationId: string }) => noteRing(offer.conversationId));
  const visitors = await severalAtOnce(size.perSecond * size.seconds, () => connectVisitor(url, 'none'));
  try {
    return await measure(visitors);
  } finally {
    closeAll([...agents, ...visitors]);
    await endProgram(child, 'SIGKILL');
  }
}

const floor = await createOffersFloor();
try {
  const baseline = await bare();
  const first = await floor.startServer();
  const sessions = tokens(size.agents);
  await addAgents(floor, size.groups, sessions);
  let refused = 0;
  const openConsole = async (url: string, session: string): Promise<Client> => {
    const agent = await connectAgent(url, `visavis=${session}`);
    agent.socket.on('offer:ringing', (offer: { id: string; conversationId: string }) => {
      noteRing(offer.conversationId);
      agent.command('offer:accept', { offerId: offer.id }).catch(() => {
        // An acceptance that the killed process never answered is told by the next one; any other is a finding.
        if (agent.socket.connected) refused += 1;
      });
    });
    await agent.command('agent:hello', {});
    await agent.command('presence:set', { state: 'online' });
    return agent;
  };
  let agents = await severalAtOnce(size.agents, (n) => openConsole(first.url, sessions[n] ?? ''));
  const known = tokens(size.perSecond * size.seconds);
  await addVisitors(floor, known);
  const visitors = await severalAtOnce(known.length, (n) => connectVisitor(first.url, known[n] ?? ''));
  const found = await measure(visitors);
  await leaveAll(visitors.map((visitor, n) => ({ visitor, conversationId: found.ids[n] ?? '' })));
  closeAll(visitors);
  for (const share of [0.5, 0.95, 0.99])
    report({
      name: `offers.ringing_p${share * 100}`,
      value: percentile(found.rings, share),
      unit: 'ms',
      baseline: percentile(baseline.rings, share),
      note: `from the visitor's command to the agent's socket; baseline: the same sockets and Socket.IO server without a database or a router; ${setting}`,
    });
  report({ name: 'offers.not_rung', value: found.lost, unit: 'conversations', baseline: baseline.lost });
  report({
    name: 'offers.not_accepted',
    value: refused,
    unit: 'offers',
    baseline: null,
    note: 'accepted as soon as it rang, and refused or unanswered',
  });
  if (found.lost > 0) fail(`${found.lost} of ${known.length} conversations never rang`);

  // Fail-over: everybody is connected to the process that stands by; the one that leads is killed.
  closeAll(agents);
  const gaps: number[] = [];
  let leading = first;
  for (let n = 0; n < failOvers; n += 1) {
    const standby = await floor.startServer();
    // Others each time: those before have their hands full.
    agents = await severalAtOnce(100, (k) => openConsole(standby.url, sessions[100 * n + k] ?? ''));
    const callers = tokens(300);
    await addVisitors(floor, callers);
    const waiting = await severalAtOnce(callers.length, (k) => connectVisitor(standby.url, callers[k] ?? ''));
    const begun: { visitor: Client; conversationId: string }[] = [];
    let killedAt = Number.POSITIVE_INFINITY;
    // Of those who came after it: what the dead process had decided may still be told by the other one.
    const rung = (): number[] => [...rangAt].flatMap(([id, at]) => ((askedAt.get(id) ?? 0) > killedAt ? [at] : []));
    for (const [k, visitor] of waiting.entries()) {
      if (k === 100) {
        killedAt = performance.now();
        await leading.end('SIGKILL');
      }
      const { id, stored } = start(visitor);
      // A process that is killed answers nobody; those who stand by lose nothing.
      await stored;
      begun.push({ visitor, conversationId: id });
      if (rung().length > 0) break;
      await pause(20);
    }
    for (const deadline = performance.now() + lateMs; rung().length === 0 && performance.now() < deadline; )
      await pause(10);
    if (rung().length === 0) fail('nobody was asked after the leader was killed');
    else gaps.push(Math.min(...rung()) - killedAt);
    await leaveAll(begun);
    closeAll([...agents, ...waiting]);
    leading = standby;
  }
  report({
    name: 'offers.fail_over_gap',
    value: percentile(gaps, 0.5),
    unit: 'ms',
    baseline: percentile(baseline.rings, 0.5),
    note: `kill -9 of the leading process to the next ring on a console of the process that stood by; median of ${gaps.length}, longest ${Math.round(Math.max(...gaps))} ms; baseline: one ring without a fail-over`,
  });
} finally {
  await floor.close();
}
