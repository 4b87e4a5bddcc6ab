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
    expect(vitest).toEqual({ passed: 5, failed: 1, skipped: 2 });
    expect(countPlaywright(playwrightReport({ expected: 3, skipped: 1 }), true)).toEqual({
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

  test('the last line names skipped tests only when there are any', () => {
    const total = sum([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]);
    expect(inWords(total)).toBe('3 passed, 1 failed');
    expect(inWords({ ...total, skipped: 4 })).toBe('3 passed, 1 failed, 4 skipped');
  });
});
