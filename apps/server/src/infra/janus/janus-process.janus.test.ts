import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { callId, makeDataFolder, memoryLinks } from '../../../test/media/media-stage.ts';
import type { Log } from '../../ports/log.ts';
import { createJanusGateway } from './janus-gateway.ts';
import { createJanusSupervisor, type JanusOptions, type JanusSupervisor } from './janus-process.ts';

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => quiet };
const running: JanusSupervisor[] = [];
let folder: string;
let engines = 0;

beforeEach(() => {
  folder = makeDataFolder();
});
afterEach(async () => {
  for (const supervisor of running.splice(0)) await supervisor.stop();
  rmSync(folder, { recursive: true, force: true });
});

const supervise = (options: Partial<JanusOptions> = {}): JanusSupervisor => {
  const supervisor = createJanusSupervisor({
    dataFolder: folder,
    rtpPorts: { min: 35_000, max: 35_999 },
    publicIp: null,
    bindTo: [],
    eventLoops: 2,
    uid: 65_534,
    makeId: () => `engine-${process.pid}-${++engines}`,
    log: quiet,
    ...options,
  });
  running.push(supervisor);
  return supervisor;
};

const waitFor = async (condition: () => boolean, withinMs = 10_000): Promise<void> => {
  const until = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > until) throw new Error('waited too long');
    await sleep(20);
  }
};

const pidOf = (supervisor: JanusSupervisor): number => supervisor.status().engine?.pid ?? 0;
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`);

it('starts Janus without privileges in a folder nobody else can read, and ends it', async () => {
  const supervisor = supervise();
  await supervisor.start();
  expect(supervisor.status()).toMatchObject({
    state: 'ready',
    reason: null,
    engine: { adopted: false, versionText: expect.any(String) },
  });
  const pid = pidOf(supervisor);
  if (process.getuid?.() === 0) expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\s+65534\s/m);
  expect(statSync(supervisor.folders.engine).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(supervisor.folders.engine, 'engine.json')).mode & 0o777).toBe(0o600);
  await supervisor.stop();
  expect(isAlive(pid)).toBe(false);
});

it('adopts the Janus of a process that died, and starts a new one when that is gone', async () => {
  const first = supervise();
  await first.start();
  const engine = first.status().engine;
  await first.stop({ keepEngine: true });
  const second = supervise();
  await second.start();
  expect(second.status().engine).toMatchObject({ engineId: engine?.engineId, pid: engine?.pid, adopted: true });
  const lost: string[] = [];
  second.subscribe((event) => event.type === 'down' && lost.push(event.engineId));
  // Nobody tells us about the end of a process that is not our child.
  process.kill(pidOf(second), 'SIGKILL');
  await waitFor(() => lost.length === 1 && second.status().state === 'ready');
  expect(second.status().engine).toMatchObject({ adopted: false });
  expect(second.status().engine?.engineId).not.toBe(engine?.engineId);
});

it('does not mistake a stranger with the same process id for its engine', async () => {
  const stranger = spawn('sleep', ['60']);
  const supervisor = supervise();
  const record = { engineId: 'x', pid: stranger.pid, apiSecret: 's', adminKey: 'k' };
  writeFileSync(path.join(supervisor.folders.engine, 'engine.json'), JSON.stringify(record));
  await supervisor.start();
  expect(supervisor.status()).toMatchObject({ state: 'ready', engine: { adopted: false } });
  expect(isAlive(stranger.pid ?? 0)).toBe(true);
  stranger.kill();
});

it('says what to install when there is no Janus, and lives on', async () => {
  const supervisor = supervise({ installation: null });
  await supervisor.start();
  expect(supervisor.status()).toMatchObject({
    state: 'absent',
    engine: null,
    reason: expect.stringContaining('apt-get install janus'),
  });
  const gateway = createJanusGateway({ supervisor, links: memoryLinks(), log: quiet, now: () => 0 });
  await gateway.start();
  await expect(gateway.open(callId)).rejects.toMatchObject({ code: 'media_unavailable' });
  expect(gateway.status()).toMatchObject({ state: 'absent' });
});

it('keeps trying with pauses when Janus ends at once', async () => {
  const supervisor = supervise({
    installation: { binary: '/bin/false', libraries: '/usr/lib/x86_64-linux-gnu/janus' },
  });
  await supervisor.start();
  expect(supervisor.status()).toMatchObject({ state: 'down', reason: expect.stringContaining('did not start') });
});

it('replaces a Janus that is alive but does not answer', async () => {
  const supervisor = supervise();
  const gateway = createJanusGateway({ supervisor, links: memoryLinks(), log: quiet, now: () => Date.now() });
  const events: string[] = [];
  gateway.subscribe((event) => events.push(event.type));
  await gateway.start();
  await gateway.open(callId);
  const frozen = pidOf(supervisor);
  process.kill(frozen, 'SIGSTOP');
  await waitFor(() => events.filter((type) => type === 'engine_ready').length === 2, 30_000);
  expect(events).toEqual(['engine_ready', 'engine_lost', 'engine_ready']);
  expect(isAlive(frozen)).toBe(false);
  await gateway.open(callId);
  await gateway.stop();
});

it('takes its sessions over again when only the line to Janus broke', async () => {
  const supervisor = supervise();
  const through = await proxy();
  // Same supervisor, but its engine is reached through a line that the test can cut.
  const behindProxy: JanusSupervisor = {
    ...supervisor,
    subscribe: (listener) =>
      supervisor.subscribe((event) => {
        if (event.type === 'up') through.target = event.engine.socketPath;
        listener(event.type === 'up' ? { ...event, engine: { ...event.engine, socketPath: through.path } } : event);
      }),
  };
  const gateway = createJanusGateway({
    supervisor: behindProxy,
    links: memoryLinks(),
    log: quiet,
    now: () => Date.now(),
  });
  const events: string[] = [];
  gateway.subscribe((event) => events.push(event.type));
  await gateway.start();
  await gateway.open(callId);
  await gateway.join({ callId, participantId: 'ann' }, { displayName: 'Ann', recording: null });
  through.cut();
  await expect(gateway.open('other')).rejects.toMatchObject({ code: 'media_unavailable' });
  const candidate = () =>
    gateway.addCandidate({ callId, participantId: 'ann' }, 'publish', null).then(
      () => true,
      () => false,
    );
  let works = false;
  const until = Date.now() + 5_000;
  while (!works && Date.now() < until) {
    await sleep(50);
    works = await candidate();
  }
  expect(works).toBe(true);
  expect(events).toEqual(['engine_ready']);
  await gateway.stop();
  through.close();
});

/** A unix socket that passes bytes on to `target` until it is cut. */
const proxy = async () => {
  const ends = new Set<Socket>();
  const state = { target: '', path: path.join(folder, 'line.sock') };
  const server = createServer((incoming) => {
    const outgoing = connect(state.target);
    for (const end of [incoming, outgoing]) {
      ends.add(end);
      end.on('error', () => end.destroy()).on('close', () => ends.delete(end));
    }
    incoming.pipe(outgoing).pipe(incoming);
  });
  await new Promise<void>((resolve) => server.listen(state.path, resolve));
  return Object.assign(state, {
    cut: () => {
      for (const end of ends) end.destroy();
    },
    close: () => void server.close(),
  });
};
