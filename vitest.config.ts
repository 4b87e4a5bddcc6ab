import { defineConfig } from 'vitest/config';

// Three kinds of tests, told apart by their file name:
//   x.test.ts        unit         pure files, services with fakes, the dependency rules
//   x.int.test.ts    integration  a real PostgreSQL, HTTP and sockets on port 0
//   x.janus.test.ts  media        a real Janus child
// Time limits only end what hangs: a test that computes for seconds takes six times as long on a machine used by others.
const everywhere = ['packages', 'apps', 'scripts', 'e2e', 'bench'];
const matching = (suffix: string): string[] => everywhere.map((folder) => `${folder}/**/*${suffix}`);
const exclude = ['**/node_modules/**', '**/dist/**', '**/.cache/**'];
const integration = matching('.int.test.{ts,tsx}');
const media = matching('.janus.test.ts');

export default defineConfig({
  test: {
    // Two cores is the smallest machine we promise to test on.
    maxWorkers: 2,
    teardownTimeout: 30_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: matching('.test.{ts,tsx}'),
          exclude: [...exclude, ...integration, ...media],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: integration,
          exclude,
          // One PostgreSQL for the run, with a migrated template that each file clones.
          globalSetup: ['apps/server/test/global-setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'media',
          include: media,
          exclude,
          // One Janus at a time: several would fight for the two cores and make the timings of each other wrong.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
