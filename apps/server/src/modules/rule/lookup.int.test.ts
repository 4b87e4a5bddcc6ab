// The business system is asked over real HTTP whose contact it is, after the contact is stored; what it does not say in time costs nothing.
import type { RoutingStage } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBusinessSystem, createRuleFloor, type RuleFloor, rule, secret } from '../../../test/rule-floor.ts';
import { blind } from '../../../test/transfer-scenes.ts';

let floor: RuleFloor;
const systems: { close(): Promise<unknown> }[] = [];
beforeEach(async () => {
  floor = await createRuleFloor();
});
afterEach(async () => {
  for (const system of systems.splice(0)) await system.close();
  expect(await floor.faults()).toEqual([]);
  await floor.close();
});

const anyone: RoutingStage = {
  ...{ kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null, patienceSeconds: null },
};
const askSystem = async (answer: Parameters<typeof createBusinessSystem>[0], more: object = {}) => {
  const system = await createBusinessSystem(answer);
  systems.push(system);
  const made = await floor.rest('POST', '/api/v1/lookups', { name: 'CRM', url: system.url, secret, ...more });
  expect(made.status).toBe(200);
  const lookupId = made.json.lookup.id;
  const by = { kind: 'lookup', lookupId } as const;
  await floor.put([rule('Managers', { stages: [{ kind: 'designated_agent', by, patienceSeconds: 30 }, anyone] })]);
  return { system, lookupId };
};
const answered = async (arrival: Awaited<ReturnType<typeof floor.come>>) => {
  await vi.waitFor(
    async () => {
      const { plan } = await floor.entryOf(arrival);
      expect((plan.stages as { lookupId: unknown }[])[0]?.lookupId).toBeNull();
    },
    { timeout: 10_000 },
  );
};
const openJobs = async () =>
  (await sql`select 1 from jobs where kind = 'lookup' and finished_at is null`.execute(floor.db)).rows.length;

describe('an answer', () => {
  it('names the agent: they ring, though others are free; the question is signed and says who asks for what', async () => {
    const li = await floor.agent('Li Wei', { groups: [] });
    await floor.agent('Bo');
    const { system } = await askSystem(() => ({ body: { agent: li.agentId } }));
    const arrival = await floor.come(
      { vipLevel: 4, attributes: { account: 'A-1' }, externalId: 'customer-1' },
      'video',
    );
    await answered(arrival);
    expect(await floor.rings(arrival)).toBe('Li Wei');
    expect(system.asked).toMatchObject([
      {
        signed: true,
        question: {
          ...{ type: 'contact.designation', conversationId: arrival.conversationId, medium: 'video', trial: false },
          visitor: {
            ...{ id: arrival.visitor.visitorId, externalId: 'customer-1', vipLevel: 4, language: 'zh' },
            attributes: { account: 'A-1' },
          },
          channel: { id: floor.homeChannel },
        },
      },
    ]);
    expect(await openJobs()).toBe(0);
  });

  it('may name the agent by e-mail address', async () => {
    const li = await floor.agent('Li Wei', { groups: [] });
    await floor.agent('Bo');
    await askSystem(() => ({ body: { agent: `${li.agentId.toUpperCase()}@example.com` } }));
    const arrival = await floor.come();
    await answered(arrival);
    expect(await floor.rings(arrival)).toBe('Li Wei');
  });
});

describe('an answer while somebody hands the contact over by the rules', () => {
  const handOver = async (answers: boolean) => {
    const li = await floor.agent('Li Wei', { groups: [] });
    const ann = await floor.agent('Ann');
    const arrival = await floor.come();
    await floor.take(arrival);
    await floor.agent('Bo');
    const named = answers ? { body: { agent: li.agentId } } : ('silence' as const);
    await askSystem(() => named, answers ? {} : { timeoutMs: 100 });
    const { conversationId } = arrival;
    const { id } = await floor.transfers.start(ann, { conversationId, target: { kind: 'rules' }, ...blind });
    const asked = async () => {
      await floor.round();
      const { state, to } = (await floor.transfers.findWire(id)) ?? {};
      return state === 'ringing' ? to?.displayName : null;
    };
    return asked;
  };
  it('names the colleague: they are asked, though others of the group are free', async () => {
    const asked = await handOver(true);
    await vi.waitFor(async () => expect(await asked()).toBe('Li Wei'), { timeout: 10_000 });
  });
  it('that does not come in time: the next stage has its turn, not after all of the patience', async () => {
    const asked = await handOver(false);
    await vi.waitFor(async () => expect(await asked()).toBe('Bo'), { timeout: 10_000 });
  });
});

describe('no agent in the answer: the stage is passed over at once', () => {
  it.each([
    ['nobody', () => ({ body: { agent: null } })],
    ['an empty answer', () => ({ status: 204 })],
    ['somebody unknown', () => ({ body: { agent: 'nobody@example.com' } })],
    ['an error', () => ({ status: 500, body: { agent: 'x' } })],
    ['a redirect', () => ({ status: 302 })],
    ['something else', () => ({ body: ['hello'] })],
    ['far too much', () => ({ body: { agent: null, padding: 'x'.repeat(100_000) } })],
  ] as const)('%s', async (_what, answer) => {
    await floor.agent('Bo');
    const { system } = await askSystem(answer);
    const arrival = await floor.come();
    await answered(arrival);
    expect(await floor.rings(arrival)).toBe('Bo');
    expect(system.asked).toHaveLength(1);
    expect(await openJobs()).toBe(0);
  });

  it('no answer within the time of the look-up', async () => {
    await floor.agent('Bo');
    await askSystem(() => 'silence', { timeoutMs: 100 });
    const arrival = await floor.come();
    // That nobody rings before is shown below, by a system that has time.
    await answered(arrival);
    expect(await floor.rings(arrival)).toBe('Bo');
  });

  it('a system that is not there', async () => {
    await floor.agent('Bo');
    const { system } = await askSystem(() => ({ status: 204 }));
    await system.close();
    const arrival = await floor.come();
    await answered(arrival);
    expect(await floor.rings(arrival)).toBe('Bo');
  });
});

it('is not waited for longer than the stage is patient', async () => {
  await floor.agent('Bo');
  await askSystem(() => 'silence', { timeoutMs: 10_000 });
  const arrival = await floor.come();
  await floor.pass(29);
  expect(await floor.rings(arrival)).toBeNull();
  await floor.pass(1);
  expect(await floor.rings(arrival)).toBe('Bo');
  await floor.take(arrival);
});

it('an agent who is named too late, when somebody else serves already, changes nothing', async () => {
  const li = await floor.agent('Li Wei', { groups: [] });
  await floor.agent('Bo');
  let answer: 'silence' | { body: unknown } = 'silence';
  await askSystem(() => answer, { timeoutMs: 400 });
  const arrival = await floor.come();
  await floor.pass(30);
  await floor.take(arrival);
  answer = { body: { agent: li.agentId } };
  await vi.waitFor(async () => expect(await openJobs()).toBe(0), { timeout: 10_000 });
  expect(await floor.entryOf(arrival)).toMatchObject({ state: 'served' });
  expect(await floor.ringing(li)).toEqual([]);
});

describe('trying it out', () => {
  it('asks the system about a contact that does not exist, and says what came back', async () => {
    const li = await floor.agent('Li Wei', { groups: [] });
    const answers: unknown[] = [{ agent: li.agentId }, { agent: 'x@example.com' }, { agent: null }, 'words'];
    const { system, lookupId } = await askSystem(() => ({ body: answers.shift() }));
    const ask = async () =>
      (
        await floor.rest('POST', `/api/v1/lookups/${lookupId}/try`, {
          channelId: floor.homeChannel,
          attributes: { a: 1 },
        })
      ).json;
    expect(await ask()).toMatchObject({ outcome: 'agent', agent: { displayName: 'Li Wei' }, status: 200 });
    expect(await ask()).toMatchObject({ outcome: 'unknown_agent', agent: null, status: 200 });
    expect(await ask()).toMatchObject({ outcome: 'nobody', agent: null });
    expect(await ask()).toMatchObject({ outcome: 'bad_answer', agent: null });
    expect(system.asked.map(({ question, signed }) => [question.trial, signed])).toEqual(Array(4).fill([true, true]));
    await system.close();
    expect(await ask()).toMatchObject({ outcome: 'unreachable', status: null });
  });

  it('never shows the secret, keeps names apart, and cannot be removed while a rule names it', async () => {
    const { lookupId } = await askSystem(() => ({ status: 204 }));
    const list = await floor.rest('GET', '/api/v1/lookups');
    expect(JSON.stringify(list.json)).not.toContain(secret.slice(6));
    const again = await floor.rest('POST', '/api/v1/lookups', { name: 'crm', url: 'https://crm.example/', secret });
    expect(again.json.code).toBe('lookup_name_taken');
    for (const wrong of [
      { url: 'ftp://crm.example/' },
      { url: 'file:///etc/passwd' },
      { secret: 'whsec_short' },
      { timeoutMs: 99 },
      { timeoutMs: 10_001 },
    ]) {
      const body = { name: 'Other', url: 'https://crm.example/', secret, ...wrong };
      expect((await floor.rest('POST', '/api/v1/lookups', body)).json.code, JSON.stringify(wrong)).toBe(
        'request_invalid',
      );
    }
    const path = `/api/v1/lookups/${lookupId}`;
    expect((await floor.rest('DELETE', path)).json).toMatchObject({
      ...{ code: 'lookup_in_use', details: { places: ['rules[0].stages[0].by.lookupId'] } },
    });
    expect((await floor.rest('PATCH', path, { version: 9, name: 'X' })).json.code).toBe('version_conflict');
    await floor.put([]);
    expect((await floor.rest('DELETE', path)).status).toBe(204);
    expect((await floor.rest('DELETE', path)).json.code).toBe('lookup_not_found');
  });
});
