// Handing over a live call, at once and after a consultation, on the real database and a fake engine.
import type { Call, CallId } from '@visavis/protocol';
import { presenceTiming } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { AgentPrincipal, Principal, SocketContext } from '../../ports/index.ts';

let floor: Floor;
let stopListening: () => void;
beforeAll(async () => {
  floor = await createFloor();
  stopListening = floor.calls.listen();
});
afterAll(async () => {
  stopListening();
  await floor.close();
});

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const context = (principal: Principal): SocketContext<never> =>
  ({ principal, socketId: `tab of ${'agentId' in principal ? principal.agentId : principal.visitorId}` }) as never;

/** What a page does to be in a call: joins, publishes, and so counts as connected. */
const enter = async (principal: Principal, callId: CallId): Promise<string> => {
  const commands = floor.calls.socket[principal.kind] as NonNullable<typeof floor.calls.socket.agent>;
  const joined = await commands['media:join']?.({ callId, epoch: null }, context(principal));
  if (!joined) throw new Error('not joined');
  const offer = { callId, epoch: joined.epoch, sdp: 'v=0 a page', tracks: [] };
  await commands['media:publish']?.(offer, context(principal));
  return joined.participantId;
};

const inside = <T>(work: Parameters<typeof floor.database.transactions.run<T>>[0]) =>
  floor.database.transactions.run(work);
const callOf = (conversationId: string): Promise<Call | null> =>
  inside((tx) => floor.calls.service.findOpenByConversation(tx, conversationId as never));

/** A visitor and Ada in a live video call, and a colleague who is free. */
const liveCall = async () => {
  const group = await floor.addGroup('calls');
  const ada = await floor.addAgent('Ada', { groups: [group] });
  const arrival = await floor.arrive('video', group);
  await floor.round();
  const { call } = await floor.offers.accept(ada.agentId, (await floor.onlyOffer(ada)).id);
  if (!call) throw new Error('no call');
  const ids = { visitor: await enter(arrival.visitor, call.id), ada: await enter(ada, call.id) };
  await until(async () => expect((await callOf(arrival.conversationId))?.state).toBe('live'));
  const ben = await floor.addAgent('Ben', { groups: [group] });
  return { group, ada, ben, arrival, conversationId: arrival.conversationId, callId: call.id, ids };
};
type Scene = Awaited<ReturnType<typeof liveCall>>;

const start = (scene: Scene, mode: 'blind' | 'consult', to: AgentPrincipal = scene.ben) =>
  floor.transfers.start(scene.ada, {
    ...{ conversationId: scene.conversationId, mode, note: null },
    target: { kind: 'agent', agentId: to.agentId },
  });
const video = async (agent: AgentPrincipal) => (await floor.presence.get(agent.agentId)).loads.video;
const people = async (scene: Scene) =>
  (await callOf(scene.conversationId))?.participants.map(({ side, agentId, state }) => [
    side === 'visitor' ? 'visitor' : agentId === scene.ada.agentId ? 'Ada' : 'Ben',
    state,
  ]);
const noFaults = async () => expect(await floor.faults()).toEqual([]);
/** What was asked of the engine for the visitor's own connections. */
const visitorCommands = ({ callId, ids }: Scene) =>
  floor.gateway.log.filter((line) => line.endsWith(`${callId}/${ids.visitor}`) && !line.startsWith('setRecording'));

describe('at once', () => {
  test('the call is the colleague’s, the sender stays until the colleague has media, the visitor notices nothing', async () => {
    const scene = await liveCall();
    const before = visitorCommands(scene);
    const { id, medium, callId } = await start(scene, 'blind');
    expect({ medium, callId }).toEqual({ medium: 'video', callId: scene.callId });
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([1, 1]);
    const taken = await floor.transfers.accept(scene.ben, id);
    expect(taken.call).toMatchObject({ id: scene.callId, state: 'live', agentId: scene.ben.agentId, held: false });
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 1]);
    expect(await people(scene)).toEqual([
      ['visitor', 'joined'],
      ['Ada', 'joined'],
      ['Ben', 'invited'],
    ]);
    await noFaults();
    await enter(scene.ben, scene.callId);
    await until(async () =>
      expect(await people(scene)).toEqual([
        ['visitor', 'joined'],
        ['Ada', 'left'],
        ['Ben', 'joined'],
      ]),
    );
    await until(() => expect(floor.gateway.calls.get(scene.callId)?.has(scene.ids.ada)).toBe(false));
    // The visitor's connections were never touched: same participant, no second join, no leave.
    expect(visitorCommands(scene)).toEqual(before);
    expect(floor.gateway.calls.get(scene.callId)?.has(scene.ids.visitor)).toBe(true);
    await noFaults();
    // The sender is an outsider now; the colleague hangs up for both.
    await expect(inside((tx) => floor.calls.service.end(tx, scene.ada, scene.callId))).rejects.toMatchObject({
      code: 'call_not_found',
    });
    await inside((tx) => floor.calls.service.end(tx, scene.ben, scene.callId));
    expect(await callOf(scene.conversationId)).toBeNull();
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 0]);
    await noFaults();
  });

  test('back to the first agent: they come in anew, under another participant', async () => {
    const scene = await liveCall();
    await floor.transfers.accept(scene.ben, (await start(scene, 'blind')).id);
    await enter(scene.ben, scene.callId);
    await until(async () => expect((await people(scene))?.[1]).toEqual(['Ada', 'left']));
    const back = await floor.transfers.start(scene.ben, {
      ...{ conversationId: scene.conversationId, mode: 'blind', note: null },
      target: { kind: 'agent', agentId: scene.ada.agentId },
    });
    await floor.transfers.accept(scene.ada, back.id);
    expect(await enter(scene.ada, scene.callId)).not.toBe(scene.ids.ada);
    await until(async () =>
      expect(await people(scene)).toEqual([
        ['visitor', 'joined'],
        ['Ada', 'left'],
        ['Ben', 'left'],
        ['Ada', 'joined'],
      ]),
    );
    await noFaults();
  });

  test('while it rings the call may end: the transfer ends with it and nothing is kept', async () => {
    const scene = await liveCall();
    const { id } = await start(scene, 'blind');
    await inside((tx) => floor.calls.service.end(tx, scene.arrival.visitor, scene.callId));
    await floor.round();
    expect(await floor.transfers.findWire(id)).toMatchObject({ state: 'cancelled', endReason: 'call_ended' });
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 0]);
    await noFaults();
  });
});

describe('after a consultation', () => {
  const consulting = async () => {
    const scene = await liveCall();
    const { id } = await start(scene, 'consult');
    await floor.transfers.accept(scene.ben, id);
    const ben = await enter(scene.ben, scene.callId);
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([scene.ids.visitor]));
    return { ...scene, id, ids: { ...scene.ids, ben } };
  };

  test('the visitor waits apart, the sender keeps the conversation, the colleague may read', async () => {
    const scene = await consulting();
    expect(await floor.transfers.findWire(scene.id)).toMatchObject({ state: 'consulting', dueAt: null });
    expect(await callOf(scene.conversationId)).toMatchObject({ held: true, agentId: scene.ada.agentId, state: 'live' });
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([1, 1]);
    expect(await floor.conversations.mayRead(scene.ben, scene.conversationId)).toBe(true);
    expect((await floor.timeline(scene.conversationId)).at(-1)).toEqual({ name: 'call_held', callId: scene.callId });
    // The colleague was let in only after the visitor was kept apart.
    const log = floor.gateway.log.filter((line) => line.includes(scene.callId));
    const apart = log.indexOf(`keepApart ${scene.callId} ${scene.ids.visitor}`);
    expect(apart).toBeGreaterThan(-1);
    expect(apart).toBeLessThan(log.indexOf(`join ${scene.callId}/${scene.ids.ben}`));
    await noFaults();
    await floor.transfers.cancel(scene.ada, scene.id);
  });

  test('handed over: the colleague is with the visitor, the sender goes at once', async () => {
    const scene = await consulting();
    const before = visitorCommands(scene);
    expect(await floor.transfers.complete(scene.ada, scene.id)).toMatchObject({ state: 'completed' });
    expect(await callOf(scene.conversationId)).toMatchObject({ held: false, agentId: scene.ben.agentId });
    expect(await people(scene)).toEqual([
      ['visitor', 'joined'],
      ['Ada', 'left'],
      ['Ben', 'joined'],
    ]);
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([]));
    expect(visitorCommands(scene)).toEqual(before);
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 1]);
    expect(
      (await floor.timeline(scene.conversationId))
        .slice(-2)
        .map((event) => event.name)
        .sort(),
    ).toEqual(['call_resumed', 'transferred']);
    await noFaults();
  });

  test('taken back: the colleague goes, the visitor is with the sender again', async () => {
    const scene = await consulting();
    await floor.transfers.cancel(scene.ada, scene.id);
    expect(await callOf(scene.conversationId)).toMatchObject({ held: false, agentId: scene.ada.agentId });
    expect((await people(scene))?.at(-1)).toEqual(['Ben', 'left']);
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([]));
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([1, 0]);
    expect(await floor.conversations.mayRead(scene.ben, scene.conversationId)).toBe(false);
    await noFaults();
  });

  test('brought together: all three are with each other, apart again when asked, then one of them goes', async () => {
    const scene = await consulting();
    const before = visitorCommands(scene);
    expect(await floor.transfers.together(scene.ada, scene.id, true)).toMatchObject({ state: 'consulting' });
    expect(await callOf(scene.conversationId)).toMatchObject({ held: false, agentId: scene.ada.agentId });
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([]));
    expect(await people(scene)).toEqual([
      ['visitor', 'joined'],
      ['Ada', 'joined'],
      ['Ben', 'joined'],
    ]);
    // Nobody is thrown out by a round; saying it twice says it once on the time line.
    await floor.transfers.together(scene.ada, scene.id, true);
    await floor.round();
    const names = async () => (await floor.timeline(scene.conversationId)).map((event) => event.name);
    expect((await names()).filter((name) => name === 'call_resumed')).toHaveLength(1);
    await floor.transfers.together(scene.ada, scene.id, false);
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([scene.ids.visitor]));
    await floor.transfers.together(scene.ada, scene.id, true);
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([]));
    await floor.transfers.complete(scene.ada, scene.id);
    expect(await callOf(scene.conversationId)).toMatchObject({ held: false, agentId: scene.ben.agentId });
    expect((await people(scene))?.[1]).toEqual(['Ada', 'left']);
    expect(visitorCommands(scene)).toEqual(before);
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 1]);
    await expect(floor.transfers.together(scene.ada, scene.id, true)).rejects.toMatchObject({ code: 'transfer_gone' });
    await noFaults();
  });

  test('brought together by the sender or a supervisor only, and only while they consult; the colleague may go', async () => {
    const scene = await liveCall();
    const { id } = await start(scene, 'consult');
    await expect(floor.transfers.together(scene.ada, id, true)).rejects.toMatchObject({ code: 'transfer_state' });
    await floor.transfers.accept(scene.ben, id);
    await enter(scene.ben, scene.callId);
    await expect(floor.transfers.together(scene.ben, id, true)).rejects.toMatchObject({ code: 'transfer_not_found' });
    await floor.transfers.together(scene.ada, id, true);
    await floor.transfers.leave(scene.ben, id);
    expect(await callOf(scene.conversationId)).toMatchObject({ held: false, agentId: scene.ada.agentId });
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([1, 0]);
    await noFaults();
  });

  const partings: [string, string, (scene: Awaited<ReturnType<typeof consulting>>) => Promise<unknown>][] = [
    ['the colleague leaves', 'target_left', ({ ben, id }) => floor.transfers.leave(ben, id)],
    [
      'the colleague hangs up',
      'target_left',
      ({ ben, callId }) => inside((tx) => floor.calls.service.end(tx, ben, callId)),
    ],
    [
      'the sender hangs up',
      'call_ended',
      ({ ada, callId }) => inside((tx) => floor.calls.service.end(tx, ada, callId)),
    ],
    [
      'the visitor hangs up',
      'call_ended',
      ({ arrival, callId }) => inside((tx) => floor.calls.service.end(tx, arrival.visitor, callId)),
    ],
    [
      'the sender wraps up',
      'conversation_closed',
      ({ ada, conversationId }) => floor.contacts.wrapUp(ada, conversationId, undefined),
    ],
  ];
  test.each(partings)('%s: nobody is left waiting', async (_what, reason, happens) => {
    const scene = await consulting();
    await happens(scene);
    await floor.round();
    expect((await floor.transfers.findWire(scene.id))?.endReason).toBe(reason);
    expect((await callOf(scene.conversationId))?.held ?? false).toBe(false);
    expect(await video(scene.ben)).toBe(0);
    await noFaults();
  });

  const loseLease = (agent: AgentPrincipal) =>
    floor.database.db
      .updateTable('presences')
      .set({ lease_until: new Date(0) })
      .where('agent_id', '=', agent.agentId)
      .execute();

  test('the sender is lost: the colleague keeps the visitor, who is with them at once and never connects anew', async () => {
    const scene = await consulting();
    const before = visitorCommands(scene);
    await loseLease(scene.ada);
    for (let turns = 0; turns < 4; turns += 1) await floor.round();
    expect(await floor.transfers.findWire(scene.id)).toMatchObject({ state: 'completed', endReason: 'handed_over' });
    expect(await callOf(scene.conversationId)).toMatchObject({
      held: false,
      state: 'live',
      agentId: scene.ben.agentId,
    });
    await until(() => expect(floor.gateway.apart.get(scene.callId)).toEqual([]));
    expect(visitorCommands(scene)).toEqual(before);
    expect((await floor.conversations.find(scene.conversationId))?.agent?.id).toBe(scene.ben.agentId);
    expect([await video(scene.ada), await video(scene.ben)]).toEqual([0, 1]);
    await noFaults();
  });

  test('the sender’s tab is closed: after the grace the colleague keeps the visitor, and the call goes on', async () => {
    const scene = await consulting();
    const left = floor.calls.socket.connections?.agentDisconnected;
    if (!left) throw new Error('nobody listens');
    await left(scene.ada, `tab of ${scene.ada.agentId}`, 0);
    await until(async () => expect((await people(scene))?.[1]).toEqual(['Ada', 'away']));
    expect(await floor.calls.sweep()).toBe(0);
    floor.clock.advance(presenceTiming.callGraceMs);
    await floor.presence.heartbeat(scene.ben.agentId);
    expect(await floor.calls.sweep()).toBe(1);
    expect(await callOf(scene.conversationId)).toMatchObject({
      held: false,
      state: 'live',
      agentId: scene.ben.agentId,
    });
    expect(await floor.transfers.findWire(scene.id)).toMatchObject({ state: 'completed' });
    await noFaults();
  });

  test('sender and colleague are lost: the visitor is not left on hold', async () => {
    const scene = await consulting();
    await loseLease(scene.ada);
    await loseLease(scene.ben);
    for (let turns = 0; turns < 4; turns += 1) await floor.round();
    expect((await floor.transfers.findWire(scene.id))?.state).toBe('cancelled');
    expect(await callOf(scene.conversationId)).toBeNull();
    expect((await floor.conversations.find(scene.conversationId))?.state).toBe('waiting');
    await noFaults();
  });
});

test('races of taking, taking back, leaving, hanging up and sweeping leave nothing doubled and nothing stuck', async () => {
  const outcomes = new Set<string>();
  for (let run = 0; run < 12; run += 1) {
    const scene = await liveCall();
    const { id } = await start(scene, run % 2 === 0 ? 'blind' : 'consult');
    if (run % 4 === 3) await floor.transfers.accept(scene.ben, id);
    const moves: (() => Promise<unknown>)[] = [
      () => floor.transfers.accept(scene.ben, id),
      () => floor.transfers.cancel(scene.ada, id),
      () => floor.transfers.decline(scene.ben, id),
      () => floor.transfers.complete(scene.ada, id),
      () => inside((tx) => floor.calls.service.end(tx, scene.arrival.visitor, scene.callId)),
      () => floor.round(),
    ];
    const turned = moves.map((_, place) => moves[(place + run) % moves.length] as () => Promise<unknown>);
    const chosen = turned.slice(0, 3 + (run % 3));
    const results = await Promise.allSettled([...chosen, () => floor.round()].map((move) => move()));
    for (const result of results)
      if (result.status === 'rejected')
        expect(String(result.reason.code)).toMatch(/^(transfer_gone|transfer_state|call_not_found|call_ended)$/);
    for (let turns = 0; turns < 2; turns += 1) await floor.round();
    await noFaults();
    const { rows } = await sql<{ state: string }>`
      select state from transfers where id = ${id}`.execute(floor.database.db);
    outcomes.add(rows[0]?.state ?? 'none');
    await floor.contacts.leave(scene.arrival.visitor, scene.conversationId).catch(() => undefined);
    for (let turns = 0; turns < 2; turns += 1) await floor.round();
    expect((await floor.transfers.findWire(id))?.endedAt).not.toBeNull();
    await noFaults();
  }
  expect(outcomes.size).toBeGreaterThan(1);
});
