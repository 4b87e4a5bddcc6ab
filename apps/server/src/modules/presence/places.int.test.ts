import { type AgentId, type Capacity, fits, type Loads, type Medium } from '@visavis/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { plainArray } from '../../lib/plain-array.ts';

let floor: Floor;
beforeAll(async () => {
  floor = await createFloor();
});
afterAll(() => floor.close());

interface Case {
  readonly agentId: AgentId;
  readonly capacity: Capacity;
  readonly loads: Loads;
  readonly wanted: readonly Medium[];
}

/** Could all of it come one after another, in some order. */
const possible = (capacity: Capacity, loads: Loads, wanted: readonly Medium[]): boolean =>
  wanted.length === 0 ||
  wanted.some(
    (medium, n) =>
      fits(capacity, loads, medium) === 'fits' &&
      possible(capacity, { ...loads, [medium]: loads[medium] + 1 }, wanted.toSpliced(n, 1)),
  );

const bits = [false, true];
const range = (to: number): number[] => Array.from({ length: to + 1 }, (_, n) => n);

/** What an agent may be, carry and be asked for; no more than the tables allow. */
const cases = (): Omit<Case, 'agentId'>[] =>
  bits.flatMap((textAlone) =>
    bits.flatMap((callAlone) =>
      range(2).flatMap((weight) =>
        range(2).flatMap((text) =>
          (['', 'voice', 'video'] as const).flatMap((call) =>
            [
              ['text'],
              ['voice'],
              ['video'],
              ['text', 'text'],
              ['text', 'voice'],
              ['text', 'text', 'video'],
              ['voice', 'video'],
            ].map((wanted) => ({
              capacity: {
                units: 4,
                text: { limit: 3, weight: 1, exclusive: textAlone },
                voice: { limit: 1, weight, exclusive: callAlone },
                video: { limit: 1, weight: 2 - weight, exclusive: !callAlone },
              },
              loads: { text, voice: call === 'voice' ? 1 : 0, video: call === 'video' ? 1 : 0 },
              wanted: wanted as Medium[],
            })),
          ),
        ),
      ),
    ),
  );

const seat = async (all: readonly Omit<Case, 'agentId'>[]): Promise<Case[]> => {
  const { db } = floor.core;
  const now = floor.clock.now();
  const lease = new Date(now.getTime() + 3_600_000);
  const seated = all.map((one) => ({ ...one, agentId: crypto.randomUUID() as AgentId }));
  await db
    .insertInto('agents')
    .values(
      seated.map(({ agentId }) => ({
        ...{ id: agentId, email: `${agentId}@example.com`, display_name: agentId, role: 'agent' as const },
        ...{ language: 'en' as const, password_hash: 'x', created_at: now },
      })),
    )
    .execute();
  for (const { agentId, capacity, loads } of seated)
    await sql`
      insert into presences (agent_id, state, since, arrived_at, lease_until, idle_since, units, text_limit, text_weight, text_exclusive,
                             voice_limit, voice_weight, voice_exclusive, video_limit, video_weight, video_exclusive,
                             text_load, voice_load, video_load)
      values (${agentId}, 'online', ${now}, ${now}, ${lease}, ${now}, ${capacity.units},
              ${capacity.text.limit}, ${capacity.text.weight}, ${capacity.text.exclusive},
              ${capacity.voice.limit}, ${capacity.voice.weight}, ${capacity.voice.exclusive},
              ${capacity.video.limit}, ${capacity.video.weight}, ${capacity.video.exclusive},
              ${loads.text}, ${loads.voice}, ${loads.video})`.execute(db);
  return seated;
};

const take = async (all: readonly Pick<Case, 'agentId' | 'wanted'>[]): Promise<ReadonlySet<string>> => {
  const wanted = all.flatMap((one) => one.wanted.map((medium) => ({ agentId: one.agentId, medium })));
  const { rows } = await floor.core.transactions.run((tx) =>
    sql<{ agent_id: string }>`
      with placed as (${floor.presence.takingPlaces(sql`
        select * from unnest(${plainArray(wanted.map((one) => one.agentId))}::uuid[], ${plainArray(wanted.map((one) => one.medium))}::text[])
          as x (agent_id, medium)`)})
      select agent_id from placed`.execute(tx),
  );
  return new Set(rows.map((row) => row.agent_id));
};

test('the statement that stores offers finds room exactly where the one decision about capacity does', async () => {
  const all = await seat(cases());
  const taken = await take(all);
  const found = all.map((one) => ({ ...one, room: taken.has(one.agentId) }));
  expect(found).toEqual(all.map((one) => ({ ...one, room: possible(one.capacity, one.loads, one.wanted) })));
  // Of both kinds there are many, so the comparison says something.
  expect(taken.size).toBeGreaterThan(50);
  expect(all.length - taken.size).toBeGreaterThan(50);
  const records = new Map(
    (
      await floor.presence.records(
        floor.core.db,
        all.map((one) => one.agentId),
      )
    ).map((one) => [one.agentId, one]),
  );
  for (const { agentId, loads, wanted } of all) {
    const added = (medium: Medium) => (taken.has(agentId) ? wanted.filter((one) => one === medium).length : 0);
    expect(records.get(agentId)?.loads).toEqual({
      text: loads.text + added('text'),
      voice: loads.voice + added('voice'),
      video: loads.video + added('video'),
    });
  }
});

test('whoever is away, or about to be, gives no place, and an unknown agent is no mistake', async () => {
  const { db } = floor.core;
  const [here, gone, silent, closed, leaving] = await Promise.all(
    ['Here', 'Gone', 'Silent', 'Closed', 'Leaving'].map((name) => floor.addAgent(name, { capacity: 2, groups: [] })),
  );
  if (!here || !gone || !silent || !closed || !leaving) throw new Error('five agents');
  await floor.presence.choose(gone.agentId, 'break');
  const before = new Date(floor.clock.now().getTime() - 1);
  await sql`update presences set lease_until = ${before} where agent_id = ${silent.agentId}`.execute(db);
  await sql`update presences set disconnected_at = ${before} where agent_id = ${closed.agentId}`.execute(db);
  await sql`update presences set next_state = 'offline' where agent_id = ${leaving.agentId}`.execute(db);
  const asked = [here, gone, silent, closed, leaving].map(({ agentId }) => agentId);
  const wanted = [...asked, crypto.randomUUID() as AgentId].map((agentId) => ({ agentId, wanted: ['text'] as const }));
  expect([...(await take(wanted))]).toEqual([here.agentId]);
});
