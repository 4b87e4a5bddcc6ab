/**
 * All wiring, in level order: configuration, log, database, outbox, jobs, storage, media, modules, HTTP, realtime.
 * The only place that builds things. Stops in reverse.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Readiness } from '@visavis/protocol';
import type { FastifyInstance } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { contactOf } from './compose-consumers.ts';
import { composeModules, type Modules } from './compose-modules.ts';
import type { Config } from './config.ts';
import { createHttpServer } from './http/http-server.ts';
import { createMetrics } from './http/metrics.ts';
import { originOf } from './http/origin.ts';
import { createDemoServer, mountPages } from './http/pages.ts';
import { mountRoutes, type RouteShell } from './http/routes.ts';
import { type DatabaseHandle, type DatabaseTarget, openDatabase } from './infra/db/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './infra/db/embedded-postgres.ts';
import { createLeaderLock } from './infra/db/leader-lock.ts';
import { migrate } from './infra/db/migrate.ts';
import { findJanus } from './infra/janus/janus-folder.ts';
import { createJanusGateway } from './infra/janus/janus-gateway.ts';
import { createJanusSupervisor } from './infra/janus/janus-process.ts';
import { createJobRunner } from './infra/jobs/jobs.ts';
import { createLog } from './infra/log.ts';
import { createOutbox } from './infra/outbox/outbox.ts';
import { createOutgoingHttp } from './infra/outgoing/outgoing-http.ts';
import { createDiskStorage } from './infra/storage/disk-storage.ts';
import { WakeUp } from './infra/wake-up.ts';
import type { Log, MediaGateway, MediaLinkStore } from './ports/index.ts';
import { createRealtimeServer } from './realtime/realtime-server.ts';

const here = dirname(fileURLToPath(import.meta.url));
const projectRoot = resolve(here, '../../..');

export interface RunningProduct {
  readonly port: number;
  readonly publicUrl: string;
  readonly demoUrl: string | null;
  readonly dataDir: string;
  /** Set on the very first start only. */
  readonly demoAccounts: Modules['demoAccounts'];
  readonly app: FastifyInstance;
  readonly modules: Modules;
  readiness(): Promise<Readiness>;
  stop(): Promise<void>;
}

export interface ComposeOptions {
  readonly config: Config;
  readonly log?: Log;
  /** Key and certificate for HTTPS (the LAN mode makes them). */
  readonly tls?: { readonly key: string; readonly cert: string } | null;
  readonly progress?: (step: string) => void;
  /** Tests of everything but media pass a fake engine. */
  readonly media?: MediaGateway;
}

interface Base {
  readonly target: DatabaseTarget;
  readonly server: EmbeddedPostgres | null;
  readonly database: DatabaseHandle;
}

const openBase = async (config: Config, dataDir: string, log: Log, progress: (step: string) => void): Promise<Base> => {
  const server =
    config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir, log: log.child({ part: 'postgres' }) }) : null;
  const target: DatabaseTarget = server ? server.connection : { connectionString: config.databaseUrl ?? '' };
  try {
    await migrate({
      ...{ target, dir: resolve(here, '../migrations'), log },
      onOpen: (count) => progress(`database: ${count} ${count === 1 ? 'migration' : 'migrations'}`),
    });
    return { target, server, database: openDatabase({ target, log }) };
  } catch (error) {
    await server?.stop();
    throw error;
  }
};

const makeMedia = (config: Config, dataDir: string, log: Log, links: MediaLinkStore) => {
  const supervisor = createJanusSupervisor({
    dataFolder: dataDir,
    rtpPorts: { min: config.media.ports[0], max: config.media.ports[1] },
    publicIp: config.media.publicIp,
    bindTo: config.media.ip === null ? [] : [config.media.ip],
    eventLoops: availableParallelism(),
    uid: process.getuid?.() === 0 ? 65_534 : null,
    makeId: uuidv7,
    log,
    installation: findJanus(config.media.janusBin),
  });
  return { supervisor, gateway: createJanusGateway({ supervisor, links, log, now: Date.now }) };
};

const hourMs = 3_600_000;

const listen = async (app: FastifyInstance, host: string, port: number): Promise<number> => {
  await app.listen({ host, port });
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : port;
};

/** Starts the whole product. Rejects, with nothing left running, when something it cannot live without does not start. */
export const compose = async (options: ComposeOptions): Promise<RunningProduct> => {
  const { config, progress = () => undefined } = options;
  const log = options.log ?? createLog(config.logLevel, config.terminal);
  const dataDir = resolve(config.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const owner = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const stops: (() => Promise<unknown> | undefined)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of stops.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, 'a part did not stop cleanly');
      }
    }
  };

  try {
    progress('database');
    const { target, server, database } = await openBase(config, dataDir, log, progress);
    stops.push(async () => server?.stop());
    stops.push(() => database.close());

    const outbox = createOutbox({ db: database.db, afterCommit: database.afterCommit, log, owner });
    const jobs = createJobRunner({ db: database.db, afterCommit: database.afterCommit, log, owner, makeId: uuidv7 });
    const leaderLock = createLeaderLock({ target, log, holder: owner });

    let publicUrl = config.http.publicUrl ?? '';
    const own = { publicOrigin: config.http.publicUrl ? originOf(config.http.publicUrl) : null };
    // Authentication comes out of the modules, which need the realtime port first: the shell asks only when somebody connects.
    const late = { authentication: undefined as Modules['authentication'] | undefined };
    const authentication: Modules['authentication'] = {
      agentFromToken: (token) => must(late.authentication).agentFromToken(token),
      agentFromKey: (key, address) => must(late.authentication).agentFromKey(key, address),
      visitorFromToken: (token) => must(late.authentication).visitorFromToken(token),
      allowedOrigins: (key) => must(late.authentication).allowedOrigins(key),
    };
    const realtimeServer = createRealtimeServer({
      authentication,
      own,
      log: log.child({ part: 'realtime' }),
      makeId: uuidv7,
      now: Date.now,
    });

    let supervisorFolders = join(dataDir, 'recordings');
    let startMedia: () => Promise<void> = async () => undefined;
    const modules = await composeModules({
      config,
      dataDir,
      db: database.db,
      transactions: database.transactions,
      leaderLock,
      transactionsOn: database.transactionsOn,
      alarm: new WakeUp(),
      hostIsPublic: !['127.0.0.1', 'localhost', '::1'].includes(config.http.host),
      publicUrl: () => publicUrl,
      events: outbox,
      jobs,
      storage: createDiskStorage(join(dataDir, 'files')),
      outgoing: createOutgoingHttp({ allowedNetworks: config.outgoing.allowedNetworks }),
      realtime: realtimeServer.realtime,
      clock: { now: () => new Date() },
      makeId: uuidv7,
      random: Math.random,
      log,
      makeMedia: (links) => {
        if (options.media) return { gateway: options.media, recordingsFolder: supervisorFolders };
        const made = makeMedia(config, dataDir, log.child({ part: 'media' }), links);
        supervisorFolders = made.supervisor.folders.recordings;
        startMedia = () => made.gateway.start();
        stops.push(() => made.gateway.stop());
        return { gateway: made.gateway, recordingsFolder: supervisorFolders };
      },
    });
    late.authentication = modules.authentication;

    progress('media');
    await startMedia();
    await modules.resume();

    for (const [name, handler] of Object.entries(modules.consumers)) outbox.consume(name, handler);
    // A busy hour has ten events to a contact: those of different contacts are told side by side.
    outbox.consume(`realtime:${owner}`, modules.onEvent, { startAt: 'latest', laneOf: contactOf });
    // The leader looks as soon as something is stored here, not when the consumers have got to it.
    outbox.onCommitted(modules.router.wakesOn, modules.router.wake);
    // However many requests wait for a connection: what has happened is told.
    database.withReserve(() => outbox.start());
    stops.push(() => outbox.stop());
    jobs.start();
    stops.push(() => jobs.stop());
    await modules.start();
    const housekeeping = setInterval(() => {
      Promise.all([outbox.sweep(30), jobs.sweep(30)]).catch((error: unknown) =>
        log.warn({ err: error }, 'housekeeping failed'),
      );
    }, hourMs);
    stops.push(async () => clearInterval(housekeeping));
    stops.push(() => modules.stop());

    progress('http');
    let demoUrl: string | null = null;
    const readiness = async (): Promise<Readiness> => {
      const db = await database.readiness();
      return readinessOf(db, modules.media.status());
    };
    const app = createHttpServer({ log, makeId: uuidv7, trustProxy: config.http.trustProxy, tls: options.tls ?? null });
    const shell: RouteShell = { app, authentication, own };
    app.after(() => {
      for (const [contract, handlers] of modules.routes(readiness)) mountRoutes(shell, contract, handlers as never);
    });
    createMetrics(app, { readiness, figures: modules.figures });
    mountPages(app, {
      consoleDist: join(projectRoot, 'apps/console/dist'),
      visitorDist: join(projectRoot, 'apps/visitor/dist'),
      frameOrigins: (key) => modules.frameOrigins(key, demoUrl),
      demoUrl: () => demoUrl,
    });
    await app.ready();
    realtimeServer.attach(app.server, modules.sockets);
    const port = await listen(app, config.http.host, config.http.port);
    stops.push(() => app.close());
    stops.push(() => realtimeServer.close());

    const scheme = options.tls ? 'https' : 'http';
    const shown = config.http.host === '127.0.0.1' || config.http.host === '0.0.0.0' ? 'localhost' : config.http.host;
    publicUrl = config.http.publicUrl ?? `${scheme}://${shown}:${port}`;
    const demo = createDemoServer({
      root: join(projectRoot, 'apps/visitor/dist/demo'),
      publicUrl: () => publicUrl,
      channelKey: 'demo',
      tls: options.tls ?? null,
    });
    const demoPort = await listen(demo, config.http.host, config.http.demoPort);
    stops.push(() => demo.close());
    demoUrl = `${scheme}://${shown}:${demoPort}/demo/`;

    return { port, publicUrl, demoUrl, dataDir, demoAccounts: modules.demoAccounts, app, modules, readiness, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('asked before the modules were composed');
  return value;
};

/** Without the database nothing works; without media text still does. */
const readinessOf = (
  db: { readonly ok: boolean; readonly reason?: string },
  media: ReturnType<MediaGateway['status']>,
): Readiness => {
  const mediaOk = media.state === 'ready';
  return {
    status: db.ok ? (mediaOk ? 'ok' : 'degraded') : 'down',
    dependencies: {
      database: { status: db.ok ? 'ok' : 'down', reason: db.reason ?? null },
      media: { status: mediaOk ? (media.reason ? 'degraded' : 'ok') : 'down', reason: media.reason },
    },
  };
};
