// What a visitor reads before they ask for anything: whether those whom the rules lead to are there.
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWireWorld, goOnline, type OnlineAgent, type WireWorld } from './wire-world.ts';

let world: WireWorld;
let administrator: string;
let grace: OnlineAgent;
beforeAll(async () => {
  world = await createWireWorld();
  administrator = await world.signIn('admin@demo.visavis');
  grace = await goOnline(world, 'grace@demo.visavis');
});
afterAll(() => world.stop());

const ask = async (method: string, path: string, body: object) => {
  const answer = await world.rest(path, { method, cookie: administrator, body });
  expect(answer.json?.problems ?? answer.json?.details, `${method} ${path}`).toBeUndefined();
  expect(answer.status).toBeLessThan(300);
  return answer.json;
};
const group = async (name: string, members: object[]): Promise<string> =>
  (await ask('POST', '/api/v1/skill-groups', { name, members })).group.id;
const putInForce = (version: number, ...rules: object[]) =>
  ask('PUT', '/api/v1/routing/rules', { version, rules, note: '' });
/** Everybody goes to this group, whatever the channel's own is. */
const everybodyTo = (groupId: string) => {
  const stages = [{ kind: 'skill_group', groups: [{ groupId, minLevel: 1 }], strategy: null, patienceSeconds: null }];
  return { id: uuidv7(), name: 'Everybody', when: [], priority: 0, stages };
};
const attendance = async () => (await world.rest('/api/v1/public/channels/demo', {})).json.channel.attendance;

it('counts the people of the groups the rules lead to, and of the channel’s own only where they lead there', async () => {
  expect(await attendance()).toBe('here');
  const { agents } = (await world.rest('/api/v1/agents', { cookie: administrator })).json;
  const jun = agents.find(({ email }: { email: string }) => email === 'jun@demo.visavis').id;
  await putInForce(0, everybodyTo(await group('Loans', [{ agentId: jun, level: 3 }])));
  expect(await attendance()).toBe('away');
  await putInForce(1, everybodyTo(await group('Cards', [{ agentId: grace.snapshot.presence.agentId, level: 3 }])));
  expect(await attendance()).toBe('here');
  await grace.tab.command('presence:set', { state: 'break' });
  await expect.poll(attendance, { timeout: 20_000 }).toBe('busy');
});

it('says that nobody is here, and until when, while a rule for closed hours only takes messages', async () => {
  await grace.tab.command('presence:set', { state: 'online' });
  await expect.poll(attendance, { timeout: 20_000 }).toBe('here');
  // Monday first; a day that is neither today nor tomorrow.
  const open = (new Date().getUTCDay() + 1) % 7;
  const week = Array.from({ length: 7 }, (_, day) => (day === open ? [{ from: 540, to: 720 }] : []));
  const hours = { name: 'Some day', timeZone: 'UTC', week, exceptions: [] };
  const calendarId = (await ask('POST', '/api/v1/calendars', hours)).calendar.id;
  const { rules, version } = (await world.rest('/api/v1/routing/rules', { cookie: administrator })).json.ruleSet;
  const closed = {
    ...{ id: uuidv7(), name: 'Closed', when: [{ kind: 'hours', calendarId, open: false }], priority: 0 },
    stages: [{ kind: 'offer', options: [{ kind: 'message' }], patienceSeconds: null }],
  };
  await putInForce(version, closed, ...rules);
  const { channel } = (await world.rest('/api/v1/public/channels/demo', {})).json;
  expect(channel).toMatchObject({ attendance: 'away', waiting: 0 });
  expect(new Date(channel.opensAt).getUTCHours()).toBe(9);
});
