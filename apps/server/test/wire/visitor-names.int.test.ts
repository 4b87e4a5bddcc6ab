// A visitor without a name is called after their own id wherever they show, so one person never carries two names.
import type {
  Alarm,
  Callback,
  FloorBoard,
  LeftMessage,
  Offer,
  QueueEntry,
  QueuePlace,
  Transfer,
  WrapUp,
} from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  startCall,
  type WireClient,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let admin: string;
let supervisor: string;
let grace: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  admin = await world.signIn('admin@demo.visavis');
  supervisor = await world.signIn('marta@demo.visavis');
});
afterAll(() => world.stop());

const get = async (path: string, cookie = supervisor) => {
  const answer = await world.rest(`/api/v1${path}`, { cookie });
  expect(answer.status, path).toBe(200);
  return answer.json;
};
/** How whatever shows a person names them: the person's id and no name. */
const named = ({ visitorId, visitorName }: { visitorId: string | null; visitorName: string | null }) => [
  visitorId,
  visitorName,
];
const start = async (page: WireClient, medium = 'text'): Promise<string> => {
  const conversationId = uuidv7();
  await page.command('conversation:start', { conversationId, medium, recordingConsent: 'given' });
  return conversationId;
};
const offered = (page: WireClient, contact: string) =>
  page.fact<QueuePlace>('queue:changed', (place) => place.conversationId === contact && place.options.length > 0);
const of = <T extends { conversationId: string }>(all: readonly T[], conversationId: string): T => {
  const found = all.find((one) => one.conversationId === conversationId);
  if (!found) throw new Error(`nothing of ${conversationId}`);
  return found;
};

it('two contacts of somebody without a name carry the same visitor in every list, offer, alarm and record', async () => {
  const everyWay = { kind: 'offer', options: [{ kind: 'callback' }, { kind: 'message' }], patienceSeconds: null };
  const search = { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null };
  const stages = [{ ...search, patienceSeconds: 1 }, everyWay];
  const rule = { id: uuidv7(), name: 'Every way', when: [], priority: 4, stages };
  const set = await world.rest('/api/v1/routing/rules', {
    ...{ method: 'PUT', cookie: admin, body: { version: 0, rules: [rule], note: '' } },
  });
  expect([set.status, set.text]).toEqual([200, set.text]);
  const { token, visitor } = await world.visit();
  const page = await world.visitor(token);
  await page.command('visitor:hello', {});
  const unnamed = [visitor.id, null];

  const first = await start(page);
  const waiting: FloorBoard = await get('/floor');
  expect(named(of(waiting.entries, first))).toEqual(unnamed);
  const { groupId } = of(waiting.entries, first);
  const { groups } = await get('/skill-groups', admin);
  const group = groups.find((one: { id: string }) => one.id === groupId);
  const wrapUpSeconds = { text: 60, voice: 60, video: 60 };
  const limits = { version: group.version, wrapUpSeconds, thresholds: { ...group.thresholds, maxWaitSeconds: 1 } };
  const patched = await world.rest(`/api/v1/skill-groups/${groupId}`, { method: 'PATCH', cookie: admin, body: limits });
  expect([patched.status, patched.text]).toEqual([200, patched.text]);
  await expect
    .poll(async () => (await get('/alarms')).alarms.filter((one: Alarm) => one.kind === 'longest_wait').map(named), {
      timeout: 20_000,
    })
    .toEqual([unnamed]);

  grace = await goOnline(world, 'grace@demo.visavis');
  const offer = await grace.tab.fact<Offer>('offer:ringing', (one) => one.conversationId === first);
  expect(named(offer)).toEqual(unnamed);
  const { conversation } = await grace.tab.command<{ conversation: { visitor: { id: string } } }>('offer:accept', {
    offerId: offer.id,
  });
  expect(conversation.visitor).toMatchObject({ id: visitor.id, displayName: null });
  const call = await startCall({ token, page, conversationId: first }, grace.tab);
  const busy: FloorBoard = await get('/floor');
  expect(
    named(
      of(
        busy.agents.flatMap(({ work }) => work),
        first,
      ),
    ),
  ).toEqual(unnamed);
  await page.command('call:end', { callId: call.id });
  const jun = await goOnline(world, 'jun@demo.visavis');
  const target = { kind: 'agent', agentId: jun.snapshot.presence.agentId };
  const { transfer } = await grace.tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId: first, target, mode: 'consult', note: null },
  });
  expect(named(transfer)).toEqual(unnamed);
  await grace.tab.command('transfer:cancel', { transferId: transfer.id });
  await jun.tab.command('presence:set', { state: 'offline' });
  await grace.tab.command('conversation:close', { conversationId: first });
  expect(named(of<WrapUp>((await get('/wrap-ups', grace.cookie)).wrapUps, first))).toEqual(unnamed);
  expect((await get('/recordings')).recordings.map(named)).toEqual([unnamed]);
  await grace.tab.command('presence:set', { state: 'offline' });

  // The same person comes again: with words to leave, and once more to be rung back.
  const second = await start(page);
  await offered(page, second);
  await page.command('message:leave', { conversationId: second, text: 'About my rate', address: null });
  const left: LeftMessage[] = (await get('/left-messages', grace.cookie)).messages;
  expect(named(of(left, second))).toEqual(unnamed);

  const third = await start(page, 'video');
  await offered(page, third);
  const address = { kind: 'phone', value: '+447700900417' };
  await page.command('callback:request', { conversationId: third, address, window: null });
  const asked: Callback[] = (await get('/callbacks', admin)).callbacks;
  expect(named(of(asked, third))).toEqual(unnamed);
  expect(named(of<QueueEntry>((await get('/floor')).entries, third))).toEqual(unnamed);
  await grace.tab.command('presence:set', { state: 'online' });
  expect((await acceptContact(grace.tab, third)).visitor.id).toBe(visitor.id);
  const { callback } = await get(`/conversations/${third}/callback`, grace.cookie);
  expect(named(callback)).toEqual(unnamed);
});
