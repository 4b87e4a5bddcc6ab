import { type BreakReasonId, type FloorChange, floorEntriesPerGroup } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { offerWays } from '../../../test/ways-out.ts';
import { floorRepo } from './floor-repo.ts';
import { createFloorService } from './floor-service.ts';
import { createFloorWatch } from './floor-watch-service.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
  // Noon of tomorrow: no test may see a day begin that it has not asked for.
  const noon = new Date(floor.clock.now());
  noon.setHours(36, 0, 0, 0);
  floor.clock.advance(noon.getTime() - floor.clock.now().getTime());
});
afterEach(async () => {
  const faults = await floor.faults();
  await floor.close();
  expect(faults).toEqual([]);
});

const service = () => createFloorService({ db: floor.database.db, clock: floor.clock });
const groupNow = async () => {
  const board = await service().board();
  const group = board.groups.find((one) => one.groupId === floor.home);
  if (!group) throw new Error('the group is not on the board');
  return { board, group };
};

describe('the board', () => {
  test('shows who waits, since when, in the order of service, and who rings', async () => {
    const first = await floor.arrive('video');
    floor.clock.advance(60_000);
    await floor.arrive('text');
    const before = await groupNow();
    expect(before.group).toMatchObject({ waiting: 2, ringing: 0, byMedium: { text: 1, voice: 0, video: 1 } });
    expect(before.board.entries.map(({ position, medium }) => [position, medium])).toEqual([
      [1, 'video'],
      [2, 'text'],
    ]);
    expect(before.board.entries[0]).toMatchObject({ conversationId: first.conversationId, visitorName: 'Li Na' });
    expect(before.group.oldestAt).toBe(before.board.entries[0]?.enqueuedAt);
    await floor.addAgent('Ann');
    await floor.round();
    expect((await groupNow()).group).toMatchObject({ waiting: 2, ringing: 1 });
  });

  test('lists who waits as the router goes by it: whoever has waited long enough stands before the important', async () => {
    const patient = await floor.arrive();
    floor.clock.advance(11 * 60_000);
    const important = await floor.arrive();
    const ordinary = await floor.arrive();
    await floor.database.db
      .updateTable('queue_entries')
      .set({ priority: 1 })
      .where('conversation_id', '=', important.conversationId)
      .execute();
    const listed = async () => (await groupNow()).board.entries.map(({ conversationId }) => conversationId);
    const order = [patient, important, ordinary].map(({ conversationId }) => conversationId);
    expect(await listed()).toEqual(order);
    expect((await groupNow()).board.entries.map(({ position, priority }) => [position, priority])).toEqual([
      [1, 0],
      [2, 1],
      [3, 0],
    ]);
    const ann = await floor.addAgent('Ann', { capacity: 1 });
    await floor.round();
    expect((await floor.onlyOffer(ann)).conversationId).toBe(order[0]);
  });

  test('shows agents: what they are at, since when, and what they handle', async () => {
    const ann = await floor.addAgent('Ann');
    await floor.addAgent('Bob', { online: false });
    const { conversationId } = await floor.arrive('video');
    expect((await groupNow()).group.agents).toMatchObject({ free: 1, offline: 1 });
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    const { board, group } = await groupNow();
    expect(group.agents).toMatchObject({ free: 0, in_contact: 1, offline: 1 });
    const shown = board.agents.find((one) => one.agentId === ann.agentId);
    expect(shown).toMatchObject({ activity: 'in_contact', groups: [{ groupId: floor.home, level: 3 }] });
    expect(shown?.work).toMatchObject([{ conversationId, visitorName: 'Li Na', medium: 'video', groupId: floor.home }]);
  });

  test('says why somebody is on a break, and counts being free from the end of the last contact', async () => {
    const annNow = async () => (await groupNow()).board.agents.find((one) => one.agentId === ann.agentId);
    /** Does it and says between which moments it was done. */
    const during = async <T>(act: () => Promise<T>) => {
      floor.clock.advance(5_000);
      await ann.beat();
      const from = floor.clock.now().toISOString();
      await act();
      return { from, to: floor.clock.now().toISOString() };
    };
    const expectSince = (since: string | undefined, { from, to }: { from: string; to: string }) =>
      expect([from, since, to].toSorted()).toEqual([from, since, to]);
    const found = await floor.addAgent('Ann', { online: false });
    const ann = { ...found, beat: () => floor.presence.heartbeat(found.agentId) };
    const online = await during(() => floor.presence.choose(ann.agentId, 'online'));
    expect(await annNow()).toMatchObject({ activity: 'free', reason: null });
    expectSince((await annNow())?.since, online);

    const { visitor, conversationId } = await floor.arrive();
    const taken = await during(async () => {
      await floor.round();
      await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    });
    expect(await annNow()).toMatchObject({ activity: 'in_contact' });
    expectSince((await annNow())?.since, online);
    expectSince((await annNow())?.work[0]?.since, taken);

    const { id, name } = await floor.database.db
      .selectFrom('break_reasons')
      .selectAll()
      .limit(1)
      .executeTakeFirstOrThrow();
    const later = { state: 'break', when: 'after_this', reasonId: id as BreakReasonId } as const;
    await floor.presence.choose(ann.agentId, later);
    expect(await annNow()).toMatchObject({
      ...{ activity: 'in_contact', reason: null, next: { state: 'break', reason: { id, name } } },
    });
    await floor.presence.choose(ann.agentId, { state: 'offline', when: 'after_this' });
    expect(await annNow()).toMatchObject({ next: { state: 'offline', reason: null } });
    await floor.presence.keep(ann.agentId);
    expect(await annNow()).toMatchObject({ next: null });

    const ended = await during(() => floor.contacts.leave(visitor, conversationId));
    expect(await annNow()).toMatchObject({ activity: 'free' });
    expectSince((await annNow())?.since, ended);

    const left = await during(() =>
      floor.presence.choose(ann.agentId, { state: 'break', reasonId: id as BreakReasonId }),
    );
    expect(await annNow()).toMatchObject({ activity: 'break', reason: { id, name } });
    expectSince((await annNow())?.since, left);
  });

  test('knows who waits longest, however far behind in line', async () => {
    const patient = await floor.arrive('text');
    floor.clock.advance(60_000);
    for (let come = 0; come < floorEntriesPerGroup; come += 1) await floor.arrive('text');
    await floor.database.db
      .updateTable('queue_entries')
      .set({ priority: 5 })
      .where('conversation_id', '<>', patient.conversationId)
      .execute();
    const { board, group } = await groupNow();
    expect(board.entries.map((entry) => entry.conversationId)).not.toContain(patient.conversationId);
    expect(group?.oldest).toMatchObject({ visitorId: patient.visitor.visitorId });
  });

  test('marks callbacks, counts them apart from the longest wait, and shows those of later behind those who wait now', async () => {
    floor.hours.known = { timeZone: 'UTC', isOpen: () => true };
    const asked = await floor.arrive('video');
    await offerWays(floor, asked, [{ kind: 'callback' }], floor.home);
    const hour = (hours: number) => new Date(floor.clock.now().getTime() + hours * 3_600_000).toISOString();
    await floor.ways.callbacks.request(asked.visitor, {
      conversationId: asked.conversationId,
      address: { kind: 'phone', value: '+44 7700 900417' },
      window: { from: hour(1), to: hour(2) },
    });
    expect((await groupNow()).group).toMatchObject({ waiting: 1, callbacks: 1, oldestAt: null });
    floor.clock.advance(60_000);
    const sits = await floor.arrive('text');
    const { board, group } = await groupNow();
    expect(group).toMatchObject({ waiting: 2, callbacks: 1, oldestAt: board.entries[0]?.enqueuedAt });
    expect(board.entries).toMatchObject([
      { conversationId: sits.conversationId, position: 1, callback: null },
      { conversationId: asked.conversationId, position: 2, callback: { attempts: 0, notBefore: expect.any(String) } },
    ]);
  });

  test('an agent whose lease is over is not free, even before the sweep has said so', async () => {
    await floor.addAgent('Ann');
    floor.clock.advance(60_000);
    expect((await groupNow()).group.agents).toMatchObject({ free: 0, offline: 1 });
  });

  test('counts the day: in time, late, given up early and given up late', async () => {
    const ann = await floor.addAgent('Ann', { capacity: 10 });
    const answerAfter = async (ms: number) => {
      await floor.arrive();
      floor.clock.advance(ms);
      await floor.presence.heartbeat(ann.agentId);
      await floor.round();
      await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    };
    const leaveAfter = async (ms: number) => {
      const { visitor, conversationId } = await floor.arrive();
      floor.clock.advance(ms);
      await floor.contacts.leave(visitor, conversationId);
    };
    await answerAfter(1_000);
    await answerAfter(2_000);
    await answerAfter(25_000);
    await leaveAfter(5_000);
    await leaveAfter(40_000);
    expect((await groupNow()).group.today).toEqual({
      ...{ answered: 3, answeredInTime: 2, abandoned: 2, late: 1 },
      serviceLevelPercent: 50,
    });
  });

  test('of yesterday is forgotten', async () => {
    const { visitor, conversationId } = await floor.arrive();
    await floor.contacts.leave(visitor, conversationId);
    expect((await groupNow()).group.today.abandoned).toBe(1);
    floor.clock.advance(24 * 3_600_000);
    expect((await groupNow()).group.today).toMatchObject({ abandoned: 0, serviceLevelPercent: null });
  });

  test('a contact that comes back keeps its place, and each of its waits counts by itself', async () => {
    const ann = await floor.addAgent('Ann');
    const { conversationId } = await floor.arrive();
    await floor.round();
    await floor.offers.accept(ann.agentId, (await floor.onlyOffer(ann)).id);
    floor.clock.advance(300_000);
    await floor.round();
    const { board, group } = await groupNow();
    expect(board.entries).toMatchObject([{ conversationId, position: 1 }]);
    expect(group.today).toMatchObject({ answered: 1, answeredInTime: 1, abandoned: 0 });
  });
});

describe('watching', () => {
  test('tells only watchers, only changes, gathered, on one revision', async () => {
    const told: [string, FloorChange][] = [];
    let reads = 0;
    const watch = createFloorWatch({
      floor: {
        board: () => {
          reads += 1;
          return service().board();
        },
      },
      log: quietLog,
      tell: (socketId, change) => void told.push([socketId, change]),
      atMostEveryMs: 30,
    });
    await floor.arrive();
    watch.changed();
    expect(told).toEqual([]);
    const board = await watch.watch('marta');
    expect(board).toMatchObject({ revision: 0, groups: [{ waiting: 1 }] });
    await floor.arrive();
    await floor.arrive();
    for (let n = 0; n < 20; n += 1) watch.changed();
    await expect.poll(() => told.length).toBe(1);
    expect(told[0]).toMatchObject(['marta', { revision: 1, groups: [{ waiting: 3 }], agents: [] }]);
    expect(reads).toBe(2);
    // A second watcher begins on the revision the first has.
    expect(await watch.watch('admin')).toMatchObject({ revision: 1 });
    watch.unwatch('marta');
    await floor.addAgent('Ann');
    watch.changed();
    await expect.poll(() => told.length).toBe(2);
    expect(told[1]).toMatchObject(['admin', { revision: 2, agents: [{ displayName: 'Ann' }], entries: null }]);
    await watch.stop();
  });
});

describe('with 1,000 agents, 10,000 waiting and 20,000 contacts of the day', () => {
  test('the board is one statement that reads every table at most once', async () => {
    const { db } = floor.database;
    await sql`
      insert into agents (id, email, display_name, role, language, password_hash, created_at)
      select gen_random_uuid(), n || '@big.example', 'Agent ' || n, 'agent', 'en', 'x', now() from generate_series(1, 1000) n`.execute(
      db,
    );
    await sql`
      insert into presences (agent_id, state, since, lease_until, units, text_limit, text_weight, text_exclusive, voice_limit, voice_weight, voice_exclusive,
                             video_limit, video_weight, video_exclusive, idle_since, arrived_at)
      select id, 'online', now(), now() + interval '1 hour', 5, 5, 1, false, 1, 0, true, 1, 0, true, now(), now() from agents where email like '%@big.example'`.execute(
      db,
    );
    await sql`
      insert into skill_groups (id, name, strategy, ring_seconds, created_at)
      select gen_random_uuid(), 'Big ' || n, 'least_loaded', 20, now() from generate_series(1, 20) n`.execute(db);
    await sql`
      insert into skill_group_members (group_id, agent_id, level)
      select g.id, a.id, 3 from skill_groups g, agents a where g.name like 'Big %' and a.email like '%@big.example'
         and abs(hashtext(g.name || a.email)) % 10 < 1`.execute(db);
    await sql`
      with channel as (select id from channels limit 1),
      people as (
        insert into visitors (id, channel_id, language, created_at)
        select gen_random_uuid(), channel.id, 'en', now() from channel, generate_series(1, 30000) returning id, channel_id),
      numbered as (select id, channel_id, row_number() over () as n from people),
      talks as (
        insert into conversations (id, channel_id, visitor_id, state, medium, created_at, closed_at, close_reason)
        select gen_random_uuid(), channel_id, id, case when n <= 10000 then 'waiting' else 'closed' end, 'text', now(),
               case when n > 10000 then now() end, case when n > 10000 then 'abandoned' end
          from numbered returning id, state),
      groups as (select id, row_number() over (order by id) - 1 as n from skill_groups where name like 'Big %'),
      lined as (select id, state, row_number() over () as n from talks)
      insert into queue_entries (id, conversation_id, group_id, medium, plan, rule, state, enqueued_at, entered_at, ended_at)
      select gen_random_uuid(), l.id, g.id, 'text', '{"priority":0,"stages":[{"kind":"skill_group"}]}', 'channel group',
             case when l.state = 'waiting' then 'waiting' else 'abandoned' end, now() - l.n * interval '1 millisecond', now() - l.n * interval '1 millisecond',
             case when l.state <> 'waiting' then now() end
        from lined l join groups g on g.n = l.n % 20`.execute(db);
    await sql`vacuum analyze`.execute(db);
    // The rows are of the database's own time.
    const at = { now: new Date(), dayStart: new Date(Date.now() - 3_600_000) };
    const rows = await floorRepo.board(db, at);
    expect(rows.groups.reduce((sum, group) => sum + group.waiting, 0)).toBe(10_000);
    expect(rows.groups.reduce((sum, group) => sum + group.abandoned, 0)).toBe(20_000);
    expect(rows.agents.length).toBeGreaterThan(800);
    expect(rows.entries).toHaveLength(20 * 20);

    const { rows: plan } = await sql<{ 'QUERY PLAN': string }>`explain (analyze) ${floorRepo.boardQuery(at)}`.execute(
      db,
    );
    const text = plan.map((row) => row['QUERY PLAN']).join('\n');
    // Each group's first in line comes from its order, and nobody looks through all contacts there ever were. How the day itself is
    // counted is the planner's choice: right after a bulk load it cannot yet trust an index alone.
    expect(text).toMatch(/Index Scan using queue_entries_order/);
    expect(text).not.toMatch(/Seq Scan on (conversations|visitors|messages)/);
    await sql`truncate queue_entries, routing_steps, offers cascade`.execute(db);
    await sql`update conversations set state = 'closed', closed_at = now() where state <> 'closed'`.execute(db);
  });
});
