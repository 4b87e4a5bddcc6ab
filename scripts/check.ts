// `npm run check`: format, lint, types, boundaries, unit tests. Under a minute, for every change.
import { join } from 'node:path';
import { checks, vitest } from './commands.ts';
import { cacheFolder, say } from './progress.mjs';

const startedAt = Date.now();
const steps = [...checks, () => vitest('unit', join(cacheFolder(), 'check-unit.json'), false)];

// Two lanes, for the two cores of a small machine.
const waiting = [...steps];
let failed = 0;
const lane = async (): Promise<void> => {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const outcome = await step();
    say(`${outcome.ok ? 'ok  ' : 'FAIL'}  ${outcome.name} (${outcome.seconds.toFixed(1)} s)`);
    if (!outcome.ok) {
      failed += 1;
      say(outcome.output.replace(/^/gm, '      '));
    }
  }
};
await Promise.all([lane(), lane()]);

const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
say(
  failed === 0
    ? `All ${steps.length} checks passed in ${seconds} s.`
    : `${failed} of ${steps.length} checks failed (${seconds} s).`,
);
process.exitCode = failed === 0 ? 0 : 1;
