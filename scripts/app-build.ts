// Builds the console and the visitor app with Vite, and only when something they are made of has changed.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { cacheFolder, root, say } from './progress.mjs';

const apps = ['console', 'visitor'] as const;
type App = (typeof apps)[number];

const notSources = new Set(['node_modules', 'dist', '.cache', 'test-results']);

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notSources.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? sourceFiles(path) : [path];
    });
}

function fingerprint(app: App): string {
  const hash = createHash('sha256');
  const shared = ['package-lock.json', 'tsconfig.base.json', 'scripts/app-build.ts'].map((file) => join(root, file));
  const folders = [
    join(root, 'apps', app),
    ...['protocol', 'client', 'sdk'].map((name) => join(root, 'packages', name)),
  ];
  for (const file of [...shared, ...folders.flatMap(sourceFiles)]) {
    hash
      .update(`${file.slice(root.length)}\0`)
      .update(readFileSync(file))
      .update('\0');
  }
  return hash.digest('hex');
}

const stampFile = (app: App): string => join(cacheFolder(), `build-${app}.sha256`);

function isCurrent(app: App, wanted: string): boolean {
  if (!existsSync(join(root, 'apps', app, 'dist'))) return false;
  return existsSync(stampFile(app)) && readFileSync(stampFile(app), 'utf8') === wanted;
}

/** An app says in its package.json how it is built; without a word it is a plain Vite app. */
function buildCommand(app: App): string | undefined {
  const folder = join(root, 'apps', app);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { scripts?: { build?: string } };
  if (manifest.scripts?.build) return manifest.scripts.build;
  return existsSync(join(folder, 'vite.config.ts')) ? 'vite build' : undefined;
}

const running = new Set<ChildProcess>();

function stopBuilds(): never {
  for (const child of running) child.kill('SIGTERM');
  process.exit(130);
}

function build(app: App, command: string): Promise<void> {
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', command], {
      cwd: join(root, 'apps', app),
      env: { ...process.env, PATH: path, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    const keep = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', fail);
    child.on('close', (code) => {
      running.delete(child);
      if (code === 0) done();
      else fail(new Error(`The ${app} app could not be built ("${command}" ended with ${code}):\n${output.trim()}`));
    });
  });
}

/** A compressed copy beside each asset, once at build time instead of at every request; the server picks by Accept-Encoding. */
function compressAssets(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|css|svg|json)$/.test(entry)) continue;
    const file = join(folder, entry);
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
  }
}

/** Two builds at once would empty each other's dist folder. */
async function withBuildLock(work: () => Promise<void>): Promise<void> {
  const lock = join(cacheFolder(), 'build.lock');
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (!isHeld(lock)) rmSync(lock, { recursive: true, force: true });
      else await pause(200);
    }
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isHeld(lock: string): boolean {
  try {
    return existsSync(`/proc/${readFileSync(join(lock, 'pid'), 'utf8')}`);
  } catch {
    // Its owner has not written its pid yet, or has just left; the caller looks again.
    return existsSync(lock) && !existsSync(join(lock, 'pid')) && lockIsYoung();
  }
}

const firstSeen = Date.now();
const lockIsYoung = (): boolean => Date.now() - firstSeen < 5000;

/** Builds what changed, both apps side by side. Throws with the tool's own words when one cannot be built. */
export async function buildApps(): Promise<void> {
  if (apps.every((app) => isCurrent(app, fingerprint(app)))) return;
  process.once('SIGINT', stopBuilds);
  process.once('SIGTERM', stopBuilds);
  try {
    await withBuildLock(async () => {
      await Promise.all(apps.map(buildWhenChanged));
    });
  } finally {
    process.off('SIGINT', stopBuilds);
    process.off('SIGTERM', stopBuilds);
  }
}

async function buildWhenChanged(app: App): Promise<void> {
  const wanted = fingerprint(app);
  const command = buildCommand(app);
  if (!command || isCurrent(app, wanted)) return;
  say(`Building the ${app} app ...`);
  const startedAt = Date.now();
  rmSync(stampFile(app), { force: true });
  await build(app, command);
  compressAssets(join(root, 'apps', app, 'dist', 'assets'));
  writeFileSync(stampFile(app), wanted);
  say(`  ${app} app built (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}
