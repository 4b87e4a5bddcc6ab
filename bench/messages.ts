// Durable messages through the whole product: a visitor's socket sends and is acknowledged after the commit, the agent's
// socket receives. Against the same number of bare inserts (same statement, driver, server and pool size), round by round.
import { newUuid } from '@visavis/client/realtime';
import { type Message, textPlaces } from '@visavis/protocol';
import pg from 'pg';
import { demoPassword, type Stack, startStack } from '../e2e/support/stack.ts';
import {
  type Client,
  connectAgent,
  connectVisitor,
  rest,
  signIn,
  startVisit,
  type VisitorAccess,
} from './support/clients.ts';
import { fail, median, percentile, report } from './support/figures.ts';

const senderCounts = [1, 16, 64] as const;
/** Rounds of both kinds take turns until this much time has gone into a number of senders; two at least. */
const levelMs = 12_000;
const fewestRounds = 2;
/** A connection may send 200 commands at once and 60 per second after that, so every round has connections of its own. */
const perSender = 150;
/** On a slow machine a round ends early. */
const roundMs = 3_000;
const poolSize = 12;
const agentPlaces = 20;
const channelKey = 'bench-messages';
const lateMs = 5_000;

interface Conversation {
  readonly id: string;
  readonly access: VisitorAccess;
}
interface Round {
  readonly perSecond: number;
  readonly acknowledgedMs: readonly number[];
}

/** What the agents' sockets saw, in order. */
const arrivals = new Map<string, { readonly seq: number; readonly clientMsgId: string; readonly at: number }[]>();
const sentAt = new Map<string, number>();

const noteArrival = (message: Message): void => {
  if (message.clientMsgId === null) return;
  const seen = arrivals.get(message.conversationId) ?? [];
  seen.push({ seq: message.seq, clientMsgId: message.clientMsgId, at: performance.now() });
  arrivals.set(message.conversationId, seen);
};

async function prepareOrganisation(url: string, agents: number): Promise<Client[]> {
  const cookie = await signIn(url, 'admin@demo.visavis', demoPassword);
  const post = <T>(path: string, body: object): Promise<T> =>
    rest<T>(`${url}/api/v1/${path}`, { cookie, body }).then((answer) => answer.data);
  const { group } = await post<{ group: { id: string } }>('skill-groups', {
    name: 'Bench',
    ringSeconds: { text: 60, voice: 60, video: 60 },
  });
  const text = { en: 'Bench', zh: '测试' };
  await post('channels', { key: channelKey, name: 'Bench', brand: text, greeting: text, groupId: group.id });
  const clients: Client[] = [];
  for (let n = 0; n < agents; n += 1) {
    const email = `bench-${n}@bench.example`;
    const groups = [{ groupId: group.id, level: 3 }];
    const account = { email, displayName: `Bench ${n}`, role: 'agent', password: demoPassword };
    await post('agents', { ...account, groups, capacity: textPlaces(agentPlaces) });
    const client = await connectAgent(url, await signIn(url, email, demoPassword));
    client.socket.on('message:new', noteArrival);
    await client.command('agent:hello', {});
    await client.command('presence:set', { state: 'online' });
    clients.push(client);
  }
  return clients;
}

/** Visitors who wait, are routed, and are accepted: every conversation has its agent when this resolves. */
async function startConversations(url: string, agents: readonly Client[], count: number): Promise<Conversation[]> {
  let accepted = 0;
  const allAccepted = Promise.withResolvers<void>();
  for (const agent of agents) {
    agent.socket.on('offer:ringing', ({ id }: { id: string }) => {
      agent.command('offer:accept', { offerId: id }).then(() => {
        accepted += 1;
        if (accepted === count) allAccepted.resolve();
      }, allAccepted.reject);
    });
  }
  const conversations: Conversation[] = [];
  for (let n = 0; n < count; n += 1) {
    const access = await startVisit(url, channelKey);
    const id = newUuid();
    const client = await connectVisitor(url, access.token);
    await client.command('conversation:start', { conversationId: id, medium: 'text', recordingConsent: null });
    conversations.push({ id, access });
    client.close();
  }
  const late = setTimeout(() => allAccepted.reject(new Error(`only ${accepted} of ${count} were routed`)), 30_000);
  await allAccepted.promise;
  clearTimeout(late);
  return conversations;
}

async function productRound(url: string, conversations: readonly Conversation[]): Promise<Round> {
  const clients = await Promise.all(conversations.map(({ access }) => connectVisitor(url, access.token)));
  const acknowledgedMs: number[] = [];
  const begun = performance.now();
  const sendAll = async (client: Client, conversationId: string): Promise<void> => {
    for (let n = 0; n < perSender && performance.now() - begun < roundMs; n += 1) {
      const clientMsgId = newUuid();
      const begin = performance.now();
      sentAt.set(clientMsgId, begin);
      await client.command('message:send', { conversationId, clientMsgId, body: { kind: 'text', text: textOf(n) } });
      acknowledgedMs.push(performance.now() - begin);
    }
  };
  await Promise.all(clients.map((client, n) => sendAll(client, conversations[n]?.id ?? '')));
  const seconds = (performance.now() - begun) / 1000;
  for (const client of clients) client.close();
  return { perSecond: acknowledgedMs.length / seconds, acknowledgedMs };
}

const textOf = (n: number): string => `Message ${n}: is the card blocked already? 卡已经冻结了吗？`;

const insert = `
  with u as (
    update conversations set last_seq = last_seq + 1, last_message_at = $1, preview = $2,
      visitor_delivered_seq = last_seq + 1, visitor_read_seq = last_seq + 1
    where id = $3 and state <> 'closed' and visitor_id = $4
      and not exists (select 1 from messages x where x.conversation_id = $3 and x.client_msg_id = $5)
    returning id, last_seq
  )
  insert into messages (id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, search_text, created_at)
  select $6::uuid, u.id, u.last_seq, $5::uuid, 'visitor', null, null, $7::jsonb, $2, $1::timestamptz from u
  returning id, conversation_id, seq, client_msg_id, author_kind, author_agent_id, author_name, body, created_at`;

async function bareRound(pool: pg.Pool, conversations: readonly Conversation[]): Promise<Round> {
  const acknowledgedMs: number[] = [];
  const begun = performance.now();
  const insertAll = async ({ id, access }: Conversation): Promise<void> => {
    for (let n = 0; n < perSender && performance.now() - begun < roundMs; n += 1) {
      const text = textOf(n);
      const values = [
        new Date(),
        text,
        id,
        access.visitor.id,
        newUuid(),
        newUuid(),
        JSON.stringify({ kind: 'text', text }),
      ];
      const begin = performance.now();
      const { rowCount } = await pool.query(insert, values);
      acknowledgedMs.push(performance.now() - begin);
      if (rowCount !== 1) throw new Error('the bare insert stored nothing');
    }
  };
  await Promise.all(conversations.map(insertAll));
  return { perSecond: acknowledgedMs.length / ((performance.now() - begun) / 1000), acknowledgedMs };
}

/** Conversations nobody listens to, straight into the table. */
async function bareConversations(url: string, pool: pg.Pool, count: number): Promise<Conversation[]> {
  const made: Conversation[] = [];
  for (let n = 0; n < count; n += 1) {
    const access = await startVisit(url, channelKey);
    const id = newUuid();
    const { id: visitorId, channelId } = access.visitor;
    await pool.query(
      `insert into conversations (id, channel_id, visitor_id, state, medium, created_at) values ($1, $2, $3, 'waiting', 'text', now())`,
      [id, channelId, visitorId],
    );
    made.push({ id, access });
  }
  return made;
}

const socketFolder = (stack: Stack): string => {
  const command = stack.children().find((child) => child.command.includes(' -k '))?.command ?? '';
  const folder = / -k (\S+)/.exec(command)?.[1];
  if (!folder) throw new Error('the database of the product was not found among its processes');
  return folder;
};

interface Damage {
  readonly lost: number;
  readonly doubled: number;
  readonly reordered: number;
}

async function countDamage(pool: pg.Pool, conversations: readonly Conversation[]): Promise<Damage> {
  const seenIds = new Set<string>();
  let [doubled, reordered] = [0, 0];
  for (const { id } of conversations) {
    let last = 0;
    for (const { seq, clientMsgId } of arrivals.get(id) ?? []) {
      if (seenIds.has(clientMsgId)) doubled += 1;
      else if (seq <= last) reordered += 1;
      seenIds.add(clientMsgId);
      last = Math.max(last, seq);
    }
  }
  const ids = conversations.map(({ id }) => id);
  const { rows } = await pool.query<{ client_msg_id: string }>(
    'select client_msg_id from messages where conversation_id = any($1) and client_msg_id is not null',
    [ids],
  );
  const stored = new Set(rows.map((row) => row.client_msg_id));
  const { rows: gaps } = await pool.query(
    'select conversation_id from messages where conversation_id = any($1) group by 1 having max(seq) <> count(*) or min(seq) <> 1',
    [ids],
  );
  const lost = [...sentAt.keys()].filter((id) => !seenIds.has(id) || !stored.has(id)).length + gaps.length;
  return { lost, doubled: doubled + rows.length - stored.size, reordered };
}

const arrivedCount = (): number => [...arrivals.values()].reduce((sum, list) => sum + list.length, 0);

async function waitForStragglers(): Promise<void> {
  const deadline = Date.now() + lateMs;
  while (arrivedCount() < sentAt.size && Date.now() < deadline) await new Promise((done) => setTimeout(done, 20));
}

const deliveredMs = (from: number, to: number): number[] =>
  [...arrivals.values()].flatMap((list) =>
    list.flatMap(({ clientMsgId, at }) => {
      const begin = sentAt.get(clientMsgId) ?? 0;
      return begin >= from && begin < to ? [at - begin] : [];
    }),
  );

const stack = await startStack({ env: { VISAVIS_LOG_LEVEL: 'warn' } });
const pool = new pg.Pool({ host: socketFolder(stack), user: 'visavis', database: 'visavis', max: poolSize });
try {
  const most = Math.max(...senderCounts);
  const agents = await prepareOrganisation(stack.url, Math.ceil(most / agentPlaces));
  const conversations = await startConversations(stack.url, agents, most);
  const bare = await bareConversations(stack.url, pool, most);
  for (const senders of senderCounts) {
    const product: Round[] = [];
    const raw: Round[] = [];
    const delivered: number[] = [];
    const level = performance.now();
    while (product.length < fewestRounds || performance.now() - level < levelMs) {
      raw.push(await bareRound(pool, bare.slice(0, senders)));
      const begin = performance.now();
      product.push(await productRound(stack.url, conversations.slice(0, senders)));
      await waitForStragglers();
      delivered.push(...deliveredMs(begin, performance.now()));
    }
    const all = (list: readonly Round[]): number[] => list.flatMap((round) => round.acknowledgedMs);
    const rate = (list: readonly Round[]): number => median(list.map((round) => round.perSecond));
    const name = `messages, ${senders} sender${senders === 1 ? '' : 's'}`;
    const times = (what: string, samples: readonly number[]): void => {
      for (const share of [0.5, 0.99])
        report({
          name: `${name}, ${what}, p${share * 100}`,
          value: percentile(samples, share),
          unit: 'ms',
          baseline: percentile(all(raw), share),
        });
    };
    report({ name: `${name}, durable per second`, value: rate(product), unit: '1/s', baseline: rate(raw) });
    times('acknowledged', all(product));
    times('at the agent', delivered);
  }
  const damage = await countDamage(pool, conversations);
  for (const [what, value] of Object.entries(damage))
    report({ name: `messages, ${what} of ${sentAt.size}`, value, unit: 'messages', baseline: null });
  if (damage.lost + damage.doubled + damage.reordered > 0) fail('messages were lost, doubled or reordered');
  for (const agent of agents) agent.close();
} finally {
  await pool.end();
  await stack.stop();
}
