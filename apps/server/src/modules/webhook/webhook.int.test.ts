// Alarms from the floor to a real receiver: raised once, cleared once, signed, tried again, every outcome kept.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createJobRunner, type JobRunner } from '../../infra/jobs/jobs.ts';
import { createWebhookSender } from '../../infra/webhook-sender.ts';
import { fineForMs } from '../alarm/alarm.ts';
import { createAlarmService } from '../alarm/index.ts';
import { createFloorService } from '../floor/floor-service.ts';
import { createWebhooks } from './index.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let floor: Floor;
let server: Server;
let runner: JobRunner;
let received: Received[];
let answers: number[];
let url: string;
beforeEach(async () => {
  floor = await createFloor();
  received = [];
  answers = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 204, { location: 'http://127.0.0.1:1/' }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(async () => {
  await runner.stop(1_000);
  await new Promise((done) => server.close(done));
  await floor.close();
});

const setUp = (allowPrivate = true) => {
  const { db, transactions, afterCommit } = floor.database;
  const core = { db, transactions, clock: floor.clock, makeId: uuidv7, events: floor.events };
  runner = createJobRunner({
    db,
    afterCommit,
    log: quietLog,
    makeId: uuidv7,
    owner: uuidv7(),
    pollMs: 20,
    backoffMs: 20,
  });
  const alarms = createAlarmService({ ...core, board: createFloorService(core).board });
  const sender = createWebhookSender({ allowPrivate });
  const webhooks = createWebhooks({ ...core, jobs: runner, sender, listAlarms: alarms.list });
  for (const [kind, handler] of Object.entries(webhooks.jobs)) runner.handle(kind, handler);
  runner.start();
  /** What the outbox does with what has happened; again and again, as it may. */
  const deliverEvents = async () => {
    const rows = await db
      .selectFrom('domain_events')
      .selectAll()
      .where('type', 'like', 'alarm%')
      .orderBy('id')
      .execute();
    for (const row of rows)
      await webhooks.consumers[row.type]?.({
        id: row.id,
        type: row.type,
        subjectId: row.subject_id,
        payload: row.payload,
        createdAt: row.created_at,
      });
    return rows.map((row) => row.type);
  };
  const limit = (limits: object) => db.updateTable('skill_groups').set(limits).where('id', '=', floor.home).execute();
  return { alarms, webhooks, deliverEvents, limit };
};

test('an alarm is raised once and cleared once, and reaches the receiver signed', async () => {
  const { alarms, webhooks, deliverEvents, limit } = setUp();
  await webhooks.service.set({ url, secret });
  await limit({ alarm_max_waiting: 1 });
  const first = await floor.arrive();
  await alarms.watch();
  expect(await alarms.listOpen()).toEqual([]);
  await floor.arrive();
  // Two leaders who both believe in themselves.
  await Promise.all([alarms.watch(), alarms.watch()]);
  await alarms.watch();
  expect(await alarms.listOpen()).toMatchObject([{ kind: 'waiting', threshold: 1, value: 2, clearedAt: null }]);
  expect(await deliverEvents()).toEqual(['alarm_raised']);
  await deliverEvents();
  await expect.poll(() => received.length).toBe(1);
  const [{ headers, body }] = received as [Received];
  expect(JSON.parse(body)).toMatchObject({ type: 'alarm.raised', data: { kind: 'waiting', value: 2 } });
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64');
  expect(headers['webhook-signature']).toBe(`v1,${expected}`);

  await floor.contacts.leave(first.visitor, first.conversationId);
  await alarms.watch();
  expect(await alarms.listOpen()).toHaveLength(1);
  // Back before it was cleared: still the same alarm.
  const again = await floor.arrive();
  await alarms.watch();
  await floor.contacts.leave(again.visitor, again.conversationId);
  await alarms.watch();
  floor.clock.advance(fineForMs);
  await alarms.watch();
  await alarms.watch();
  expect(await alarms.listOpen()).toEqual([]);
  expect(await deliverEvents()).toEqual(['alarm_raised', 'alarm_cleared']);
  await expect
    .poll(async () => (await webhooks.service.deliveries()).map(({ type, state }) => [type, state]))
    .toEqual([
      ['alarm.cleared', 'delivered'],
      ['alarm.raised', 'delivered'],
    ]);
});

test('a receiver that fails is tried again, and every outcome is kept; redirects are not followed', async () => {
  const { webhooks } = setUp();
  await webhooks.service.set({ url, secret });
  answers.push(500, 302);
  await webhooks.service.test();
  await expect
    .poll(async () => (await webhooks.service.deliveries())[0])
    .toMatchObject({
      ...{ state: 'delivered', attempts: 3, lastStatus: 204, lastProblem: null, type: 'test' },
    });
  expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
});

test('private addresses are refused when they are set, and when a name comes to lead there', async () => {
  const { webhooks } = setUp(false);
  await expect(webhooks.service.set({ url, secret })).rejects.toMatchObject({ code: 'webhook_address_refused' });
  expect(await webhooks.service.get()).toBeNull();
  await floor.database.db
    .insertInto('webhooks')
    .values({ id: uuidv7(), url, secret, created_at: new Date() })
    .execute();
  await webhooks.service.test();
  await expect
    .poll(async () => (await webhooks.service.deliveries())[0])
    .toMatchObject({ state: 'failed', attempts: 1 });
  expect(received).toEqual([]);
});

test('the key is needed the first time only, and is never told', async () => {
  const { webhooks } = setUp();
  await expect(webhooks.service.set({ url })).rejects.toMatchObject({ code: 'webhook_key_missing' });
  await expect(webhooks.service.test()).rejects.toMatchObject({ code: 'webhook_not_set' });
  await webhooks.service.set({ url, secret });
  expect(JSON.stringify(await webhooks.service.set({ url: `${url}2` }))).not.toContain('whsec');
});

test('an agent who does not respond raises an alarm that ends with their choice', async () => {
  const { alarms } = setUp();
  const ann = await floor.addAgent('Ann');
  await floor.database.db
    .updateTable('presences')
    .set({ state: 'not_responding' })
    .where('agent_id', '=', ann.agentId)
    .execute();
  await alarms.watch();
  expect(await alarms.listOpen()).toMatchObject([{ kind: 'agent_not_responding', agentName: 'Ann' }]);
  await floor.presence.choose(ann.agentId, 'online');
  await alarms.watch();
  expect(await alarms.listOpen()).toEqual([]);
});
