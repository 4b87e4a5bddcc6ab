// `npm run simulate -- <scenario> [--json]`: runs a scenario and prints its report. A name from `apps/server/scenarios`, or a file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readScenario, runScenario, ScenarioError, writeReport } from './modules/simulation/index.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);
const complain = (text: string): void => void process.stderr.write(`${text}\n`);

const folder = join(import.meta.dirname, '../scenarios');
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => basename(file, '.json'));

const fileOf = (wanted: string): string | undefined => {
  // npm runs scripts in the root of the project; paths are meant from where the person stands.
  const own = resolve(process.env.INIT_CWD ?? process.cwd(), wanted);
  if (known.includes(wanted)) return join(folder, `${wanted}.json`);
  return existsSync(own) ? own : undefined;
};

const usage = (): void => {
  print('Usage: npm run simulate -- <scenario> [--json]\n\nA file of your own, or one of these:');
  for (const name of known) {
    const { name: title } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { name: string };
    print(`  ${name.padEnd(16)} ${title}`);
  }
};

const run = (wanted: string, asJson: boolean): void => {
  const file = fileOf(wanted);
  if (file === undefined) {
    complain(`There is no scenario "${wanted}".\n`);
    usage();
    process.exitCode = 1;
    return;
  }
  const scenario = readScenario(readFileSync(file, 'utf8'));
  let told = -1;
  const report = runScenario(scenario, (progress) => {
    const tenth = Math.floor(progress * 10);
    if (tenth === told || asJson || !process.stderr.isTTY) return;
    told = tenth;
    process.stderr.write(`\r${scenario.name}: ${tenth * 10} %`);
  });
  if (told >= 0) process.stderr.write('\r\u001b[K');
  print(asJson ? JSON.stringify(report, null, 2) : writeReport(scenario.name, report));
};

const [wanted, ...options] = process.argv.slice(2);
if (wanted === undefined || wanted === '--help') usage();
else
  try {
    run(wanted, options.includes('--json'));
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    complain(`The scenario cannot be used.\n${error.message}`);
    process.exitCode = 1;
  }
