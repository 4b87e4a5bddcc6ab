// What a visitor's browser downloads: gzip bytes of the loader, of the chat on top, of the call module on top; read from the
// build's own manifest and checked against what a real browser asks for. And requests to third parties: there are none.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from '@playwright/test';
import { startStack } from '../e2e/support/stack.ts';
import { fail, report } from './support/figures.ts';

const kB = 1_000;
const budgets = { loader: 8 * kB, chat: 60 * kB, call: 120 * kB } as const;
const dist = resolve(import.meta.dirname, '../apps/visitor/dist');

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Readonly<Record<string, Chunk>>;

const chunk = (key: string): Chunk => {
  const found = manifest[key];
  if (!found) throw new Error(`the build has no "${key}"; it has ${Object.keys(manifest).join(', ')}`);
  return found;
};

/** A chunk with everything it imports statically. */
const closure = (key: string, seen = new Set<string>()): Set<string> => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const other of chunk(key).imports ?? []) closure(other, seen);
  return seen;
};
const filesOf = (keys: Iterable<string>): Set<string> =>
  new Set([...keys].flatMap((key) => [chunk(key).file, ...(chunk(key).css ?? [])]));
const lazyKeys = (keys: Iterable<string>): string[] => [...keys].flatMap((key) => chunk(key).dynamicImports ?? []);

const gzipBytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);

interface Sizes {
  readonly chat: Set<string>;
  readonly call: Set<string>;
}
const sizesOf = (entry: string): Sizes => {
  const atOnce = closure(entry);
  const chat = filesOf(atOnce);
  const later = new Set(lazyKeys(atOnce).flatMap((key) => [...closure(key)]));
  return { chat, call: new Set([...filesOf(later)].filter((file) => !chat.has(file))) };
};

function reportSize(name: keyof typeof budgets, what: string, files: Iterable<string>): void {
  const value = gzipBytes(files);
  const budget = budgets[name];
  report({
    name: `widget-size, ${what}`,
    value: value / kB,
    unit: 'kB gzip',
    baseline: budget / kB,
    note: 'baseline: the budget',
  });
  if (value > budget) fail(`${what} has ${value} bytes, allowed are ${budget}`);
}

/** Every address the pages ask for, in order. */
const watch = (page: Page): string[] => {
  const asked: string[] = [];
  page.context().on('request', (request) => asked.push(request.url()));
  // The sizes above are what really travels only when the server sends the compressed copies.
  page.context().on('response', (response) => {
    const isAsset = /\/assets\/.*\.(js|css)$/.test(new URL(response.url()).pathname);
    if (isAsset && response.status() === 200 && response.headers()['content-encoding'] !== 'gzip')
      fail(`${response.url()} came uncompressed`);
  });
  return asked;
};

const isThirdParty = (url: string, own: readonly string[]): boolean => {
  const { protocol, hostname, port } = new URL(url);
  if (!/^(https?|wss?):$/.test(protocol)) return false;
  // Our pages may be asked for by either name of this machine.
  return !(['localhost', '127.0.0.1'].includes(hostname) && own.includes(port));
};

const fileOf = (url: string): string => new URL(url).pathname.replace(/^\//, '');

function checkLaziness(asked: readonly string[], page: string, sizes: Sizes): void {
  const files = new Set(asked.map(fileOf));
  const missing = [...sizes.chat].filter((file) => !files.has(file));
  const early = [...sizes.call].filter((file) => files.has(file));
  if (missing.length > 0) fail(`${page} did not load ${missing.join(', ')}, which the sizes count`);
  if (early.length > 0) fail(`${page} loaded ${early.join(', ')} before anybody wanted a call`);
}

async function visit(browser: Browser, url: string, demoUrl: string, widget: Sizes, h5: Sizes): Promise<string[]> {
  const all: string[] = [];
  const open = async (address: string): Promise<{ page: Page; asked: string[] }> => {
    const context = await browser.newContext({ locale: 'en-GB', permissions: ['camera', 'microphone'] });
    const page = await context.newPage();
    const asked = watch(page);
    await page.goto(address);
    return { page, asked };
  };

  const demo = await open(`${demoUrl}/demo/`);
  await demo.page.getByRole('button', { name: 'Talk to us' }).click();
  const panel = demo.page.frameLocator('iframe');
  await panel.getByRole('button', { name: 'Write' }).waitFor();
  checkLaziness(demo.asked, 'the demo page', widget);
  all.push(...demo.asked);
  await demo.page.context().close();

  const phone = await open(`${url}/c/h5`);
  await phone.page.getByRole('button', { name: 'Write' }).click();
  await phone.page.getByRole('textbox', { name: 'Message' }).fill('Hello');
  await phone.page.getByRole('button', { name: 'Send' }).click();
  checkLaziness(phone.asked, 'the phone page', h5);
  all.push(...phone.asked);
  await phone.page.context().close();

  const caller = await open(`${url}/c/h5`);
  const [first] = h5.call;
  const called = caller.page.waitForRequest((request) => fileOf(request.url()) === first, { timeout: 15_000 });
  await caller.page.getByRole('button', { name: 'Video' }).click();
  await called.catch(() => fail('the call module was not loaded after "Video"'));
  all.push(...caller.asked);
  await caller.page.context().close();
  return all;
}

const widget = sizesOf('widget.html');
const h5 = sizesOf('h5.html');
reportSize('loader', 'loader', ['widget.js']);
reportSize('chat', 'chat in the widget', widget.chat);
reportSize('chat', 'chat on the phone page', h5.chat);
reportSize('call', 'call module', new Set([...widget.call, ...h5.call]));
const fonts = new Set(
  Object.values(manifest).flatMap((entry) => (entry.assets ?? []).filter((file) => /woff2$/.test(file))),
);
report({
  name: 'widget-size, Latin font, only where Latin text is shown',
  value: gzipBytes(fonts) / kB,
  unit: 'kB',
  baseline: null,
  note: 'outside the budgets; text is drawn with a system font until it is there',
});

const stack = await startStack({ env: { VISAVIS_LOG_LEVEL: 'warn' } });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-dev-shm-usage',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
  ],
});
try {
  const asked = await visit(browser, stack.url, stack.demoUrl, widget, h5);
  const ports = [stack.url, stack.demoUrl].map((address) => new URL(address).port);
  const foreign = [...new Set(asked.filter((url) => isThirdParty(url, ports)))];
  report({
    name: `widget-size, requests to third parties of ${asked.length}`,
    value: foreign.length,
    unit: 'requests',
    baseline: null,
  });
  if (foreign.length > 0) fail(`third parties were asked: ${foreign.join(', ')}`);
} finally {
  await browser.close();
  await stack.stop();
}
