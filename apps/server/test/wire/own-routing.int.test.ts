// Why a conversation is at me, over the real wire: for whoever has it or is consulted, and without who else there was.
import type { HandOver, OwnRouting, Transfer, TransferTarget } from '@visavis/protocol';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  acceptContact,
  type Contact,
  createWireWorld,
  goOnline,
  type OnlineAgent,
  refusedOverHttp,
  startContact,
  type WireWorld,
} from './wire-world.ts';

let world: WireWorld;
let supervisor: string;
let grace: OnlineAgent;
let jun: OnlineAgent;
let contact: Contact;
/** Whoever the router chose first, and the other one, who was considered too. */
let first: OnlineAgent;
let second: OnlineAgent;
let group: { groupId: string; name: string };
beforeAll(async () => {
  world = await createWireWorld();
  const administrator = await world.signIn('admin@demo.visavis');
  supervisor = await world.signIn('marta@demo.visavis');
  const stages = [
    { kind: 'skill_group', groups: [{ groupId: null, minLevel: 2 }], strategy: null, patienceSeconds: 60 },
  ];
  // The plan is joined with the channel's group: what is named is the rule whose stage found somebody.
  // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
  const rules = [{ id: uuidv7(), name: 'Everybody', when: [], priority: 0, stages, then: 'fall_through' }];
  const put = { method: 'PUT', cookie: administrator, body: { version: 0, rules, note: 'One for all' } };
  expect((await world.rest('/api/v1/routing/rules', put)).status).toBe(200);
  grace = await goOnline(world, 'grace@demo.visavis');
  jun = await goOnline(world, 'jun@demo.visavis');
  contact = await startContact(world);
  const { conversationId } = contact;
  first = await Promise.race(
    [grace, jun].map(async (agent) => {
      await acceptContact(agent.tab, conversationId);
      return agent;
    }),
  );
  second = first === grace ? jun : grace;
  const channels = (await world.rest('/api/v1/channels', { cookie: administrator })).json.channels;
  const { groupId } = channels.find((one: { key: string }) => one.key === 'demo');
  const groups = (await world.rest('/api/v1/skill-groups', { cookie: administrator })).json.groups;
  group = { groupId, name: groups.find((one: { id: string }) => one.id === groupId).name };
});
afterAll(() => world.stop());

const idOf = (agent: OnlineAgent) => agent.snapshot.presence.agentId;
const personOf = (agent: OnlineAgent) => ({
  agentId: idOf(agent),
  displayName: agent === grace ? 'Grace Tan' : 'He Jun',
});
const path = () => `/api/v1/conversations/${contact.conversationId}/own-routing`;
const why = async (cookie: string): Promise<OwnRouting> => {
  const answer = await world.rest(path(), { cookie });
  expect(answer.status).toBe(200);
  expect(answer.text).not.toMatch(/considered|verdict|roster/);
  return answer.json;
};
const hand = async (from: OnlineAgent, target: TransferTarget, mode: 'blind' | 'consult') => {
  const { transfer } = await from.tab.command<{ transfer: Transfer }>('transfer:start', {
    ...{ conversationId: contact.conversationId, target, mode, note: `From ${personOf(from).displayName}` },
  });
  return transfer;
};
/** The router, or the sender, rings at this agent. */
const rungAt = ({ tab }: OnlineAgent, { id }: Transfer) =>
  tab.fact<Transfer>('transfer:changed', (one) => one.id === id && one.state === 'ringing');
const routed = () => ({
  ...{ rule: 'Everybody', ruleVersion: 1, stage: 1, stageKind: 'skill_group', groupName: group.name },
  ...{ minLevel: 2, assignedBy: null },
});
const byGroup = (state: HandOver['state']) => ({
  ...{ state, mode: 'consult', target: 'skill_group', groupName: group.name, rule: null, ruleVersion: null },
  ...{ from: personOf(first), to: personOf(second), note: `From ${personOf(first).displayName}` },
});

it('says by which rule and stage the router chose me, and not who else was considered', async () => {
  const full = await world.rest(`/api/v1/conversations/${contact.conversationId}/routing`, { cookie: supervisor });
  expect(full.text).toContain(idOf(second));
  const own = await why(first.cookie);
  expect(own).toMatchObject({ reasons: [routed()], handOvers: [] });
  expect(JSON.stringify(own)).not.toContain(idOf(second));
  expect(await why(supervisor)).toMatchObject({ reasons: [], handOvers: [] });
});

it('is nothing to colleagues without part in it, and to visitors', async () => {
  await refusedOverHttp(world, path(), { cookie: second.cookie }, 'conversation_not_found');
  await refusedOverHttp(world, path(), { token: contact.token }, 'auth_required');
  await refusedOverHttp(world, path(), {}, 'auth_required');
});

it('tells the consulted colleague who asks, and afterwards who handed over to which group', async () => {
  const asked = await hand(first, { kind: 'agent', agentId: idOf(second) }, 'blind');
  await rungAt(second, asked);
  await refusedOverHttp(world, path(), { cookie: second.cookie }, 'conversation_not_found');
  await second.tab.command('transfer:decline', { transferId: asked.id });

  const transfer = await hand(first, { kind: 'skill_group', groupId: group.groupId as never }, 'consult');
  await rungAt(second, transfer);
  await second.tab.command('transfer:accept', { transferId: transfer.id });
  // Who declined before is not said.
  expect(await why(second.cookie)).toMatchObject({ reasons: [], handOvers: [byGroup('consulting')] });
  expect((await why(first.cookie)).handOvers).toHaveLength(1);
  await first.tab.command('transfer:complete', { transferId: transfer.id });
  expect(await why(second.cookie)).toMatchObject({ reasons: [], handOvers: [byGroup('completed')] });
  await refusedOverHttp(world, path(), { cookie: first.cookie }, 'conversation_not_found');
});

it('names the rule that found the colleague, and remembers both ways it came to the same agent', async () => {
  const transfer = await hand(second, { kind: 'rules' }, 'blind');
  await rungAt(first, transfer);
  await first.tab.command('transfer:accept', { transferId: transfer.id });
  const own = await why(first.cookie);
  expect(own).toMatchObject({
    reasons: [routed()],
    handOvers: [
      byGroup('completed'),
      { target: 'rules', rule: 'Everybody', ruleVersion: 1, groupName: null, from: personOf(second) },
    ],
  });
});

it('tells who had it which supervisor took it, and then which one gave it by hand', async () => {
  const { conversationId } = contact;
  // Nobody is asked by the router before the supervisor says who: the one is busy, the other was just taken off it.
  await second.tab.command('presence:set', { state: 'busy' });
  const back = await world.rest(`/api/v1/conversations/${conversationId}/pull-back`, {
    ...{ cookie: supervisor, method: 'POST', body: { mayComeBack: false } },
  });
  expect(back.status).toBe(204);
  const taken = await first.tab.fact<{ conversationId: string; by: string }>('conversation:taken');
  expect(taken).toEqual({ conversationId, by: 'Marta Silva' });
  await refusedOverHttp(world, path(), { cookie: first.cookie }, 'conversation_not_found');
  const { id } = await world.db
    .selectFrom('queue_entries')
    .select('id')
    .where('conversation_id', '=', conversationId)
    .where('state', 'in', ['waiting', 'ringing'])
    .executeTakeFirstOrThrow();
  const assigned = await world.rest(`/api/v1/queue/${id}/assign`, {
    ...{ cookie: supervisor, method: 'POST', body: { agentId: idOf(first) } },
  });
  expect([assigned.status, assigned.json]).toMatchObject([200, { agentId: idOf(first) }]);
  await acceptContact(first.tab, conversationId);
  const { reasons } = await why(first.cookie);
  expect(reasons).toMatchObject([
    routed(),
    { stageKind: 'manual', groupName: group.name, assignedBy: expect.stringMatching(/^Marta/) },
  ]);
});
