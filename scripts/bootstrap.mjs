// Brings a machine to the point where the TypeScript scripts can run. Plain JavaScript without dependencies for
// Node >= 20.19, because a fresh clone has nothing else: it checks Node, installs npm packages by the lockfile,
// Debian packages where it may, and re-executes the real script on the Node 24 that came with the npm packages.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages } from './debian-packages.mjs';
import { installNpmPackages } from './npm-packages.mjs';
import { cacheFolder, fail, root } from './progress.mjs';

const oldestNode = [20, 19];

function checkNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(
    `This is Node ${process.versions.node}; Visavis needs Node ${oldestNode.join('.')} or newer to install itself.`,
    'Install one from https://nodejs.org/ or your distribution, then run the command again.',
  );
}

/** Path of a Node >= 24: the one npm installed, or the running one. */
function findNode24() {
  const installed = join(root, 'node_modules', '.bin', 'node');
  if (existsSync(installed)) return installed;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `npm brought no Node 24 for this machine (${process.platform} ${process.arch}), and this is Node ${process.versions.node}.`,
    'Install Node 24 yourself and run the command with it.',
  );
}

/**
 * Runs a TypeScript script of this folder on Node 24, hands it our arguments and signals, and ends as it ended.
 * The child gets its own process group: on Ctrl-C the terminal would otherwise signal it a second time.
 */
function runOnNode24(script, args) {
  const child = spawn(findNode24(), ['--disable-warning=ExperimentalWarning', join(root, 'scripts', script), ...args], {
    cwd: root,
    // Node keeps the scripts without their types, and compiled: a fifth less work at every start.
    env: { ...process.env, NODE_COMPILE_CACHE: join(cacheFolder(), 'node') },
    stdio: 'inherit',
    detached: true,
  });
  let lastSignalAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // npm and the terminal both deliver one Ctrl-C; only a second, later one means "I insist".
      if (Date.now() - lastSignalAt < 1000) return;
      lastSignalAt = Date.now();
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  }
  child.on('error', (error) => fail(`Could not start ${script}: ${error.message}`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}

/**
 * The whole way: check, install, run.
 * @param {string} script file name in scripts/
 * @param {{ debianPackages?: string[], install?: boolean }} needs
 */
export async function bootstrap(script, { debianPackages = [], install = true } = {}) {
  const args = process.argv.slice(2);
  const mayInstall = install && !args.includes('--no-install');
  checkNodeVersion();
  if (mayInstall) {
    await installNpmPackages();
    await installDebianPackages(debianPackages);
  }
  runOnNode24(
    script,
    args.filter((argument) => argument !== '--no-install'),
  );
}
