import { setTimeout as sleep } from 'node:timers/promises';
import { sequentialIds } from '@visavis/testkit';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { quietLog } from '../../../test/postgres-for-tests.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/test-database.ts';
import type { JobRequest } from '../../ports/jobs.ts';
import { createJobRunner, type JobRunner } from './jobs.ts';

let database: TestDatabase;
const open: JobRunner[] = [];
const makeId = sequentialIds(1);
const make = (owner = 'one', leaseMs = 15_000): JobRunner => {
  const runner = createJobRunner({ ...database, log: quietLog, owner, makeId, pollMs: 50, leaseMs, backoffMs: 20 });
  open.push(runner);
  return runner;
};
const add = (runner: JobRunner, job: Partial<JobRequest> & { key: string }): Promise<void> =>
  database.transactions.run((tx) => runner.add(tx, { kind: 'merge', payload: {}, ...job }));
const rows = () => database.db.selectFrom('jobs').selectAll().orderBy('created_at').execute();
async function until(condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('waited too long');
    await sleep(5);
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((runner) => runner.stop(100)));
  await sql`truncate jobs`.execute(database.db);
});
afterAll(async () => {
  await database.drop();
});

describe('the job runner', () => {
  it('runs a job soon after its commit and records the end', async () => {
    const runner = make();
    const seen: unknown[] = [];
    runner.handle('merge', async (payload) => void seen.push(payload));
    runner.start();
    await add(runner, { key: 'r1', payload: { recordingId: 'r1' } });
    await until(async () => (await rows())[0]?.finished_at != null);
    expect(seen).toEqual([{ recordingId: 'r1' }]);
  });

  it('keeps one job per key while unfinished, and runs once more when asked for during the run', async () => {
    const runner = make();
    const seen: unknown[] = [];
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    runner.handle('merge', async (payload) => {
      seen.push(payload.n);
      if (payload.n === 1) await gate;
    });
    await add(runner, { key: 'same', payload: { n: 1 } });
    await add(runner, { key: 'same', payload: { n: 99 } });
    expect(await rows()).toHaveLength(1);
    runner.start();
    await until(() => seen.length === 1);
    await add(runner, { key: 'same', payload: { n: 2 } });
    go();
    await until(async () => (await rows())[0]?.finished_at != null);
    expect(seen).toEqual([1, 2]);
  });

  it('tries again with back-off and fails for good after the last attempt, with the error', async () => {
    const runner = make();
    const attempts: number[] = [];
    runner.handle('merge', async (_payload, context) => {
      attempts.push(context.attempt);
      throw new Error(`no luck ${context.attempt}`);
    });
    runner.start();
    await add(runner, { key: 'bad', maxAttempts: 3 });
    await until(async () => (await rows())[0]?.failed_at != null);
    expect(attempts).toEqual([1, 2, 3]);
    expect((await rows())[0]?.last_error).toContain('no luck 3');
  });

  it('respects run_at', async () => {
    const runner = make();
    let ranAt = 0;
    runner.handle('merge', async () => {
      ranAt = Date.now();
    });
    runner.start();
    const due = Date.now() + 400;
    await add(runner, { key: 'later', runAt: new Date(due) });
    await until(() => ranAt > 0);
    expect(ranAt).toBeGreaterThanOrEqual(due - 50);
  });

  it('runs at most the given number at once, on two workers together each job once', async () => {
    const counts = new Map<string, number>();
    let most = 0;
    const workers = [make('one'), make('two')];
    for (const worker of workers) {
      let now = 0;
      worker.handle(
        'merge',
        async (payload) => {
          now += 1;
          most = Math.max(most, now);
          counts.set(String(payload.key), (counts.get(String(payload.key)) ?? 0) + 1);
          await sleep(5);
          now -= 1;
        },
        { concurrency: 3 },
      );
    }
    for (let index = 0; index < 60; index += 1)
      await add(workers[0] as JobRunner, { key: `k${index}`, payload: { key: `k${index}` } });
    for (const worker of workers) worker.start();
    await until(async () => (await rows()).every((row) => row.finished_at !== null));
    expect(counts.size).toBe(60);
    expect([...counts.values()].every((count) => count === 1)).toBe(true);
    expect(most).toBe(3);
  });

  it('takes over the job of a worker that died, and keeps a living one by its heartbeat', async () => {
    const runner = make('alive', 600);
    const seen: string[] = [];
    let lostLease = false;
    runner.handle(
      'merge',
      async (payload, { signal }) => {
        seen.push(String(payload.key));
        // Three leases long: only the heartbeat keeps it.
        if (payload.key === 'long') await sleep(1_800);
        lostLease ||= signal.aborted;
      },
      { concurrency: 2 },
    );
    await add(runner, { key: 'long', payload: { key: 'long' } });
    await add(runner, { key: 'orphan', payload: { key: 'orphan' } });
    await sql`update jobs set lease_owner = 'dead', lease_until = now() + interval '500 ms', attempts = 1 where key = 'orphan'`.execute(
      database.db,
    );
    runner.start();
    await until(() => seen.includes('orphan'));
    await until(async () => (await rows()).every((row) => row.finished_at !== null));
    expect(seen.sort()).toEqual(['long', 'orphan']);
    expect(lostLease).toBe(false);
  });

  it('aborts the handler whose lease another worker has taken', async () => {
    const runner = make('slow', 300);
    let reason: unknown;
    runner.handle(
      'merge',
      (_payload, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reason = signal.reason;
            reject(new Error('aborted'));
          });
        }),
    );
    runner.start();
    await add(runner, { key: 'x' });
    await until(async () => (await rows())[0]?.lease_owner === 'slow');
    await sql`update jobs set lease_owner = 'other', lease_until = now() + interval '1 minute'`.execute(database.db);
    await until(() => reason !== undefined);
    await sleep(50);
    expect((await rows())[0]).toMatchObject({ lease_owner: 'other', last_error: null });
  });

  it('fails a job whose workers always vanish, instead of trying for ever', async () => {
    const runner = make();
    runner.handle('merge', async () => undefined);
    await add(runner, { key: 'killer', maxAttempts: 2 });
    await sql`update jobs set attempts = 2, lease_owner = 'dead', lease_until = now() - interval '1 second'`.execute(
      database.db,
    );
    runner.start();
    await until(async () => (await rows())[0]?.failed_at != null);
    expect((await rows())[0]?.last_error).toContain('vanished');
  });

  it('gives running jobs back on a stop without counting the attempt', async () => {
    const runner = make('stopping');
    runner.handle(
      'merge',
      (_payload, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    runner.start();
    await add(runner, { key: 'x' });
    await until(async () => (await rows())[0]?.lease_owner === 'stopping');
    await runner.stop(1_000);
    expect((await rows())[0]).toMatchObject({ attempts: 0, lease_owner: null, finished_at: null, last_error: null });
  });
});
