// Fifty agents against hundreds of contacts with accepts, declines, time-outs, cancels, sign-outs and closes mixed, while the leading
// process is killed outright, again and again. Twenty runs; every one must end with none wrong. `npm run bench -- races [runs] [contacts]`.
// The list of what counts as wrong is apps/server/test/floor-faults.ts; it is asked all the time while the races run, and at the end.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fail, report } from './support/figures.ts';
import { naiveFaults } from './support/naive-routing.ts';

const [runs = 20, contacts = 500] = process.argv.slice(2).map(Number);
const root = resolve(import.meta.dirname, '..');
const test = 'apps/server/src/modules/queue/killed-leader.int.test.ts';

interface Results {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly failureMessages: string[];
    }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'visavis-races-'));
try {
  const naive = await naiveFaults({ contacts, agents: 50, workers: 8 });
  const file = join(folder, 'results.json');
  spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--project', 'integration', '--reporter', 'default', '--reporter', 'json', '--outputFile', file, test],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH ?? ''}`,
        VISAVIS_RACE_RUNS: String(runs),
        VISAVIS_RACE_CONTACTS: String(contacts),
      },
    },
  );
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const wrong = results.testResults.flatMap((one) => one.assertionResults).filter((one) => one.status !== 'passed');
  report({
    name: 'races.runs_with_anything_wrong',
    value: runs - results.numPassedTests,
    unit: 'runs',
    baseline: naive,
    note: `${runs} runs of 50 agents and ${contacts} contacts, the leader killed four times in each; baseline: wrong assignments of one run of select-then-update without locks, which shows that such races are met on this machine`,
  });
  for (const { title, failureMessages } of wrong) fail(`${title}: ${failureMessages.join('\n')}`);
  console.log(wrong.length === 0 && results.numPassedTests === runs ? 'none wrong' : 'WRONG');
  if (results.numPassedTests !== runs) fail(`only ${results.numPassedTests} of ${runs} runs were right`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
