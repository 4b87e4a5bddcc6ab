import { defineConfig } from '@playwright/test';

const chromiumArgs = [
  '--use-fake-ui-for-media-stream',
  // Few pictures a second: two faces encoded and decoded in software leave the product its share of two cores.
  '--use-fake-device-for-media-stream=fps=10',
  '--autoplay-policy=no-user-gesture-required',
  // As root and in containers Chromium has no sandbox and only a small /dev/shm.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--force-color-profile=srgb',
];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../.cache/e2e-results',
  globalSetup: './support/global-setup.ts',
  // Two cores: one product and its browsers at a time. No second tries: a flow that passes sometimes is broken.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    // Without a film of every window: with moving pictures in them that costs more than the flow itself.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: '/usr/bin/chromium', args: chromiumArgs },
  },
});
