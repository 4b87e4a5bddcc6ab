import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import type { Transactions } from '../../ports/index.ts';
import { route } from '../routing/index.ts';
import { createLeaderWorld } from './leader-world-service.ts';
import { createOfferWriter } from './offer-writer-service.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(() => floor.close());

const offersMade = async (): Promise<{ conversation_id: string; agent_id: string; state: string }[]> =>
  floor.database.db.selectFrom('offers').select(['conversation_id', 'agent_id', 'state']).execute();

describe('the memory of the leader', () => {
  test('follows every row that routing looks at, though nobody says that it was changed', async () => {
    const { db } = floor.database;
    const other = await floor.addGroup('other');
    const ann = await floor.addAgent('Ann', { capacity: 3, groups: [other] });
    const { conversationId } = await floor.arrive();
    await floor.round();
    expect(await offersMade()).toEqual([]);

    // The entry: it stands in another line now.
    const plan = {
      priority: 0,
      stages: [{ kind: 'skill_group', groups: [{ groupId: other, minLevel: 4 }], strategy: null, patienceMs: null }],
    };
    await sql`update queue_entries set group_id = ${other}, plan = ${JSON.stringify(plan)}::jsonb`.execute(db);
    await floor.round();
    expect(await offersMade()).toEqual([]);
    // The membership: she knows enough now. And an account that is disabled is nobody.
    await sql`update skill_group_members set level = 4`.execute(db);
    await sql`update agents set disabled_at = now()`.execute(db);
    await floor.round();
    expect(await offersMade()).toEqual([]);
    await sql`update agents set disabled_at = null`.execute(db);
    // The agent: on a break, back again.
    await sql`update presences set state = 'break'`.execute(db);
    await floor.round();
    expect(await offersMade()).toEqual([]);
    await sql`update presences set state = 'online'`.execute(db);
    // The group: it rings for a minute.
    await sql`update skill_groups set ring_seconds = 60 where id = ${other}`.execute(db);
    await floor.round();
    expect(await offersMade()).toMatchObject([{ conversation_id: conversationId, agent_id: ann.agentId }]);
    const { rows } = await sql<{ seconds: number }>`
      select extract(epoch from expires_at - offered_at)::int as seconds from offers`.execute(db);
    expect(rows).toEqual([{ seconds: 60 }]);
  });

  test('knows the group that is the last resort after the channel was moved', async () => {
    const { db } = floor.database;
    const gone = await floor.addGroup('gone');
    const rescue = await floor.addGroup('rescue');
    const ann = await floor.addAgent('Ann', { capacity: 3, groups: [rescue] });
    const { conversationId } = await floor.arrive('text', gone);
    await floor.round();
    expect(await offersMade()).toEqual([]);
    await sql`update channels set group_id = ${rescue} where group_id = ${gone}`.execute(db);
    await floor.round();
    await floor.round();
    expect(await offersMade()).toMatchObject([{ conversation_id: conversationId, agent_id: ann.agentId }]);
    expect(await floor.faults()).toEqual([]);
  });

  test('writes nothing that the rows do not say any more', async () => {
    const { db, transactions } = floor.database;
    const ann = await floor.addAgent('Ann', { capacity: 5 });
    await floor.addAgent('Bo', { capacity: 5 });
    for (let n = 0; n < 4; n += 1) await floor.arrive();
    const world = createLeaderWorld({ ...floor.core, presence: floor.presence });
    await transactions.run((tx) => world.catchUp(tx));
    const decided = route(world.snapshot(), floor.clock.now().getTime(), Math.random).filter(
      (one) => one.kind === 'offer',
    );
    expect(decided).toHaveLength(4);

    // After the look: one was put before the others, and an agent went for lunch.
    const [moved] = decided;
    await sql`update queue_entries set priority = 9 where id = ${moved?.entryId ?? ''}`.execute(db);
    await floor.presence.choose(ann.agentId, 'break');
    const possible = decided.filter((one) => one !== moved && one.agentId !== ann.agentId);
    expect(possible.length).toBeLessThan(3);
    const { prepare, write } = createOfferWriter({ ...floor.core, presence: floor.presence, world });
    expect(await write(transactions, await prepare(decided))).toBe(possible.length);
    expect((await offersMade()).map((one) => one.agent_id)).not.toContain(ann.agentId);
    expect(await floor.faults()).toEqual([]);
    await floor.round();
    expect((await offersMade()).filter(({ state }) => state === 'ringing')).toHaveLength(4);
    expect(await floor.faults()).toEqual([]);
  });

  test('of two routers that both believe in themselves does no harm: every contact rings once, and nobody has more than they can carry', async () => {
    const { transactions } = floor.database;
    for (let n = 0; n < 10; n += 1) await floor.addAgent(`Agent ${n}`, { capacity: 4 });
    const routers = [floor.makeRound(), floor.makeRound()];
    for (let wave = 0; wave < 5; wave += 1) {
      await Promise.all(Array.from({ length: 10 }, () => floor.arrive()));
      await Promise.all(routers.map((round) => round(transactions, floor.clock.now())));
      expect(await floor.faults()).toEqual([]);
    }
    // What one of them held while the other looked is done by whoever looks next.
    for (const round of routers) await round(transactions, floor.clock.now());
    const made = await offersMade();
    expect(made).toHaveLength(40);
    expect(new Set(made.map((offer) => offer.conversation_id)).size).toBe(40);
    expect(await floor.faults()).toEqual([]);
  });

  test('does not count on a batch that was rolled back at its last step', async () => {
    const { transactions } = floor.database;
    await floor.addAgent('Ann', { capacity: 20 });
    for (let n = 0; n < 8; n += 1) await floor.arrive();
    let runs = 0;
    const failing: Transactions = {
      run: (work) =>
        transactions.run(async (tx) => {
          const result = await work(tx);
          const { rows } = await sql<{ made: number }>`select count(*)::int as made from offers`.execute(tx);
          runs += 1;
          if ((rows[0]?.made ?? 0) > 0) throw new Error('the connection is gone');
          return result;
        }),
    };
    const round = floor.makeRound();
    await expect(round(failing, floor.clock.now())).rejects.toThrow('the connection is gone');
    expect(runs).toBeGreaterThan(1);
    expect(await offersMade()).toEqual([]);
    expect(await floor.faults()).toEqual([]);
    await round(transactions, floor.clock.now());
    expect(await offersMade()).toHaveLength(8);
    expect(await floor.faults()).toEqual([]);
  });
});
