// Counts tests from the runners' own reports. A missing report, an empty one, or a runner that failed without a
// failed test is itself a failure: a run that tested nothing must never look green.
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the numbers are what they are, when that is not plain. */
  readonly note?: string;
  /** The failed tests by name, each with the start of its error: the end of a log is often all that one is shown. */
  readonly failures?: readonly string[];
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName?: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

interface PlaywrightSuite {
  readonly title: string;
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly tests: readonly {
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
  readonly suites?: readonly PlaywrightSuite[];
}

function readReport<Report>(file: string): Report | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : undefined;
}

/** A failed run is a failed test, even when the report has none to show. */
function judged(counts: Counts, runnerOk: boolean): Counts {
  if (counts.passed + counts.failed + counts.skipped === 0) {
    return { passed: 0, failed: 1, skipped: 0, note: 'the report counts no tests' };
  }
  if (!runnerOk && counts.failed === 0) {
    return { ...counts, failed: 1, note: 'the runner failed outside of its tests' };
  }
  return counts;
}

const missing: Counts = { passed: 0, failed: 1, skipped: 0, note: 'the runner left no report' };

const errorLines = 12;
const inShort = (name: string, error: string | undefined): string =>
  [name, ...stripVTControlCharacters(error ?? 'no error was reported').split('\n', errorLines)].join('\n    ');

function vitestFailures({ testResults }: VitestReport): string[] {
  return testResults
    .filter((suite) => suite.status === 'failed')
    .flatMap((suite) => {
      const tests = suite.assertionResults.filter((found) => found.status === 'failed');
      return tests.length === 0
        ? [inShort(suite.name, suite.message)]
        : tests.map((found) => inShort(`${suite.name} › ${found.fullName ?? ''}`, found.failureMessages?.[0]));
    });
}

function playwrightFailures({ title, suites = [], specs = [] }: PlaywrightSuite): string[] {
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) =>
        inShort(`${title} › ${spec.title}`, results.find(({ error }) => error !== undefined)?.error?.message),
      ),
  );
  return [...own, ...suites.flatMap(playwrightFailures)];
}

export function countVitest(file: string, runnerOk: boolean): Counts {
  const report = readReport<VitestReport>(file);
  if (!report) return missing;
  // A file that could not be loaded, or whose setup failed, fails without a failed test of its own.
  const broken = report.testResults.filter(
    (suite) => suite.status === 'failed' && !suite.assertionResults.some((found) => found.status === 'failed'),
  );
  return judged(
    {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
      failures: vitestFailures(report),
    },
    runnerOk,
  );
}

export function countPlaywright(file: string, runnerOk: boolean): Counts {
  const report = readReport<PlaywrightReport>(file);
  if (!report) return missing;
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = (report.suites ?? []).flatMap(playwrightFailures);
  return judged(
    { passed: expected, failed: unexpected + flaky, skipped, failures },
    runnerOk && report.errors.length === 0,
  );
}

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (total, counts) => ({
      passed: total.passed + counts.passed,
      failed: total.failed + counts.failed,
      skipped: total.skipped + counts.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `12 passed, 0 failed` or `12 passed, 1 failed, 3 skipped`. */
export function inWords({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
