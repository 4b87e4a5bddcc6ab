// From the click on Accept to the first picture of the other side, in both pages, through the whole product: server process, Janus,
// console and visitor's page. Against a bare call between two plain pages of the same browser that speak to a Janus of their own,
// from both being told to start. The two kinds take turns. `npm run bench -- call-setup [calls] [trace]`;
// with `trace` every call's course goes to standard error.
import { availableParallelism, loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { accept, goOnline, hangUp, people, signIn, wrapUp } from '../e2e/support/people.ts';
import { type Stack, startStack } from '../e2e/support/stack.ts';
import { bareCaller, endBare, prepareBare, startBare, startBareJanus } from './support/bare-call.ts';
import { type TracedWindow, type TraceMark, traceCalls } from './support/call-trace.ts';
import { median, percentile, report } from './support/figures.ts';

const calls = Number(process.argv[2] ?? 20);
const tracing = process.argv[3] === 'trace';
const patience = { timeout: 60_000, polling: 25 };
/** A call is looked at for a moment before it ends, as a call would be. */
const talkMs = 700;
const browserArgs = [
  '--use-fake-ui-for-media-stream',
  // As in the flows: faces encoded in software at few pictures a second leave both kinds of call their share of two cores.
  '--use-fake-device-for-media-stream=fps=10',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--no-sandbox',
  '--disable-dev-shm-usage',
];

const sides = ['agent', 'visitor'] as const;
type Side = (typeof sides)[number];
/** What a page saw, in milliseconds from the start of the call. */
type Seen = ReadonlyMap<string, number>;
type Setup = Readonly<Record<Side, Seen>>;
type Pages = Readonly<Record<Side, Page>>;

const marksOf = (page: Page): Promise<TraceMark[]> =>
  page.evaluate(() => (globalThis as unknown as TracedWindow).callTrace);
const forget = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (globalThis as unknown as TracedWindow).callTrace = [];
  });
const untilPicture = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => (globalThis as unknown as TracedWindow).callTrace.some(({ what }) => what === 'frame'),
    undefined,
    patience,
  );

/** The first of each kind; `start` tells which mark of either page began the call. */
async function readSetup({ agent, visitor }: Pages, start: RegExp): Promise<Setup> {
  const all = { agent: await marksOf(agent), visitor: await marksOf(visitor) };
  const begun = Math.min(...[...all.agent, ...all.visitor].flatMap(({ at, what }) => (start.test(what) ? [at] : [])));
  if (tracing)
    for (const side of sides) {
      const course = all[side].filter((mark) => mark.at >= begun);
      console.error(`${side}: ${course.map((mark) => `${Math.round(mark.at - begun)} ${mark.what}`).join(' | ')}`);
    }
  const since = (marks: readonly TraceMark[]): Seen =>
    new Map(marks.toReversed().map(({ at, what }) => [what, at - begun]));
  return { agent: since(all.agent), visitor: since(all.visitor) };
}

/** The visitor wants to speak: consent, the look at the devices (which may go on by itself), and the console rings. */
async function ring({ agent, visitor }: Pages): Promise<void> {
  const go = visitor.getByRole('button', { name: /^Yes, (join the line|start the call)/ });
  await visitor.getByRole('button', { name: /^Video/ }).click();
  await visitor.getByRole('button', { name: 'Yes, record and go on' }).click();
  const deadline = Date.now() + patience.timeout;
  while (!(await accept(agent).isVisible())) {
    if (Date.now() > deadline) throw new Error('the console did not ring');
    // It may go on by itself between the look and the press.
    if (await go.isVisible()) await go.click({ timeout: 1_000 }).catch(() => undefined);
    await pause(50);
  }
}

async function productCall(pages: Pages): Promise<Setup> {
  const { agent, visitor } = pages;
  await ring(pages);
  await pause(talkMs);
  await Promise.all([forget(agent), forget(visitor)]);
  await accept(agent).click();
  await Promise.all([untilPicture(agent), untilPicture(visitor)]).catch(async (error: unknown) => {
    // How far it came.
    for (const side of sides)
      console.error(
        `${side}: ${(await marksOf(pages[side])).map(({ at, what }) => `${Math.round(at)} ${what}`).join(' | ')}`,
      );
    throw error;
  });
  const setup = await readSetup(pages, /^click Accept/);
  await pause(talkMs);
  await hangUp(agent);
  await wrapUp(agent);
  await visitor.getByRole('button', { name: 'Start again' }).click();
  return setup;
}

async function bareCall(pages: Pages, room: string): Promise<Setup> {
  const { agent, visitor } = pages;
  await Promise.all([prepareBare(agent), prepareBare(visitor)]);
  await pause(talkMs);
  await Promise.all([startBare(agent, room, 'agent'), startBare(visitor, room, 'visitor')]);
  await Promise.all([untilPicture(agent), untilPicture(visitor)]);
  const setup = await readSetup(pages, /^start$/);
  await pause(talkMs);
  await Promise.all([endBare(agent), endBare(visitor)]);
  return setup;
}

/** The recording of the last call is prepared after it; that belongs neither to this call nor to the next. */
async function settle(stack: Stack): Promise<void> {
  const deadline = Date.now() + 15_000;
  do await pause(500);
  while (Date.now() < deadline && stack.children().some(({ command }) => /ffmpeg|ffprobe/.test(command)));
}

async function openPage(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({
    ...{ viewport, locale: 'en-GB', permissions: ['camera', 'microphone'], serviceWorkers: 'block' },
  });
  await context.addInitScript(traceCalls);
  return context.newPage();
}

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

async function openProduct(browser: Browser, url: string): Promise<Pages> {
  const pages = { agent: await openPage(browser, desk), visitor: await openPage(browser, phone) };
  await signIn(pages.agent, url, people.grace);
  await goOnline(pages.agent);
  await pages.visitor.goto(`${url}/c/h5`);
  return pages;
}

async function openBare(browser: Browser, janus: Awaited<ReturnType<typeof startBareJanus>>): Promise<Pages> {
  const open = async (viewport: typeof desk): Promise<Page> => {
    const page = await openPage(browser, viewport);
    const { pageUrl, pipeUrl, secret, adminKey } = janus;
    await page.addInitScript(bareCaller, { pageUrl, pipeUrl, secret, adminKey });
    await page.goto(pageUrl);
    return page;
  };
  return { agent: await open(desk), visitor: await open(phone) };
}

const at = (setups: readonly Setup[], side: Side, what: string): number[] =>
  setups.flatMap((setup) => setup[side].get(what) ?? []);

function tell(product: readonly Setup[], bare: readonly Setup[]): void {
  const note =
    'product: from the click on Accept; while it rang, as for every call, both pages had opened their devices and connected to ' +
    'the engine, which let nothing through; recorded from the acceptance on. ' +
    'baseline: from both being told to start, devices open, not connected, not recorded';
  for (const side of sides)
    for (const share of [0.5, 0.95])
      report({
        name: `call-setup, first picture at the ${side}, p${share * 100} of ${product.length}`,
        value: percentile(at(product, side, 'frame'), share),
        unit: 'ms',
        baseline: percentile(at(bare, side, 'frame'), share),
        note,
      });
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  // A busy machine stretches the product's longer course more than the bare one.
  report({ name: 'call-setup, load of the machine at the end', value: load / cores, unit: 'per core', baseline: null });
  // What happened when, for whoever wants to make it faster.
  const steps = [
    ...[
      'ack offer:accept',
      'fact call:changed',
      'send media:join',
      'devices asked',
      'devices open',
      'ack media:join',
      'send media:publish',
    ],
    ...['ack media:publish', 'publish connected', 'fact media:offer', 'ack media:answer', 'subscribe connected'],
  ];
  for (const side of sides)
    for (const step of steps) {
      const value = median(at(product, side, step));
      const baseline = median(at(bare, side, step));
      if (Number.isNaN(value)) continue;
      const name = `call-setup, at the ${side}: ${step}, p50`;
      report({ name, value, unit: 'ms', baseline: Number.isNaN(baseline) ? null : baseline });
    }
}

const janus = await startBareJanus();
const stack = await startStack({ env: { VISAVIS_LOG_LEVEL: 'warn' } });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: browserArgs });
try {
  const pages = await openProduct(browser, stack.url);
  const barePages = await openBare(browser, janus);
  const product: Setup[] = [];
  const bare: Setup[] = [];
  for (let n = 0; n < calls; n += 1) {
    product.push(await productCall(pages));
    await settle(stack);
    bare.push(await bareCall(barePages, `bare-${n}`));
    await settle(stack);
  }
  tell(product, bare);
} finally {
  await browser.close();
  await stack.stop();
  await janus.stop();
}
