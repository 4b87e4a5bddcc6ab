import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, copyFileSync, openSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../ports/log.ts';
import { openJanusClient } from './janus-client.ts';
import { type JanusSettings, socketPaths, versionWarning } from './janus-config.ts';
import {
  chooseMediaFolders,
  dropEngineRecord,
  type EngineRecord,
  findJanus,
  hasMediaInterface,
  isOurEngine,
  type JanusInstallation,
  type MediaFolders,
  makeSecret,
  readEngineRecord,
  saveEngineRecord,
  writeEngineFolder,
} from './janus-folder.ts';

/**
 * Keeps one Janus alive. States: absent (nothing installed) · starting · ready · down (waiting for the next try).
 * The child is detached and survives us on purpose: calls go on while our process restarts, and the next process adopts it.
 */

export interface RunningEngine {
  readonly engineId: string;
  readonly pid: number;
  readonly socketPath: string;
  readonly apiSecret: string;
  readonly adminKey: string;
  readonly versionText: string;
  readonly adopted: boolean;
}

export type EngineEvent =
  | { readonly type: 'up'; readonly engine: RunningEngine }
  | { readonly type: 'down'; readonly engineId: string; readonly reason: string };

export interface JanusOptions {
  readonly dataFolder: string;
  readonly rtpPorts: { readonly min: number; readonly max: number };
  readonly publicIp: string | null;
  readonly bindTo: readonly string[];
  readonly eventLoops: number;
  /** Numeric account for the engine when we are root; null: our own. */
  readonly uid: number | null;
  readonly makeId: () => string;
  readonly log: Log;
  /** Found on the machine when left out; null plays a machine without Janus. */
  readonly installation?: JanusInstallation | null;
}

export interface SupervisorStatus {
  readonly state: 'ready' | 'starting' | 'down' | 'absent';
  readonly engine: RunningEngine | null;
  /** Why it is not ready, or what limits it although it is. */
  readonly reason: string | null;
}

export interface JanusSupervisor {
  readonly folders: MediaFolders;
  readonly uid: number | null;
  /** Adopts or starts; resolves after the first attempt whatever came of it. */
  start(): Promise<void>;
  /** Ends the engine too, unless it shall carry calls over a restart of ours. */
  stop(options?: { readonly keepEngine?: boolean }): Promise<void>;
  status(): SupervisorStatus;
  /** Kills an engine that does not answer, so that a fresh one comes. */
  replace(engineId: string, reason: string): void;
  subscribe(listener: (event: EngineEvent) => void): () => void;
}

const readyWithinMs = 10_000;
const stopWithinMs = 3_000;
const maxLogBytes = 20 * 1_048_576;
const firstPauseMs = 100;
const longestPauseMs = 10_000;
const steadyAfterMs = 60_000;

const absentReason =
  'The media engine Janus is not installed, so voice and video are off. Install it with: apt-get install janus (Debian 12 or newer), then start again.';
const loopbackReason =
  'This machine has no network interface but loopback, over which the media engine cannot carry voice and video.';

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const kill = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** Asks who is behind the socket; null when nobody answers. */
const identify = async (
  socketPath: string,
  apiSecret: string,
): Promise<{ name: string; version: number; text: string } | null> => {
  try {
    const client = await openJanusClient({
      socketPath,
      apiSecret,
      timeoutMs: 2_000,
      onEvent: () => {},
      onClose: () => {},
    });
    try {
      const info = await client.info();
      return {
        name: String(info['server-name']),
        version: Number(info.version),
        text: String(info.version_string),
      };
    } finally {
      client.close();
    }
  } catch {
    return null;
  }
};

const launch = (settings: JanusSettings, installation: JanusInstallation, uid: number | null): ChildProcess => {
  const logFile = openSync(path.join(settings.folder, 'janus.log'), 'a', 0o600);
  try {
    // The shell only raises limits and becomes Janus; the pid stays.
    const script = 'ulimit -c 0; ulimit -n "$(ulimit -Hn)" 2>/dev/null; exec "$0" "$@"';
    const child = spawn(
      '/bin/sh',
      ['-c', script, installation.binary, '-F', `${settings.folder}/conf`, '-C', `${settings.folder}/conf/janus.jcfg`],
      {
        cwd: settings.folder,
        detached: true,
        stdio: ['ignore', logFile, logFile],
        env: { PATH: '/usr/bin:/bin', HOME: settings.folder, LANG: 'C' },
        ...(uid !== null && { uid, gid: uid }),
      },
    );
    child.unref();
    return child;
  } finally {
    closeSync(logFile);
  }
};

export const createJanusSupervisor = (options: JanusOptions): JanusSupervisor => {
  const { log } = options;
  const uid = process.getuid?.() === 0 ? options.uid : null;
  const installation = options.installation === undefined ? findJanus() : options.installation;
  const folders = chooseMediaFolders(options.dataFolder, uid);
  const listeners = new Set<(event: EngineEvent) => void>();
  let current: SupervisorStatus = {
    state: installation === null ? 'absent' : 'starting',
    engine: null,
    reason: installation === null ? absentReason : null,
  };
  let stopping = false;
  let pauseMs = firstPauseMs;
  let retry: NodeJS.Timeout | null = null;
  let watch: NodeJS.Timeout | null = null;
  let work: Promise<void> = Promise.resolve();

  const emit = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const lost = (engine: RunningEngine, reason: string): void => {
    if (current.engine?.engineId !== engine.engineId) return;
    current = { state: 'down', engine: null, reason: `The media engine stopped (${reason}) and is being restarted.` };
    if (stopping) return;
    log.warn({ engineId: engine.engineId, pid: engine.pid, reason }, 'media engine lost');
    emit({ type: 'down', engineId: engine.engineId, reason });
    scheduleStart();
  };

  const scheduleStart = (): void => {
    if (stopping || retry !== null) return;
    retry = setTimeout(() => {
      retry = null;
      work = startFresh();
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };

  const accept = (engine: RunningEngine, version: number): void => {
    const warning = versionWarning(version, engine.versionText);
    if (warning !== null) log.warn({ reason: warning }, 'media engine version is old');
    current = { state: 'ready', engine, reason: hasMediaInterface() ? null : loopbackReason };
    log.info(
      { engineId: engine.engineId, pid: engine.pid, adopted: engine.adopted, version: engine.versionText },
      'media engine ready',
    );
    const since = Date.now();
    if (watch !== null) clearInterval(watch);
    watch = setInterval(() => {
      if (!alive(engine.pid)) lost(engine, 'its process is gone');
      if (Date.now() - since > steadyAfterMs) pauseMs = firstPauseMs;
      boundLog(folders.engine);
    }, 500);
    watch.unref();
    emit({ type: 'up', engine });
  };

  const adopt = async (): Promise<boolean> => {
    const record = readEngineRecord(folders.engine);
    if (record === null || !isOurEngine(record.pid, folders.engine)) return false;
    const socketPath = socketPaths(folders.engine).api;
    const who = await identify(socketPath, record.apiSecret);
    if (who === null || who.name !== record.engineId) {
      log.warn({ pid: record.pid }, 'media engine of an earlier start does not answer, ending it');
      await end(record.pid);
      return false;
    }
    accept({ ...record, socketPath, versionText: who.text, adopted: true }, who.version);
    return true;
  };

  const startFresh = async (): Promise<void> => {
    if (stopping || installation === null) return;
    current = { ...current, state: 'starting' };
    try {
      await spawnEngine(installation);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ reason }, 'media engine did not start');
      current = { state: 'down', engine: null, reason: `The media engine did not start: ${reason}` };
      scheduleStart();
    }
  };

  const spawnEngine = async (found: JanusInstallation): Promise<void> => {
    const record = { engineId: options.makeId(), apiSecret: makeSecret(), adminKey: makeSecret() };
    const settings: JanusSettings = {
      ...record,
      folder: folders.engine,
      recordingsFolder: folders.recordings,
      adminSecret: makeSecret(),
      rtpPorts: options.rtpPorts,
      publicIp: options.publicIp,
      bindTo: options.bindTo,
      eventLoops: options.eventLoops,
      reclaimSeconds: 60,
    };
    writeEngineFolder(settings, found, uid);
    const child = launch(settings, found, uid);
    const exit = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const pid = child.pid;
    if (pid === undefined) throw new Error(await exit);
    const full: EngineRecord = { ...record, pid };
    saveEngineRecord(folders.engine, full);
    const engine = await becomeReady(full, exit);
    void exit.then((reason) => lost(engine, reason));
  };

  const becomeReady = async (record: EngineRecord, exit: Promise<string>): Promise<RunningEngine> => {
    let ended: string | null = null;
    void exit.then((reason) => {
      ended = reason;
    });
    const socketPath = socketPaths(folders.engine).api;
    const until = Date.now() + readyWithinMs;
    while (Date.now() < until) {
      if (ended !== null) throw new Error(`it ended at once (${ended}); see ${folders.engine}/janus.log`);
      const who = await identify(socketPath, record.apiSecret);
      if (who?.name === record.engineId) {
        const engine = { ...record, socketPath, versionText: who.text, adopted: false };
        accept(engine, who.version);
        return engine;
      }
      await sleep(10);
    }
    kill(record.pid, 'SIGKILL');
    throw new Error('it did not answer in time');
  };

  return {
    folders,
    uid,
    async start() {
      if (installation === null) return;
      work = adopt().then((adopted) => (adopted ? undefined : startFresh()));
      await work;
    },
    async stop({ keepEngine = false } = {}) {
      stopping = true;
      if (retry !== null) clearTimeout(retry);
      await work;
      if (watch !== null) clearInterval(watch);
      const engine = current.engine;
      if (engine === null || keepEngine) return;
      await end(engine.pid);
      dropEngineRecord(folders.engine);
      current = { state: 'down', engine: null, reason: 'The media engine was stopped.' };
    },
    status: () => current,
    replace(engineId, reason) {
      const engine = current.engine;
      if (engine?.engineId !== engineId) return;
      kill(engine.pid, 'SIGKILL');
      lost(engine, reason);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};

const end = async (pid: number): Promise<void> => {
  kill(pid, 'SIGTERM');
  const until = Date.now() + stopWithinMs;
  while (alive(pid) && Date.now() < until) await sleep(20);
  if (alive(pid)) kill(pid, 'SIGKILL');
};

/** The engine appends, so the file can be copied and emptied under it. */
const boundLog = (folder: string): void => {
  const file = path.join(folder, 'janus.log');
  if (statSync(file).size < maxLogBytes) return;
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
};
