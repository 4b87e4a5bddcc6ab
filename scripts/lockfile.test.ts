import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingPlatformPackages } from './complete-lockfile.mjs';
import { root } from './progress.mjs';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const lock = read('package-lock.json') as { packages: Record<string, Manifest> };
const manifests = [
  'package.json',
  ...globSync('{packages,apps}/*/package.json', { cwd: root }),
  'e2e/package.json',
  'bench/package.json',
];

test.each(manifests)('%s has exact versions, and the lockfile knows them', (file) => {
  const manifest = read(file) as Manifest;
  const locked = lock.packages[file.replace(/\/?package\.json$/, '')];
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
    for (const version of Object.values(manifest[kind] ?? {})) expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
    expect(locked?.[kind] ?? {}).toEqual(manifest[kind] ?? {});
  }
});

test('the lockfile has the packages of all platforms (node scripts/complete-lockfile.mjs adds them)', () => {
  expect(missingPlatformPackages(lock)).toEqual([]);
});
