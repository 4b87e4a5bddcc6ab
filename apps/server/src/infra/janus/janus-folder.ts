import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { enabledPlugins, enabledTransports, type JanusSettings, renderJanusConfig } from './janus-config.ts';

/** Where the engine's program and plugins are. */
export interface JanusInstallation {
  readonly binary: string;
  readonly libraries: string;
}

/** What a running engine leaves on disk so that our next process can find and command it. Mode 0600. */
export interface EngineRecord {
  readonly engineId: string;
  readonly pid: number;
  readonly apiSecret: string;
  readonly adminKey: string;
}

export interface MediaFolders {
  /** Engine's own files: configuration, sockets, log. */
  readonly engine: string;
  /** Raw tracks. */
  readonly recordings: string;
}

const installations: readonly JanusInstallation[] = [
  { binary: '/opt/janus/bin/janus', libraries: '/opt/janus/lib/janus' },
  { binary: '/usr/bin/janus', libraries: '/usr/lib/x86_64-linux-gnu/janus' },
  { binary: '/usr/bin/janus', libraries: '/usr/lib/aarch64-linux-gnu/janus' },
  { binary: '/usr/bin/janus', libraries: '/usr/lib/janus' },
  { binary: '/usr/local/bin/janus', libraries: '/usr/local/lib/janus' },
];

/** `wanted`: the program the operator names; its plugins are looked for in the known places. */
export const findJanus = (wanted?: string): JanusInstallation | null => {
  const places =
    wanted === undefined
      ? installations
      : [
          ...installations.filter(({ binary }) => binary === wanted),
          ...installations.map(({ libraries }) => ({ binary: wanted, libraries })),
        ];
  return (
    places.find(
      ({ binary, libraries }) => existsSync(binary) && existsSync(`${libraries}/plugins/libjanus_videoroom.so`),
    ) ?? null
  );
};

/** The engine never offers loopback addresses, so a machine without another interface cannot carry media. */
export const hasMediaInterface = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => (addresses ?? []).some((address) => !address.internal));

const mayTraverse = (folder: string, uid: number): boolean => {
  const stat = statSync(folder);
  return (stat.mode & 0o001) !== 0 || (stat.uid === uid && (stat.mode & 0o100) !== 0);
};

const parents = (folder: string): string[] => {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...parents(parent)];
};

/**
 * Picks where the engine works. As an unprivileged id it must be able to walk to its folder; a data folder under
 * /root does not allow that, so then a folder of our own under /var/lib is used. Nothing is opened but the right to walk through.
 */
export const chooseMediaFolders = (dataFolder: string, uid: number | null): MediaFolders => {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  let base = dataFolder;
  if (uid !== null) {
    const above = parents(path.dirname(dataFolder));
    if (above.every((folder) => mayTraverse(folder, uid))) chmodSync(dataFolder, statSync(dataFolder).mode | 0o001);
    else {
      base = `/var/lib/visavis-media/${shortName(dataFolder)}`;
      mkdirSync(base, { recursive: true, mode: 0o711 });
    }
  }
  const folders = { engine: path.join(base, 'media-engine'), recordings: path.join(base, 'media-tracks') };
  for (const folder of [folders.engine, folders.recordings]) makePrivate(folder, uid);
  return { ...folders, engine: shortEnough(folders.engine, uid) };
};

const shortName = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 16);

/** Unix socket paths must stay below 108 bytes; a deep data folder gets a short link for them. */
const shortEnough = (folder: string, uid: number | null): string => {
  if (Buffer.byteLength(`${folder}/admin.sock`) < 107) return folder;
  const short = `/tmp/visavis-media-${shortName(folder)}`;
  makePrivate(short, uid);
  return short;
};

const makePrivate = (folder: string, uid: number | null): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = statSync(folder);
  // Somebody else's folder under a name we foresee (in /tmp) must not be taken over silently.
  if (process.getuid?.() !== 0 && stat.uid !== process.getuid?.())
    throw new Error(`The folder ${folder} belongs to another account`);
  if (uid !== null && stat.uid !== uid) chownSync(folder, uid, uid);
  chmodSync(folder, 0o700);
};

/** A folder for recordings below the recordings root, writable by the engine. */
export const makeRecordingFolder = (folder: string, root: string, uid: number | null): void => {
  if (folder !== root && !folder.startsWith(`${root}/`))
    throw new Error('A recording must lie inside the media tracks folder');
  const missing = parents(folder).filter((part) => part.startsWith(`${root}/`) && !existsSync(part));
  for (const part of missing.reverse()) makePrivate(part, uid);
};

const linkPlugins = (settings: JanusSettings, installation: JanusInstallation): void => {
  const wanted = { plugins: enabledPlugins, transports: enabledTransports, events: [], loggers: [] };
  for (const [kind, names] of Object.entries(wanted)) {
    const folder = path.join(settings.folder, kind);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o755 });
    for (const name of names) {
      const library = `${installation.libraries}/${kind}/libjanus_${name}.so`;
      accessSync(library, constants.R_OK);
      symlinkSync(library, path.join(folder, `libjanus_${name}.so`));
    }
  }
};

/** Writes configuration and plugin links for a new engine; removes sockets of a dead one. */
export const writeEngineFolder = (
  settings: JanusSettings,
  installation: JanusInstallation,
  uid: number | null,
): void => {
  linkPlugins(settings, installation);
  const conf = path.join(settings.folder, 'conf');
  rmSync(conf, { recursive: true, force: true });
  makePrivate(conf, uid);
  for (const [name, content] of Object.entries(renderJanusConfig(settings))) {
    const file = path.join(conf, name);
    writeFileSync(file, content, { mode: 0o600 });
    if (uid !== null) chownSync(file, uid, uid);
  }
  for (const name of ['api.sock', 'admin.sock']) rmSync(path.join(settings.folder, name), { force: true });
};

const recordFile = (folder: string): string => path.join(folder, 'engine.json');

export const saveEngineRecord = (folder: string, record: EngineRecord): void => {
  const temporary = `${recordFile(folder)}.new`;
  writeFileSync(temporary, JSON.stringify(record), { mode: 0o600 });
  renameSync(temporary, recordFile(folder));
};

export const dropEngineRecord = (folder: string): void => rmSync(recordFile(folder), { force: true });

/** The engine that ran last, or null when there is none or the file is not ours to understand. */
export const readEngineRecord = (folder: string): EngineRecord | null => {
  try {
    const record: unknown = JSON.parse(readFileSync(recordFile(folder), 'utf8'));
    return isEngineRecord(record) ? record : null;
  } catch {
    return null;
  }
};

const isEngineRecord = (value: unknown): value is EngineRecord => {
  if (typeof value !== 'object' || value === null) return false;
  const record = value as Partial<Record<keyof EngineRecord, unknown>>;
  return (
    Number.isInteger(record.pid) &&
    [record.engineId, record.apiSecret, record.adminKey].every((field) => typeof field === 'string')
  );
};

/** Is `pid` an engine that was started with the configuration in this folder? Pids are reused, so the command line decides. */
export const isOurEngine = (pid: number, folder: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(`${folder}/conf`);
  } catch {
    return false;
  }
};

export const makeSecret = (): string => randomBytes(24).toString('base64url');
