// What the scripts say while they work: plain words, one line per step, a sign of life during long ones.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** @returns {never} */
export function fail(...lines) {
  process.stderr.write(`\n${lines.join('\n')}\n\n`);
  process.exit(1);
}

/** A folder for logs, stamps and caches: in the project, or a private temporary one when the project is read-only. @returns {string} */
export function cacheFolder() {
  for (const folder of [join(root, '.cache'), join(tmpdir(), `visavis-${userInfo().uid}`)]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      appendFileSync(join(folder, '.writable'), '');
      return folder;
    } catch {
      // Not writable for us: the next one.
    }
  }
  return fail(`Neither ${root} nor ${tmpdir()} can be written by this user.`);
}

/**
 * Runs a command with its output in `.cache/<log>.log`, and says every ten seconds that it still runs.
 * @returns {Promise<{ ok: boolean, output: string }>} output holds the last 32,000 characters
 */
export function runQuietly(what, command, args, { log, env = process.env, cwd = root }) {
  const logFile = join(cacheFolder(), `${log}.log`);
  const startedAt = Date.now();
  return new Promise((done) => {
    let output = '';
    const keep = (chunk) => {
      appendFileSync(logFile, chunk);
      output = (output + chunk).slice(-32_000);
    };
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const lifeSign = setInterval(
      () => say(`  still ${what} (${Math.round((Date.now() - startedAt) / 1000)} s)`),
      10_000,
    );
    const end = (ok) => {
      clearInterval(lifeSign);
      done({ ok, output });
    };
    child.on('error', (error) => {
      keep(`${error.message}\n`);
      end(false);
    });
    child.on('close', (code) => end(code === 0));
  });
}
