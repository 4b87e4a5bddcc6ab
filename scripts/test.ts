// `npm test`: everything, with real parts. Its very last line is `N passed, N failed`, counted from the reports of
// the runners; parts that cannot run on this machine are skipped by name and with the reason.
import { existsSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApps } from './app-build.ts';
import { checks, chromiumPath, mediaAvailable, run, vitest } from './commands.ts';
import { cacheFolder, root, say } from './progress.mjs';
import { type Counts, countPlaywright, countVitest, inWords, sum } from './test-reports.ts';

interface Part {
  readonly name: string;
  /** Resolves with the counts, or says why this machine cannot run the part. */
  readonly run: () => Promise<Counts>;
}

const reports = join(cacheFolder(), 'test-reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const one = (ok: boolean, note = ''): Counts => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, note });

/** A part that cannot run here counts as one skipped test per file, since nobody can count inside the files. */
const skipped = (pattern: string, note: string): Counts => ({
  passed: 0,
  failed: 0,
  skipped: globSync(pattern, { cwd: root, exclude: (path) => path.includes('node_modules') }).length,
  note,
});

const noJanus = 'no Janus on this machine: sudo apt-get install -y janus ffmpeg';

const checkParts: Part[] = checks.map((check) => ({
  name: 'check',
  run: async () => {
    const outcome = await check();
    if (!outcome.ok) say(outcome.output);
    return one(outcome.ok, outcome.name);
  },
}));

const vitestPart = (project: string): Part => ({
  name: project,
  run: async () => {
    const report = join(reports, `${project}.json`);
    const outcome = await vitest(project, report, true);
    return countVitest(report, outcome.ok);
  },
});

const build: Part = {
  name: 'build',
  run: async () => {
    try {
      await buildApps();
      return one(true, 'console and visitor');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      return one(false, 'console and visitor');
    }
  },
};

const media: Part = {
  name: 'media',
  run: () =>
    mediaAvailable()
      ? vitestPart('media').run()
      : Promise.resolve(skipped('{apps,packages}/**/*.janus.test.ts', noJanus)),
};

const endToEnd: Part = {
  name: 'e2e',
  run: async () => {
    if (!existsSync(chromiumPath)) {
      return skipped(
        'e2e/**/*.spec.ts',
        'no Chromium on this machine: sudo apt-get install -y chromium fonts-noto-cjk',
      );
    }
    const report = join(reports, 'e2e.json');
    const outcome = await run('e2e', ['playwright', 'test', '--reporter=list,json'], {
      show: true,
      cwd: join(root, 'e2e'),
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    });
    const counts = countPlaywright(report, outcome.ok);
    return mediaAvailable() ? counts : { ...counts, note: `flows with calls skipped, ${noJanus}` };
  },
};

const startedAt = Date.now();
const results: { readonly name: string; readonly counts: Counts; readonly seconds: number }[] = [];
for (const part of [...checkParts, build, vitestPart('unit'), vitestPart('integration'), media, endToEnd]) {
  say(`\n=== ${part.name} ===`);
  const partStartedAt = Date.now();
  const counts = await part.run();
  results.push({ name: part.name, counts, seconds: (Date.now() - partStartedAt) / 1000 });
}

say(`\n=== all parts, ${Math.round((Date.now() - startedAt) / 1000)} s ===`);
for (const { name, counts, seconds } of results) {
  const note = counts.note ? ` (${counts.note})` : '';
  say(`${name.padEnd(12)} ${inWords(counts)} in ${seconds.toFixed(1)} s${note}`);
}
const failures = results.flatMap(({ counts }) => counts.failures ?? []);
if (failures.length > 0) say(`\nFailed:\n  ${failures.join('\n  ')}`);
const total = sum(results.map((result) => result.counts));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
say(`\n${inWords(total)}`);
