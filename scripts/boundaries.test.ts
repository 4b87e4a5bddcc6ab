import { execFile } from 'node:child_process';
import { cp, glob, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const configFile = '.dependency-cruiser.cjs';

interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}
interface CruiseReport {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: { readonly violations: readonly Violation[]; readonly totalCruised: number };
}

function cruise(folder: string): Promise<CruiseReport> {
  const cli = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cli, '--config', configFile, '--output-type', 'json', 'apps', 'packages'];
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // The exit code is the number of violations; a report is what tells success from a crash.
      if (stdout.startsWith('{')) done(JSON.parse(stdout) as CruiseReport);
      else fail(error ?? new Error(`dependency-cruiser printed no report: ${stderr}`));
    });
  });
}

const server = 'apps/server/src';
const modules = `${server}/modules`;

/** Lawful files that the planted ones import; nothing here may be reported. */
const lawful: Record<string, string> = {
  'packages/protocol/src/index.ts': "import { z } from 'zod';\nexport const Id = z;",
  'packages/client/src/index.ts': "import { Id } from '@visavis/protocol';\nexport const client = Id;",
  'packages/sdk/src/index.ts': "export { client } from '@visavis/client';",
  'packages/testkit/src/index.ts': 'export const fakeClock = 1;',
  [`${server}/lib/retry.ts`]: 'export const retry = 1;',
  [`${server}/ports/clock.ts`]: 'export interface Clock { now(): Date }',
  [`${server}/schema/index.ts`]: "import type { Transaction } from 'kysely';\nexport type Tx = Transaction;",
  [`${server}/infra/db/pool.ts`]: "import { Kysely } from 'kysely';\nexport const pool = Kysely;",
  [`${server}/http/shell.ts`]: "import fastify from 'fastify';\nexport const shell = fastify;",
  [`${server}/compose.ts`]:
    "import { pool } from './infra/db/pool.ts';\nimport { call } from './modules/call/index.ts';\nexport const composed = [pool, call];",
  [`${modules}/call/index.ts`]: "export { start as call } from './call-service.ts';",
  [`${modules}/call/call.ts`]:
    "import type { Id } from '@visavis/protocol';\nimport { retry } from '../../lib/retry.ts';\nimport type { Clock } from '../../ports/clock.ts';\nexport const decide = (clock: Clock, id: Id) => [clock, retry, id];",
  [`${modules}/call/call-service.ts`]:
    "import { conversation } from '../conversation/index.ts';\nimport { decide } from './call.ts';\nimport type { CallRepo } from './call-repo.ts';\nimport type { Tx } from '../../schema/index.ts';\nexport const start = (repo: CallRepo, tx: Tx) => [conversation, decide, repo, tx];",
  [`${modules}/call/call-repo.ts`]:
    "import { sql } from 'kysely';\nexport interface CallRepo { find(): unknown }\nexport const callRepo = sql;",
  [`${modules}/call/call-routes.ts`]:
    "import fastify from 'fastify';\nimport { start } from './call-service.ts';\nexport const routes = [fastify, start];",
  [`${modules}/call/call-wants.ts`]:
    "import type { Tx } from '../../schema/index.ts';\nimport type { Clock } from '../../ports/clock.ts';\nexport interface Wanted { clock: Clock; run(tx: Tx): void }",
  [`${modules}/conversation/index.ts`]: 'export const conversation = 1;',
  [`${modules}/presence/index.ts`]: 'export const presence = 1;',
  [`${modules}/routing/index.ts`]: 'export const routing = 1;',
  [`${modules}/recording/index.ts`]: 'export const recording = 1;',
  [`${modules}/transfer/index.ts`]: 'export const transfer = 1;',
  [`${modules}/report/index.ts`]: 'export const report = 1;',
  [`${modules}/visitor/index.ts`]: 'export const visitor = 1;',
  [`${modules}/visitor/name.ts`]: 'export const name = 1;',
  'apps/console/src/app/router.ts': "import { inbox } from '../features/inbox/index.ts';\nexport const router = inbox;",
  'apps/console/src/features/inbox/index.ts': "export { list as inbox } from './list.ts';",
  'apps/console/src/features/inbox/list.ts': 'export const list = 1;',
  'apps/visitor/src/shared/text.ts': 'export const text = 1;',
};

/** Rule -> the file that breaks it and how. One file per rule, so a catch cannot be somebody else's. */
const planted: Record<string, readonly [file: string, code: string]> = {
  'r0-imports-resolve': [`${server}/http/lost.ts`, "import './nowhere.ts';"],
  'r1-apps-never-import-apps': ['apps/console/src/app/thief.ts', "import '../../../visitor/src/shared/text.ts';"],
  'r1-packages-never-import-apps': ['packages/sdk/src/up.ts', "import '../../../apps/visitor/src/shared/text.ts';"],
  'r1-packages-in-order': ['packages/client/src/up.ts', "import '@visavis/sdk';"],
  'r1-testkit-is-for-tests': [`${server}/http/faked.ts`, "import '@visavis/testkit';"],
  'r2-protocol-imports-only-zod': ['packages/protocol/src/rich.ts', "import 'pino';"],
  'r2-client-and-sdk-without-framework': ['packages/client/src/view.ts', "import 'react';"],
  'r2-client-and-sdk-without-node': ['packages/sdk/src/disk.ts', "import 'node:fs';"],
  'r3-pure-files-stay-pure': [`${modules}/call/impure.ts`, "import { readFileSync } from 'node:fs';\nreadFileSync;"],
  'r3-pure-files-import-no-role-files': [`${modules}/call/greedy.ts`, "import './call-repo.ts';"],
  'r3-wants-hold-only-types': [`${modules}/call/eager-wants.ts`, "import '../../lib/retry.ts';"],
  'r3-lib-and-ports-know-no-domain': [`${server}/lib/knowing.ts`, "import '../modules/visitor/index.ts';"],
  'r4-services-without-framework': [`${modules}/call/http-service.ts`, "import 'fastify';"],
  'r4-services-without-adapters': [`${modules}/call/pool-service.ts`, "import '../../http/shell.ts';"],
  'r5-sql-only-in-repos': [`${server}/http/query.ts`, "import type { Kysely } from 'kysely';\nexport type Q = Kysely;"],
  'r5-repos-know-only-rows': [`${modules}/call/clever-repo.ts`, "import './call-service.ts';"],
  'r6-routes-and-sockets-use-services': [`${modules}/call/direct-socket.ts`, "import './call-repo.ts';"],
  'r7-front-door-between-modules': [`${modules}/conversation/nosy-service.ts`, "import '../visitor/name.ts';"],
  'r7-front-door-from-outside': [`${server}/http/nosy.ts`, "import '../modules/visitor/name.ts';"],
  'r8-level-0-imports-only-lower-levels': [`${modules}/channel/up-service.ts`, "import '../conversation/index.ts';"],
  'r8-level-1-imports-only-lower-levels': [`${modules}/presence/side-service.ts`, "import '../conversation/index.ts';"],
  'r8-level-2-imports-only-lower-levels': [`${modules}/routing/up-service.ts`, "import '../recording/index.ts';"],
  'r8-level-3-imports-only-lower-levels': [`${modules}/queue/up-service.ts`, "import '../transfer/index.ts';"],
  'r8-level-4-imports-only-lower-levels': [`${modules}/transfer/up-service.ts`, "import '../report/index.ts';"],
  'r8-nobody-imports-the-top-level': [`${modules}/audit/side-service.ts`, "import '../report/index.ts';"],
  'r8-every-module-has-a-level': [`${modules}/report/reads-service.ts`, "import './../stray/index.ts';"],
  'r9-infra-only-from-compose': [`${server}/http/wired.ts`, "import '../infra/db/pool.ts';"],
  'r9-infra-knows-no-module': [`${server}/infra/db/knowing.ts`, "import '../../modules/visitor/index.ts';"],
  'r10-no-cycles': ['apps/visitor/src/shared/egg.ts', "import './hen.ts';\nexport const egg = 1;"],
  'r11-features-through-their-front-door': ['apps/console/src/features/call/nosy.ts', "import '../inbox/list.ts';"],
  'r11-shared-never-imports-features': ['apps/console/src/shared/up.ts', "import '../features/inbox/index.ts';"],
  'r11-features-never-import-app': ['apps/console/src/features/call/up.ts', "import '../../app/router.ts';"],
};

const companions: Record<string, string> = {
  [`${modules}/stray/index.ts`]: 'export const stray = 1;',
  'apps/visitor/src/shared/hen.ts': "import './egg.ts';\nexport const hen = 1;",
};

async function plantTree(folder: string): Promise<void> {
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  for (const name of ['zod', 'kysely', 'fastify', 'pino', 'react']) {
    await write(`node_modules/${name}/package.json`, `{"name":"${name}","main":"index.js"}`);
    await write(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const name of ['protocol', 'client', 'sdk', 'testkit']) {
    await write(`packages/${name}/package.json`, `{"name":"@visavis/${name}","exports":{".":"./src/index.ts"}}`);
    await mkdir(join(folder, 'node_modules/@visavis'), { recursive: true });
    await symlink(`../../packages/${name}`, join(folder, 'node_modules/@visavis', name));
  }
  for (const [path, text] of Object.entries({ ...lawful, ...companions })) await write(path, text);
  for (const [path, text] of Object.values(planted)) await write(path, text);
  await cp(join(root, configFile), join(folder, configFile));
}

async function realFiles(patterns: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const pattern of patterns) {
    for await (const file of glob(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') })) {
      if (!/(^|\/)(node_modules|dist)\//.test(file)) files.push(file);
    }
  }
  return files;
}

describe('the dependency rules', () => {
  let folder = '';
  let caught: readonly Violation[] = [];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'visavis-boundaries-'));
    await plantTree(folder);
    caught = (await cruise(folder)).summary.violations;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const config = createRequire(import.meta.url)(join(root, configFile)) as { forbidden: { name: string }[] };

  test.each(config.forbidden.map((rule) => rule.name))('%s is broken by a planted file and caught', (name) => {
    const file = planted[name]?.[0];
    expect(file, `plant a violation of ${name} in this test`).toBeDefined();
    expect(caught.filter((violation) => violation.rule.name === name).map((violation) => violation.from)).toContain(
      file,
    );
  });

  test('lawful imports are not reported', () => {
    expect(caught.filter((violation) => violation.from in lawful)).toEqual([]);
  });
});

describe('the real tree', () => {
  test('is looked at and follows every rule', { timeout: 120_000 }, async () => {
    const files = await realFiles(['{apps,packages}/**/*.{ts,tsx}']);
    const report = await cruise(root);
    const seen = report.modules.filter((module) => /^(apps|packages)\/.*\.tsx?$/.test(module.source));
    // A cruise that finds no TypeScript reports no violations either.
    expect(seen.length).toBeGreaterThan(files.length / 2);
    expect(report.summary.violations.map((found) => `${found.rule.name}: ${found.from} -> ${found.to}`)).toEqual([]);
  });

  test('pure decisions ask nobody for the time, for chance or for ids', async () => {
    const pure = (await realFiles([`${modules}/*/*.ts`, `${server}/lib/*.ts`])).filter(
      (file) => !/(-(service|repo|routes|socket|jobs|wants)|\/index|\.test)\.ts$/.test(file),
    );
    const impure: string[] = [];
    for (const file of pure) {
      const code = (await readFile(join(root, file), 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      if (/Date\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|performance\.now\(/.test(code)) impure.push(file);
    }
    expect(impure).toEqual([]);
  });

  test('nothing registers itself by being imported', async () => {
    const guilty: string[] = [];
    for (const file of await realFiles([`${server}/**/*.ts`, 'packages/*/src/**/*.ts'])) {
      if (/^import ['"]/m.test(await readFile(join(root, file), 'utf8'))) guilty.push(file);
    }
    expect(guilty.filter((file) => !file.endsWith('.test.ts'))).toEqual([]);
  });
});
