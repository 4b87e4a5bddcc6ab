// Adds to package-lock.json the platform packages (win32, darwin, musl ...) that npm left out because the registry or
// mirror it was run against did not have them. Without them `npm ci` refuses the lockfile. Run after `npm install`:
//   node scripts/complete-lockfile.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './progress.mjs';

const file = join(root, 'package-lock.json');

const systems = ['android', 'darwin', 'win32', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony', 'linux'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32', 'arm'];

/** What a platform package says about itself, read from its name: `@swc/core-linux-x64-musl`. */
function platformOf(name) {
  const os = systems.find((system) => name.includes(system)) ?? (name.includes('windows') ? 'win32' : undefined);
  const cpu = processors.find((processor) => name.includes(processor));
  const libc = /musl/.test(name) ? 'musl' : os === 'linux' ? 'glibc' : undefined;
  return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }), ...(libc && { libc: [libc] }) };
}

function isPresent(packages, name, version) {
  return Object.entries(packages).some(
    ([path, entry]) => path.endsWith(`node_modules/${name}`) && entry.version === version,
  );
}

/** @returns {{ path: string, entry: object }[]} the entries that the lockfile lacks */
export function missingPlatformPackages(lock) {
  const missing = new Map();
  for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (!/^\d/.test(version) || isPresent(lock.packages, name, version)) continue;
      const entry = { version, ...platformOf(name), ...(dev && { dev }), optional: true };
      missing.set(`node_modules/${name}`, entry);
    }
  }
  return [...missing].map(([path, entry]) => ({ path, entry }));
}

if (process.argv[1] === import.meta.filename) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingPlatformPackages(lock);
  for (const { path, entry } of missing) lock.packages[path] = entry;
  const byName = ([a], [b]) => a.localeCompare(b, 'en');
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(byName));
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${missing.length} platform packages added to package-lock.json\n`);
}
