import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countPlaywright, countVitest, inWords, sum } from './test-reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'visavis-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function report(content: object): string {
  files += 1;
  const file = join(folder, `${files}.json`);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const vitestReport = (counts: object, testResults: object[] = []): string =>
  report({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults, ...counts });
const playwrightReport = (stats: object, errors: object[] = []): string =>
  report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, errors });

describe('counting tests', () => {
  test('takes the numbers of the runner', () => {
    const vitest = countVitest(vitestReport({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2 }), false);
    expect(vitest).toMatchObject({ passed: 5, failed: 1, skipped: 2 });
    expect(countPlaywright(playwrightReport({ expected: 3, skipped: 1 }), true)).toMatchObject({
      passed: 3,
      failed: 0,
      skipped: 1,
    });
  });

  test('a missing report is a failure', () => {
    expect(countVitest(join(folder, 'none.json'), true).failed).toBe(1);
    expect(countPlaywright(join(folder, 'none.json'), true).failed).toBe(1);
  });

  test('a report without tests is a failure', () => {
    expect(countVitest(vitestReport({}), true).failed).toBe(1);
    expect(countPlaywright(playwrightReport({}), true).failed).toBe(1);
  });

  test('a runner that failed without a failed test is a failure', () => {
    expect(countVitest(vitestReport({ numPassedTests: 5 }), false).failed).toBe(1);
    expect(countPlaywright(playwrightReport({ expected: 1 }, [{}]), true).failed).toBe(1);
  });

  test('a test file that could not be loaded counts as one failure', () => {
    const suites = [{ name: 'broken.test.ts', status: 'failed', assertionResults: [] }];
    expect(countVitest(vitestReport({ numPassedTests: 5 }, suites), false).failed).toBe(1);
  });

  test('a test that passed only at the second try counts as failed', () => {
    expect(countPlaywright(playwrightReport({ expected: 1, flaky: 1 }), true).failed).toBe(1);
  });

  test('failed tests are named with the start of their error', () => {
    const failed = {
      status: 'failed',
      fullName: 'rings once',
      failureMessages: ['\u001b[31mexpected 1 to be 2\u001b[39m'],
    };
    const suites = [
      { name: 'ring.test.ts', status: 'failed', assertionResults: [{ status: 'passed', fullName: 'sleeps' }, failed] },
      { name: 'broken.test.ts', status: 'failed', message: 'cannot be loaded', assertionResults: [] },
      { name: 'good.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(countVitest(vitestReport({ numFailedTests: 1 }, suites), false).failures).toEqual([
      'ring.test.ts › rings once\n    expected 1 to be 2',
      'broken.test.ts\n    cannot be loaded',
    ]);
    const spec = (title: string, status: string, message?: string): object => ({
      title,
      tests: [{ status, results: [message === undefined ? {} : { error: { message } }] }],
    });
    const playwright = report({
      stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 },
      errors: [],
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('works', 'expected')],
          suites: [{ title: 'inner', specs: [spec('breaks', 'unexpected', 'no button')] }],
        },
      ],
    });
    expect(countPlaywright(playwright, false).failures).toEqual(['inner › breaks\n    no button']);
  });

  test('the last line names skipped tests only when there are any', () => {
    const total = sum([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]);
    expect(inWords(total)).toBe('3 passed, 1 failed');
    expect(inWords({ ...total, skipped: 4 })).toBe('3 passed, 1 failed, 4 skipped');
  });
});
