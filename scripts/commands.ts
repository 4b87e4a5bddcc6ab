// The commands that check and test, in one place, so that `npm run check` and `npm test` cannot differ.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './progress.mjs';

export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    // Let the runners stop their browsers and databases; they are killed if they do not.
    setTimeout(() => process.exit(130), 8000).unref();
    setInterval(() => running.size === 0 && process.exit(130), 50);
  });
}

/** Runs a tool from node_modules/.bin (or any program). With `show`, its output goes to the terminal as it comes. */
export function run(
  name: string,
  command: readonly string[],
  options: { readonly show?: boolean; readonly cwd?: string; readonly env?: Record<string, string> } = {},
): Promise<Outcome> {
  const startedAt = Date.now();
  const [program = '', ...args] = command;
  const path = [join(root, 'node_modules/.bin'), process.env.PATH ?? ''].join(delimiter);
  return new Promise((done) => {
    let output = '';
    const end = (ok: boolean): void =>
      done({ name, ok, output: output.trim(), seconds: (Date.now() - startedAt) / 1000 });
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env, PATH: path },
      stdio: ['ignore', options.show ? 'inherit' : 'pipe', options.show ? 'inherit' : 'pipe'],
    });
    running.add(child);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) => {
      running.delete(child);
      output += error.message;
      end(false);
    });
    child.on('close', (code) => {
      running.delete(child);
      end(code === 0);
    });
  });
}

const formatAndLint = (): Promise<Outcome> =>
  run('format and lint', ['biome', 'check', '--error-on-warnings', '--max-diagnostics=200', '.']);

const boundaries = (): Promise<Outcome> =>
  run('boundaries', ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'apps', 'packages']);

/** Every folder with a tsconfig.json and at least one TypeScript file. */
function typedWorkspaces(): string[] {
  return globSync(['packages/*/tsconfig.json', 'apps/*/tsconfig.json', '{e2e,bench,scripts}/tsconfig.json'], {
    cwd: root,
  })
    .map((file) => file.replace('/tsconfig.json', ''))
    .filter((folder) => globSync(['src/**/*.{ts,tsx}', '*.ts'], { cwd: join(root, folder) }).length > 0)
    .sort();
}

async function types(): Promise<Outcome> {
  const outcomes: Outcome[] = [];
  for (const folder of typedWorkspaces()) outcomes.push(await run(folder, ['tsc', '--project', folder]));
  return {
    name: 'types',
    ok: outcomes.length > 0 && outcomes.every((outcome) => outcome.ok),
    output: outcomes
      .filter((outcome) => !outcome.ok)
      .map((outcome) => outcome.output)
      .join('\n'),
    seconds: outcomes.reduce((sum, outcome) => sum + outcome.seconds, 0),
  };
}

/** The static checks: each is one line in the report and counts as one test. */
export const checks: readonly (() => Promise<Outcome>)[] = [formatAndLint, types, boundaries];

/** Vitest with a JSON report that the caller counts. */
export function vitest(project: string, report: string, show: boolean): Promise<Outcome> {
  const args = ['run', '--project', project, '--passWithNoTests', '--reporter=default', '--reporter=json'];
  return run(`${project} tests`, ['vitest', ...args, `--outputFile.json=${report}`], { show });
}

export const mediaAvailable = (): boolean => existsSync(process.env.VISAVIS_JANUS_BIN ?? '/usr/bin/janus');
export const chromiumPath = '/usr/bin/chromium';
