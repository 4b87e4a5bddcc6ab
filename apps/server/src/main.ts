/** The process: configuration, start, banner, signals. */
import { resolve } from 'node:path';
import { banner } from './banner.ts';
import { compose } from './compose.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { lanInvitation, prepareLan } from './lan.ts';

const stopLimitMs = 20_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** The LAN trial was asked for by name, so demo accounts may sign in. */
const forLan = (config: Config): Config => ({
  ...config,
  http: { ...config.http, host: '0.0.0.0' },
  demo: { ...config.demo, allowPublic: true },
});

const run = async (): Promise<void> => {
  const unknown = process.argv.slice(2).filter((argument) => argument !== '--lan');
  if (unknown.length > 0)
    throw new ConfigError(unknown.map((argument) => `${argument} is not an option; there is only --lan`));
  const plain = loadConfig(process.env, process.stdout.isTTY);
  const lan = process.argv.includes('--lan') ? await prepareLan(resolve(plain.dataDir), new Date()) : null;
  const starting = compose({
    config: lan ? forLan(plain) : plain,
    tls: lan?.tls ?? null,
    progress: (step) => say(`  starting: ${step}`),
  });

  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    say(`\nStopping (${signal}) …`);
    // Something that hangs must not keep people from stopping; everything acknowledged is on disk.
    setTimeout(() => {
      say('Something did not stop in time; ending anyway.');
      process.exit(1);
    }, stopLimitMs).unref();
    // Pressed while starting: children are being made just now, so the start is finished first and then undone.
    await starting.then((product) => product.stop());
    say('Stopped. Everything is kept for the next start.');
    process.exit(0);
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));

  const product = await starting;
  if (stopping) return;
  say(banner(product, await product.readiness()));
  if (lan?.addresses[0]) say(await lanInvitation(lan.addresses[0], product.port));
};

run().catch((error: unknown) => {
  const text =
    error instanceof ConfigError
      ? error.message
      : `Visavis could not start: ${error instanceof Error ? error.message : String(error)}`;
  process.stderr.write(`${text}\n`);
  if (!(error instanceof ConfigError) && error instanceof Error && error.stack)
    process.stderr.write(`${error.stack}\n`);
  process.stderr.write('What is wrong and how to mend it: npm run doctor\n');
  process.exit(1);
});
