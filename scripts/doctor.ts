// `npm run doctor`: what is in order, what is not, and how to mend it. Exit code 1 when something is broken.
import { join } from 'node:path';
import { findings as machineFindings } from './doctor-machine.ts';
import { findings as serviceFindings } from './doctor-services.ts';
import { root, say } from './progress.mjs';

try {
  process.loadEnvFile(join(root, '.env'));
} catch {
  // Most installations have no .env.
}
process.chdir(root);

let failed = 0;
let warned = 0;
for (const list of [machineFindings, serviceFindings]) {
  for await (const { level, what, found, mend } of list(process.env)) {
    say(`${level.padEnd(5)} ${what}: ${found}`);
    if (level !== 'ok' && mend) say(`      ${mend}`);
    if (level === 'fail') failed += 1;
    if (level === 'warn') warned += 1;
  }
}
say('');
if (failed > 0) say(`${failed} to mend before Visavis can run${warned > 0 ? `, ${warned} to think about` : ''}.`);
else say(warned > 0 ? `Visavis can run; ${warned} to think about.` : 'All is well.');
process.exitCode = failed > 0 ? 1 : 0;
