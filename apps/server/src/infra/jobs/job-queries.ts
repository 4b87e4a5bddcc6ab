import { sql } from 'kysely';
import type { JobRequest } from '../../ports/jobs.ts';
import type { Db, Tx } from '../../schema/index.ts';

export interface ClaimedJob {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly payload: Record<string, unknown>;
  readonly attempts: number;
  readonly max_attempts: number;
}

const DEFAULT_MAX_ATTEMPTS = 10;

/**
 * One unfinished job per kind and key. Asked for again while it waits: nothing changes. While it runs: it has perhaps
 * already read what has changed now, so it runs once more afterwards, with the newer payload.
 */
export async function insertJob(tx: Tx, id: string, job: JobRequest): Promise<void> {
  const runAt = job.runAt ?? null;
  await sql`
    insert into jobs (id, kind, key, payload, run_at, max_attempts)
    values (${id}, ${job.kind}, ${job.key}, ${JSON.stringify(job.payload)}::jsonb, coalesce(${runAt}::timestamptz, now()), ${job.maxAttempts ?? DEFAULT_MAX_ATTEMPTS})
    on conflict (kind, key) where finished_at is null and failed_at is null
      do update set again = true, payload = excluded.payload where jobs.lease_owner is not null`.execute(tx);
}

/** Takes up to `limit` due jobs of a kind, including those whose worker let its lease run out. */
export async function claimJobs(
  db: Db,
  kind: string,
  limit: number,
  owner: string,
  leaseMs: number,
): Promise<readonly ClaimedJob[]> {
  const { rows } = await sql<ClaimedJob>`
    update jobs set lease_owner = ${owner}, lease_until = now() + ${leaseMs} * interval '1 ms', attempts = attempts + 1
     where id in (
       select id from jobs
        where kind = ${kind} and finished_at is null and failed_at is null and run_at <= now()
          and (lease_until is null or lease_until < now()) and attempts < max_attempts
        order by run_at limit ${limit} for update skip locked)
    returning id, kind, key, payload, attempts, max_attempts`.execute(db);
  return rows;
}

/** Jobs whose last worker died during the last attempt would wait for ever: they have failed. Returns their ids. */
export async function failExhausted(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    update jobs set failed_at = now(), lease_owner = null, lease_until = null,
           last_error = coalesce(last_error || E'\n', '') || 'the worker vanished during the last attempt'
     where finished_at is null and failed_at is null and attempts >= max_attempts and lease_until < now()
    returning id`.execute(db);
  return rows.map((row) => row.id);
}

/** Prolongs the leases. Returns the ids that are still ours. */
export async function prolongLeases(
  db: Db,
  ids: readonly string[],
  owner: string,
  leaseMs: number,
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    update jobs set lease_until = now() + ${leaseMs} * interval '1 ms'
     where id = any(${ids}::uuid[]) and lease_owner = ${owner} and finished_at is null returning id`.execute(db);
  return new Set(rows.map((row) => row.id));
}

export async function finishJob(db: Db, id: string, owner: string): Promise<void> {
  await sql`
    update jobs set finished_at = case when again then null else now() end,
           run_at = case when again then now() else run_at end, attempts = case when again then 0 else attempts end,
           again = false, lease_owner = null, lease_until = null, last_error = null
     where id = ${id} and lease_owner = ${owner}`.execute(db);
}

/** Back to waiting after a failure, or failed for good after the last attempt. Returns whether it has failed for good. */
export async function retryJob(db: Db, id: string, owner: string, error: string, delayMs: number): Promise<boolean> {
  const { rows } = await sql<{ failed: boolean }>`
    update jobs set last_error = ${error}, lease_owner = null, lease_until = null,
           run_at = now() + ${delayMs} * interval '1 ms', failed_at = case when attempts >= max_attempts then now() end, again = false
     where id = ${id} and lease_owner = ${owner} returning failed_at is not null as failed`.execute(db);
  return rows[0]?.failed ?? false;
}

/** Gives a job back untouched (we are stopping): the attempt does not count. */
export async function releaseJob(db: Db, id: string, owner: string): Promise<void> {
  await sql`
    update jobs set lease_owner = null, lease_until = null, attempts = greatest(attempts - 1, 0), run_at = least(run_at, now())
     where id = ${id} and lease_owner = ${owner}`.execute(db);
}

export async function deleteFinishedJobs(db: Db, days: number): Promise<number> {
  const { rows } =
    await sql`delete from jobs where finished_at < now() - ${days} * interval '1 day' returning id`.execute(db);
  return rows.length;
}
