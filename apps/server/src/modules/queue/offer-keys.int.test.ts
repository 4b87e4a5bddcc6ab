import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { readReasons } from './stored-reason-repo.ts';

let floor: Floor;
beforeEach(async () => {
  floor = await createFloor();
});
afterEach(() => floor.close());

const refusal = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'nothing was refused',
    ({ code, constraint }: { code: string; constraint: string }) => ({ code, constraint }),
  );
const offered = async () => {
  const agent = await floor.addAgent('Ann');
  await floor.arrive();
  await floor.round();
  const { id } = await floor.onlyOffer(agent);
  const { version: _version, ...row } = await floor.core.db
    .selectFrom('offers')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    agent,
    row: { ...row, reason: JSON.stringify(row.reason), id: crypto.randomUUID(), state: 'missed' as const },
  };
};

test('an offer without its entry, or to somebody without a presence, is refused as by a foreign key', async () => {
  const { row } = await offered();
  const nobody = crypto.randomUUID();
  const insert = (change: object) =>
    floor.core.db
      .insertInto('offers')
      .values({ ...row, ...change })
      .execute();
  expect(await refusal(insert({ queue_entry_id: nobody }))).toEqual({
    code: '23503',
    constraint: 'offers_queue_entry_id_fkey',
  });
  expect(await refusal(insert({ agent_id: nobody }))).toEqual({ code: '23503', constraint: 'offers_presence_fkey' });
  await insert({});
  expect(await floor.core.db.selectFrom('offers').select('id').execute()).toHaveLength(2);
});

test('an entry and a presence that offers speak of cannot be deleted', async () => {
  const { agent, row } = await offered();
  const deleteEntry = floor.core.db.deleteFrom('queue_entries').where('id', '=', row.queue_entry_id).execute();
  expect(await refusal(deleteEntry)).toEqual({ code: '23503', constraint: 'offers_queue_entry_id_fkey' });
  const deletePresence = floor.core.db.deleteFrom('presences').where('agent_id', '=', agent.agentId).execute();
  expect(await refusal(deletePresence)).toEqual({ code: '23503', constraint: 'offers_presence_fkey' });
});

for (const own of [true, false])
  test(`deleting the entry of an offer that is just being stored waits for it, and is refused; the row was ${own ? 'written' : 'only looked up'}`, async () => {
    const { row } = await offered();
    const { db, transactions } = floor.core;
    const entryId = row.queue_entry_id;
    await db.deleteFrom('offers').execute();
    const stored = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const storing = transactions.run(async (tx) => {
      if (own) await sql`update queue_entries set version = version + 1 where id = ${entryId}`.execute(tx);
      if (own) await sql`update presences set version = version + 1 where agent_id = ${row.agent_id}`.execute(tx);
      await tx.insertInto('offers').values(row).execute();
      stored.resolve();
      await commit.promise;
    });
    await stored.promise;
    const deleteEntry = db.deleteFrom('queue_entries').where('id', '=', entryId).execute();
    const deletePresence = db.deleteFrom('presences').where('agent_id', '=', row.agent_id).execute();
    const refusals = Promise.all([refusal(deleteEntry), refusal(deletePresence)]);
    await expect
      .poll(async () => {
        const { rows } = await sql`
          select 1 from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from%'`.execute(db);
        return rows.length;
      })
      .toBe(2);
    commit.resolve();
    await storing;
    expect(await refusals).toEqual([
      { code: '23503', constraint: 'offers_queue_entry_id_fkey' },
      { code: '23503', constraint: 'offers_presence_fkey' },
    ]);
  });

test('a reason that was kept in the offer itself, as it was before, still says everyone considered', async () => {
  const { agent, row } = await offered();
  const stored = {
    reason: JSON.parse(row.reason) as Record<string, unknown>,
    considered_id: null,
    considered_line: null,
  };
  const [whole] = await readReasons(floor.core.db, [
    { ...stored, reason: { ...stored.reason, verdicts: 'c', free: '2', idle: '1e' } },
  ]);
  expect(whole?.considered).toEqual([
    {
      agentId: agent.agentId,
      displayName: 'Ann',
      verdict: 'chosen',
      freePlaces: 2,
      capacity: expect.any(Number),
      idleMs: 50,
    },
  ]);
  // Neither here nor there: all the rest is still told.
  const [bare] = await readReasons(floor.core.db, [stored]);
  expect(bare).toMatchObject({ strategy: 'least_loaded', considered: [] });
});
