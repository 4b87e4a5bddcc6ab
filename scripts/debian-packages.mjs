// Installs Debian packages when we may (root, or sudo without a password), else says what to install and goes on.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runQuietly, say } from './progress.mjs';

/** What shows that a package is there, and what is missing without it. A setting may name a program of one's own. */
const known = {
  janus: { files: ['/usr/bin/janus'], setting: 'VISAVIS_JANUS_BIN', without: 'voice and video calls' },
  ffmpeg: { files: ['/usr/bin/ffmpeg', '/usr/local/bin/ffmpeg'], without: 'playback of recordings' },
  chromium: { files: ['/usr/bin/chromium'], without: 'the end-to-end tests' },
  'fonts-noto-cjk': {
    files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
    without: 'Chinese text in the pictures of the end-to-end tests',
  },
};

export function isInstalled(name) {
  const { files, setting } = known[name];
  const own = setting && process.env[setting];
  return own ? existsSync(own) : files.some((file) => existsSync(file));
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The words to put before a command that needs root; undefined when we may not. */
function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return succeeds('sudo', ['-n', 'true']) ? ['sudo', '-n'] : undefined;
}

function explain(missing, reason, details = '') {
  say('');
  say(`${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not installed, and ${reason}.`);
  if (details) say(details.replace(/^/gm, '    '));
  for (const name of missing) say(`  Without ${name}: no ${known[name].without}.`);
  say(`  To mend it: sudo apt-get install -y ${missing.join(' ')}`);
  say('  Everything else works; going on.');
  say('');
}

/** Debian starts a service when its package is installed; the calls of Visavis run on a Janus of their own. */
const withoutStartingServices = `
set -e
policy=/usr/sbin/policy-rc.d
ours=
if [ ! -e $policy ]; then ours=1; printf '#!/bin/sh\\nexit 101\\n' >$policy; chmod 755 $policy; fi
cleanup() { if [ -n "$ours" ]; then rm -f $policy; fi; }
trap cleanup EXIT
trap 'exit 130' INT TERM HUP
try=1
until apt-get -q -o Acquire::Retries=2 -o Acquire::http::Timeout=30 update; do
  [ $try -lt 4 ] || exit 1
  try=$((try + 1)); sleep 5
done
apt-get -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2 install "$@"
case " $* " in *" janus "*)
  if command -v systemctl >/dev/null 2>&1; then systemctl disable janus >/dev/null 2>&1 || true; fi
  if [ -d /run/systemd/system ]; then systemctl stop janus >/dev/null 2>&1 || true; fi
;; esac
`;

/** @param {string[]} names @returns {Promise<string[]>} what is still missing */
export async function installDebianPackages(names) {
  const missing = names.filter((name) => !isInstalled(name));
  if (missing.length === 0) return [];
  if (!existsSync('/usr/bin/apt-get')) {
    explain(missing, 'this system has no apt-get to install it with');
    return missing;
  }
  const prefix = rootPrefix();
  if (!prefix) {
    explain(missing, 'this user may not install packages (neither root nor sudo without a password)');
    return missing;
  }
  say(`Installing ${missing.join(', ')} from Debian (one to three minutes, once) ...`);
  const startedAt = Date.now();
  const command = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', withoutStartingServices, 'apt'];
  const { output } = await runQuietly(
    `installing ${missing.join(', ')}`,
    command[0],
    [...command.slice(1), ...missing],
    {
      log: 'apt',
    },
  );
  const left = missing.filter((name) => !isInstalled(name));
  if (left.length > 0) explain(left, 'apt-get failed (all it said: .cache/apt.log)', output.trim().slice(-1200));
  else say(`  ${missing.join(', ')} installed (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  return left;
}
