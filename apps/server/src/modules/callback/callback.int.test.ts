// Ringing people back on the real database: the whole way, every way out, and everything that is refused.
import type { ConversationId, WaitOption } from '@visavis/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from '../../../test/fingerprint.ts';
import { type Arrival, createFloor, type Floor } from '../../../test/floor.ts';
import { offerWays } from '../../../test/ways-out.ts';

let floor: Floor;
let callbacks: Floor['ways']['callbacks'];
let links: Floor['ways']['links'];
let messages: Floor['ways']['messages'];
beforeAll(async () => {
  floor = await createFloor();
  ({ callbacks, links, messages } = floor.ways);
});
afterAll(() => floor.close());

const phone = { kind: 'phone', value: '+44 7700 900-417' } as const;
const minute = 60_000;
const openDay = { timeZone: 'Asia/Shanghai', isOpen: (at: Date) => at.getUTCHours() >= 1 && at.getUTCHours() < 9 };

const offer = (arrival: Arrival, options: readonly WaitOption[], groupId = floor.home, searching = true) =>
  offerWays(floor, arrival, options, groupId, searching);
const entriesOf = (conversationId: ConversationId) =>
  floor.database.db
    .selectFrom('queue_entries')
    .select(['state', 'callback', 'away_until', 'enqueued_at'])
    .where('conversation_id', '=', conversationId)
    .orderBy('entered_at')
    .execute();
const callbackOf = (conversationId: ConversationId) =>
  floor.database.db
    .selectFrom('callbacks')
    .selectAll()
    .where('conversation_id', '=', conversationId)
    .executeTakeFirstOrThrow();
const print = () => fingerprint(floor.database.db, ['event_cursors'], ['lease_until']);
let group: Floor['home'];
beforeEach(async () => {
  group = await floor.addGroup('callbacks');
  floor.hours.known = null;
});

/** Somebody who waits for video and has asked to be rung back. */
const waitingForCallback = async (window: { from: string; to: string } | null = null) => {
  const arrival = await floor.arrive('video', group);
  await offer(arrival, [{ kind: 'callback' }], group);
  const callback = await callbacks.request(arrival.visitor, {
    conversationId: arrival.conversationId,
    address: phone,
    window,
  });
  return { ...arrival, callback };
};
const gone = async ({ visitor }: Arrival) => {
  floor.visitorsHere.delete(visitor.visitorId);
  await floor.queue.visitorAway(visitor.visitorId);
};

describe('a callback', () => {
  it('keeps the place without the page, rings with the address, and keeps the agent free of other calls', async () => {
    const waiting = await waitingForCallback();
    expect(waiting.callback).toMatchObject({ state: 'waiting', kind: 'phone', hint: '••• 417', window: null });
    await gone(waiting);
    expect(await entriesOf(waiting.conversationId)).toMatchObject([{ state: 'waiting', away_until: null }]);
    const behind = await floor.arrive('video', group);
    expect((await floor.queue.placeOf(behind.conversationId))?.position).toBe(2);

    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    const ringing = await floor.onlyOffer(agent);
    expect(ringing).toMatchObject({
      conversationId: waiting.conversationId,
      callback: { address: { kind: 'phone', value: '+447700900417' }, attempts: 0, window: null },
    });
    const { conversation, call } = await floor.offers.accept(agent.agentId, ringing.id);
    expect([conversation.state, call]).toEqual(['active', null]);
    expect(await callbackOf(waiting.conversationId)).toMatchObject({ state: 'calling', agent_id: agent.agentId });
    // The place for a call is kept: nobody else rings meanwhile.
    await floor.round();
    expect(await floor.ringing(agent)).toEqual([]);
    expect(await floor.faults()).toEqual([]);
    const due = floor.database.db.selectFrom('domain_events').select('subject_id').where('type', '=', 'callback_due');
    expect((await due.execute()).map((row) => row.subject_id)).toContain(waiting.conversationId);

    await floor.contacts.wrapUp(agent, waiting.conversationId, undefined);
    expect(await callbackOf(waiting.conversationId)).toMatchObject({ state: 'reached' });
    expect(await floor.faults()).toEqual([]);
    await floor.contacts.leave(behind.visitor, behind.conversationId);
  });

  it('gives the kept place to the call that begins in it, and back at its end', async () => {
    const waiting = await waitingForCallback();
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    const run = floor.database.transactions.run;
    const call = await run((tx) =>
      floor.calls.service.start(tx, waiting.visitor, {
        conversationId: waiting.conversationId,
        kind: 'voice',
        consent: null,
      }),
    );
    expect(call).toMatchObject({ kind: 'voice', state: 'ringing' });
    expect(await floor.faults()).toEqual([]);
    await run((tx) => floor.calls.service.end(tx, waiting.visitor, call.id));
    expect(await floor.faults()).toEqual([]);
    await floor.contacts.leave(waiting.visitor, waiting.conversationId);
    expect(await callbackOf(waiting.conversationId)).toMatchObject({ state: 'reached' });
    expect(await floor.faults()).toEqual([]);
  });

  it('is tried three times with growing pauses, then ends and says so', async () => {
    const waiting = await waitingForCallback();
    await gone(waiting);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    const since = (await entriesOf(waiting.conversationId))[0]?.enqueued_at;
    for (const [tries, pauseMs] of [
      [1, 10 * minute],
      [2, 60 * minute],
    ] as const) {
      await floor.presence.heartbeat(agent.agentId);
      await floor.round();
      await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
      const callback = await callbacks.notReached(agent, waiting.conversationId);
      expect(callback).toMatchObject({ state: 'waiting', attempts: tries, agentId: null });
      const waits = Date.parse(callback.notBefore ?? '') - floor.clock.now().getTime();
      expect(Math.abs(waits - pauseMs)).toBeLessThan(minute);
      expect(await floor.faults()).toEqual([]);
      await floor.round();
      expect(await floor.ringing(agent)).toEqual([]);
      const open = (await entriesOf(waiting.conversationId)).filter((entry) => entry.state === 'waiting');
      expect(open.map((entry) => entry.enqueued_at)).toEqual([since]);
      floor.clock.advance(pauseMs + 1_000);
      await floor.presence.heartbeat(agent.agentId);
      await floor.presence.choose(agent.agentId, 'online');
    }
    await floor.round();
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    expect(await callbacks.notReached(agent, waiting.conversationId)).toMatchObject({
      state: 'unreached',
      attempts: 3,
    });
    const conversation = await floor.conversations.find(waiting.conversationId);
    expect(conversation).toMatchObject({ state: 'closed', closeReason: 'not_reached' });
    // The agent's work on it has its row, as after every contact that was served.
    const rows = floor.database.db.selectFrom('wrap_ups').selectAll();
    expect(await rows.where('conversation_id', '=', waiting.conversationId).execute()).toMatchObject([
      { agent_id: agent.agentId, group_id: group },
    ]);
    expect(await floor.faults()).toEqual([]);
    const names = (await floor.timeline(waiting.conversationId)).map((event) => `${event.name} ${event.reason ?? ''}`);
    expect(names.filter((name) => name === 'agent_left not_reached')).toHaveLength(2);
  });

  it('goes back into the line when its agent is lost after reaching somebody, too: they are rung back again', async () => {
    const waiting = await waitingForCallback();
    await gone(waiting);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    expect(await callbacks.reached(agent, waiting.conversationId)).toMatchObject({ state: 'reached' });
    expect(await floor.faults()).toEqual([]);
    await floor.presence.left(agent.agentId);
    floor.clock.advance(120_000);
    await floor.round();
    expect(await callbackOf(waiting.conversationId)).toMatchObject({
      state: 'waiting',
      agent_id: null,
      ended_at: null,
    });
    const other = await floor.addAgent('Wei', { groups: [group] });
    await floor.round();
    await floor.offers.accept(other.agentId, (await floor.onlyOffer(other)).id);
    expect(await callbackOf(waiting.conversationId)).toMatchObject({ state: 'calling', agent_id: other.agentId });
    await expect(callbacks.reached(agent, waiting.conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    await floor.contacts.wrapUp(other, waiting.conversationId, undefined);
    expect(await floor.faults()).toEqual([]);
  });

  it('goes back into the line when its agent is lost', async () => {
    const waiting = await waitingForCallback();
    await gone(waiting);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    await floor.presence.left(agent.agentId);
    floor.clock.advance(120_000);
    await floor.round();
    expect(await callbackOf(waiting.conversationId)).toMatchObject({ state: 'waiting', agent_id: null, attempts: 0 });
    const other = await floor.addAgent('Wei', { groups: [group] });
    await floor.round();
    expect((await floor.onlyOffer(other)).callback).toMatchObject({ address: { value: '+447700900417' } });
    expect(await floor.faults()).toEqual([]);
  });

  it('waits for its window inside the hours, behind those who wait now, and is not asked for before', async () => {
    floor.hours.known = openDay;
    const arrival = await floor.arrive('video', group);
    await offer(arrival, [{ kind: 'callback' }], group, false);
    const { windows, inTurn } = await callbacks.windows(arrival.visitor, arrival.conversationId);
    expect([inTurn, windows.length]).toEqual([false, 12]);
    for (const { from, to } of windows) {
      expect(new Date(from).getUTCMinutes()).toBe(0);
      expect(openDay.isOpen(new Date(from)) && openDay.isOpen(new Date(Date.parse(to) - 1))).toBe(true);
      expect(Date.parse(from)).toBeGreaterThan(floor.clock.now().getTime());
    }
    const window = windows[0];
    if (!window) throw new Error('no window');
    const { conversationId } = arrival;
    await callbacks.request(arrival.visitor, { conversationId, address: phone, window });
    await gone(arrival);
    const now = await floor.arrive('video', group);
    expect((await floor.queue.placeOf(now.conversationId))?.position).toBe(1);
    expect((await floor.queue.placeOf(conversationId))?.position).toBe(2);
    await floor.contacts.leave(now.visitor, now.conversationId);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    expect(await floor.ringing(agent)).toEqual([]);
    floor.clock.advance(Date.parse(window.from) - floor.clock.now().getTime() + 1_000);
    await floor.presence.heartbeat(agent.agentId);
    await floor.presence.choose(agent.agentId, 'online');
    await floor.round();
    // The plan looked for nobody outside the hours; a callback asks the group of the line.
    expect((await floor.onlyOffer(agent)).callback?.window).toEqual(window);
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    await floor.contacts.leave(arrival.visitor, conversationId);
  });

  it('can be changed, and called off to wait on the page, in the same place', async () => {
    const waiting = await waitingForCallback();
    const { conversationId, visitor } = waiting;
    const changed = await callbacks.request(visitor, {
      ...{ conversationId, window: null, address: { kind: 'email', value: ' li@example.com ' } as const },
    });
    expect(changed).toMatchObject({ kind: 'email', hint: 'l•••@example.com' });
    const place = await callbacks.cancel(visitor, conversationId);
    expect(place).toMatchObject({ state: 'waiting', position: 1, searching: true });
    expect(await entriesOf(conversationId)).toMatchObject([{ state: 'waiting', callback: null, away_until: null }]);
    await gone(waiting);
    expect((await entriesOf(conversationId))[0]?.away_until).not.toBeNull();
    expect(await callbackOf(conversationId)).toMatchObject({ state: 'cancelled' });
  });

  it('takes a ringing offer back when it is asked for meanwhile, and ends with the contact', async () => {
    const arrival = await floor.arrive('video', group);
    await offer(arrival, [{ kind: 'callback' }], group);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    const ringing = await floor.onlyOffer(agent);
    await callbacks.request(arrival.visitor, { conversationId: arrival.conversationId, address: phone, window: null });
    expect(await floor.ringing(agent)).toEqual([]);
    await expect(floor.offers.accept(agent.agentId, ringing.id)).rejects.toMatchObject({ code: 'offer_gone' });
    expect(await floor.faults()).toEqual([]);
    await floor.contacts.leave(arrival.visitor, arrival.conversationId);
    expect(await callbackOf(arrival.conversationId)).toMatchObject({ state: 'cancelled' });
    expect(await entriesOf(arrival.conversationId)).toMatchObject([{ state: 'abandoned' }]);
  });

  it('opens by its link, on any device, as the same visitor, until it is over', async () => {
    const waiting = await waitingForCallback();
    const { id } = await callbackOf(waiting.conversationId);
    const { url } = await links.make(id as never);
    const token = url.split('#callback=')[1] ?? '';
    const open = (link: string) => links.open(link, '192.0.2.10');
    expect(url).toMatch(/^https:\/\/visavis\.example\/c\/[^#]+#callback=[\w-]{43}$/);
    for (let use = 0; use < 5; use += 1) expect((await open(token)).visitor.id).toBe(waiting.visitor.visitorId);
    await expect(open(token)).rejects.toMatchObject({ code: 'callback_link_invalid' });
    const second = (await links.make(id as never)).url.split('#callback=')[1] ?? '';
    await callbacks.callOff(id as never);
    expect(await floor.conversations.find(waiting.conversationId)).toMatchObject({ closeReason: 'cancelled' });
    await expect(open(second)).rejects.toMatchObject({ code: 'callback_link_invalid' });
    await expect(open('nothing')).rejects.toMatchObject({ code: 'callback_link_invalid' });
    await expect(links.make(id as never)).rejects.toMatchObject({ code: 'callback_state' });
  });

  it('can be made by another system, with the link to send', async () => {
    const other = await floor.arrive('video', group);
    const callback = await callbacks.create({
      ...{ channelId: other.visitor.channelId, medium: 'video', address: phone, window: null, language: 'zh' },
      displayName: '陈玉兰',
    });
    expect(callback).toMatchObject({ state: 'waiting', visitorName: '陈玉兰', language: 'zh', medium: 'video' });
    expect((await callbacks.list('waiting', 200)).map((one) => one.id)).toContain(callback.id);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.contacts.leave(other.visitor, other.conversationId);
    await floor.round();
    expect(await floor.onlyOffer(agent)).toMatchObject({
      visitorName: '陈玉兰',
      conversationId: callback.conversationId,
    });
    expect(await floor.faults()).toEqual([]);
  });
});

describe('what is refused, with nothing changed', () => {
  const refused = async (work: () => Promise<unknown>, code: string) => {
    await floor.settle();
    const before = await print();
    await expect(work()).rejects.toMatchObject({ code });
    expect(await print()).toEqual(before);
  };
  const ask = (arrival: Arrival, change: Partial<Parameters<typeof callbacks.request>[1]> = {}) =>
    callbacks.request(arrival.visitor, {
      ...{ conversationId: arrival.conversationId, address: phone, window: null },
      ...change,
    });

  it.each([
    ['phone', 'not a number'],
    ['phone', '12'],
    ['phone', '+1234567890123456'],
    ['phone', '+44 7700 900417; drop table'],
    ['email', 'li@'],
    ['email', 'li example.com'],
  ] as const)('a %s that is none: %s', async (kind, value) => {
    const arrival = await floor.arrive('video', group);
    await offer(arrival, [{ kind: 'callback' }], group);
    await refused(() => ask(arrival, { address: { kind, value } }), 'callback_address_invalid');
  });

  it('a time outside the hours, in the past, too far away, backwards, or where no hours are known', async () => {
    const arrival = await floor.arrive('video', group);
    await offer(arrival, [{ kind: 'callback' }], group);
    const now = floor.clock.now().getTime();
    const at = (fromMs: number, toMs: number) => ({
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
    });
    const hour = 60 * minute;
    await refused(() => ask(arrival, { window: at(now + hour, now + 2 * hour) }), 'callback_time_invalid');
    floor.hours.known = openDay;
    const good = (await callbacks.windows(arrival.visitor, arrival.conversationId)).windows[0];
    if (!good) throw new Error('no window');
    const from = Date.parse(good.from);
    const closed = new Date(from);
    closed.setUTCHours(20, 0, 0, 0);
    for (const window of [
      at(closed.getTime(), closed.getTime() + hour),
      at(from - 48 * hour, from - 47 * hour),
      at(from + 30 * 24 * hour, from + 30 * 24 * hour + hour),
      at(from + hour, from),
      at(from, from + 13 * hour),
    ])
      await refused(() => ask(arrival, { window }), 'callback_time_invalid');
    expect(await ask(arrival, { window: good })).toMatchObject({ window: good });
  });

  it('in turn where nobody is looked for, while times are known', async () => {
    floor.hours.known = openDay;
    const arrival = await floor.arrive('video', group);
    await offer(arrival, [{ kind: 'callback' }], group, false);
    await refused(() => ask(arrival), 'callback_time_invalid');
  });

  it('a callback or a message where none is offered', async () => {
    const arrival = await floor.arrive('video', group);
    const { conversationId } = arrival;
    await refused(() => ask(arrival), 'option_not_offered');
    await refused(
      () => messages.leave(arrival.visitor, { conversationId, text: 'Hello', address: null }),
      'option_not_offered',
    );
  });

  it('anything once an agent has it, or it is over', async () => {
    const arrival = await floor.arrive('text', group);
    await offer(arrival, [{ kind: 'callback' }, { kind: 'message' }], group);
    const agent = await floor.addAgent('Marta', { groups: [group] });
    await floor.round();
    await floor.offers.accept(agent.agentId, (await floor.onlyOffer(agent)).id);
    const { conversationId } = arrival;
    const leave = () => messages.leave(arrival.visitor, { conversationId, text: 'Hello', address: null });
    await refused(() => ask(arrival), 'queue_entry_gone');
    await refused(leave, 'queue_entry_gone');
    await refused(() => callbacks.cancel(arrival.visitor, conversationId), 'callback_not_found');
    await refused(() => callbacks.notReached(agent, conversationId), 'callback_not_found');
    await floor.contacts.leave(arrival.visitor, conversationId);
    await refused(() => ask(arrival), 'conversation_closed');
    await refused(leave, 'conversation_closed');
  });

  it("somebody else's callback", async () => {
    const waiting = await waitingForCallback();
    const stranger = await floor.arrive('video', group);
    const { conversationId } = waiting;
    await refused(() => callbacks.windows(stranger.visitor, conversationId), 'conversation_not_found');
    await refused(() => callbacks.cancel(stranger.visitor, conversationId), 'conversation_not_found');
    await refused(
      () => callbacks.request(stranger.visitor, { conversationId, address: phone, window: null }),
      'conversation_not_found',
    );
    const agent = await floor.addAgent('Nobody', { groups: [group], online: false });
    await refused(() => callbacks.notReached(agent, conversationId), 'conversation_not_found');
    await refused(() => callbacks.ofConversation(agent, conversationId), 'conversation_not_found');
  });
});
