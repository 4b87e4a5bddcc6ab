// The design everybody writes first: look, then write, with no lock in between. Only to show that the races are real.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { clientConfig } from '../../apps/server/src/infra/db/database.ts';
import { startEmbeddedPostgres } from '../../apps/server/src/infra/db/embedded-postgres.ts';
import { quiet } from './routing-floor.ts';

/** How many contacts were given to two agents, and how many agents got more than they can carry. */
export async function naiveFaults(size: { contacts: number; agents: number; workers: number }): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'visavis-bench-'));
  chmodSync(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, log: quiet, database: 'visavis' });
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client(clientConfig(server.connection, 'bench-naive'));
    await client.connect();
    return client;
  };
  const clients = await Promise.all(Array.from({ length: size.workers + 1 }, connect));
  const [admin, ...workers] = clients;
  try {
    const places = Math.ceil(size.contacts / size.agents);
    await admin?.query(`
      create table n_agents (id int primary key, load int not null default 0, capacity int not null);
      create table n_contacts (id int primary key, agent_id int);
      create table n_log (contact_id int not null, agent_id int not null);
      insert into n_agents select n, 0, ${places} from generate_series(1, ${size.agents}) n;
      insert into n_contacts select n from generate_series(1, ${size.contacts}) n;`);
    const work = async (client: pg.Client): Promise<void> => {
      for (;;) {
        const { rows: waiting } = await client.query(
          'select id from n_contacts where agent_id is null order by id limit 1',
        );
        const { rows: free } = await client.query(
          'select id, load from n_agents where load < capacity order by load, id limit 1',
        );
        if (!waiting[0] || !free[0]) return;
        await client.query('update n_contacts set agent_id = $2 where id = $1', [waiting[0].id, free[0].id]);
        await client.query('update n_agents set load = $2 where id = $1', [free[0].id, free[0].load + 1]);
        await client.query('insert into n_log values ($1, $2)', [waiting[0].id, free[0].id]);
      }
    };
    await Promise.all(workers.map(work));
    const found = await admin?.query<{ wrong: number }>(`
      select (select count(*)::int from (select contact_id from n_log group by 1 having count(*) > 1) d)
           + (select count(*)::int from (select agent_id from n_log group by 1 having count(*) > ${places}) o) as wrong`);
    return found?.rows[0]?.wrong ?? 0;
  } finally {
    for (const client of clients) await client.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
