// What every flow starts from: the real product, and one browser window per person.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, type BrowserContextOptions, test as base, expect, type Page } from '@playwright/test';
import { finishWork } from './finish-work.ts';
import { type Stack, startStack } from './stack.ts';

export { expect } from '@playwright/test';
export { demoPassword } from './stack.ts';

const pictures = resolve(import.meta.dirname, '../../docs/pictures');

/** Log of the worker's product, once a flow has asked for one. */
let logFile: string | undefined;

export const phone = { width: 390, height: 844 } as const;
export const desk = { width: 1440, height: 900 } as const;

export type Language = 'en' | 'zh';

export interface WindowOptions {
  readonly language?: Language;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** `refused`: the browser answers every request for camera and microphone with no. */
  readonly camera?: 'allowed' | 'refused';
}

/** Opens a window of its own (own cookies, own storage). Closed after the test; a script error in it fails the test. */
export type OpenWindow = (options?: WindowOptions) => Promise<Page>;

interface TestFixtures {
  /** A visitor's window: a phone, unless told otherwise. */
  readonly visitorWindow: OpenWindow;
  /** An agent's window: a desk, unless told otherwise. */
  readonly agentWindow: OpenWindow;
}

interface WorkerFixtures {
  /** One product per worker. Flows that kill or restart it start their own with `startStack`. */
  readonly stack: Stack;
}

const locales: Record<Language, string> = { en: 'en-GB', zh: 'zh-CN' };

function contextOptions(options: WindowOptions, viewport: { width: number; height: number }): BrowserContextOptions {
  return {
    locale: locales[options.language ?? 'en'],
    viewport: { ...(options.viewport ?? viewport) },
    colorScheme: options.colorScheme ?? 'light',
    permissions: options.camera === 'refused' ? [] : ['camera', 'microphone'],
    serviceWorkers: 'block',
  };
}

/** Chromium runs with a fake permission prompt that always says yes; a refusal has to be played. */
const refuseDevices = (): void => {
  const refuse = (): Promise<MediaStream> => Promise.reject(new DOMException('Permission denied', 'NotAllowedError'));
  navigator.mediaDevices.getUserMedia = refuse;
};

export const test = base.extend<
  TestFixtures & { openWindow: (viewport: typeof phone | typeof desk) => OpenWindow; serverLog: undefined },
  WorkerFixtures
>({
  stack: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use) => {
      const stack = await startStack();
      logFile = stack.logFile;
      await use(stack);
      await stack.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // A fixture, not a hook: hooks of a shared file run in the first spec that imports it only.
  serverLog: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern
    async ({}, use, info) => {
      await use(undefined);
      if (info.status === info.expectedStatus || !logFile || !existsSync(logFile)) return;
      await info.attach('server.log', { path: logFile, contentType: 'text/plain' });
    },
    { auto: true },
  ],

  openWindow: async ({ browser }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    const open =
      (viewport: { width: number; height: number }): OpenWindow =>
      async (options = {}) => {
        const context = await browser.newContext(contextOptions(options, viewport));
        contexts.push(context);
        if (options.camera === 'refused') await context.addInitScript(refuseDevices);
        context.on('weberror', (fault) => faults.push(String(fault.error().stack ?? fault.error())));
        return context.newPage();
      };
    await use(open);
    for (const context of contexts) await finishWork(context);
    for (const context of contexts) await context.close();
    expect(faults, 'script errors in the windows').toEqual([]);
  },
  visitorWindow: async ({ openWindow }, use) => {
    await use(openWindow(phone));
  },
  agentWindow: async ({ openWindow }, use) => {
    await use(openWindow(desk));
  },
});

export const mediaAvailable = existsSync(process.env.VISAVIS_JANUS_BIN ?? '/usr/bin/janus');

/** First line of a flow with a call: such a flow is skipped, and says why, where there is no Janus. */
export function needsMedia(): void {
  test.skip(!mediaAvailable, 'no Janus on this machine: sudo apt-get install -y janus ffmpeg');
}

/** Fails with a readable list when axe finds something on the page (WCAG 2.1 A and AA). */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.failureSummary?.replaceAll('\n', ' ') ?? ''}`),
  );
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}

/** Writes `docs/pictures/<name>.png`, for the README and for looking at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled', caret: 'hide' });
}
