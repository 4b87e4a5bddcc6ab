// Devices that cannot be had: each cause has its own words, its own way out, and text always works.
import type { Page } from '@playwright/test';
import { axe, expect, needsMedia, test } from '../support/fixtures.ts';
import {
  accept,
  expectMovingPicture,
  goOnline,
  hangUp,
  people,
  said,
  signIn,
  startCall,
  wrapUp,
  write,
} from '../support/people.ts';

type Fault = 'NotAllowedError' | 'NotFoundError' | 'NotReadableError';

/** Plays devices that fail: a request that names one fails as a browser would let it. */
function breakDevices(faults: { camera?: Fault; microphone?: Fault }): void {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => {
    const fault = (wanted?.audio && faults.microphone) || (wanted?.video && faults.camera);
    return fault ? Promise.reject(new DOMException('played', fault)) : real(wanted);
  };
}

async function chooseVideo(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/c/h5`);
  await page.getByRole('button', { name: /^Video/ }).click();
  await page.getByRole('button', { name: 'Yes, record and go on' }).click();
}

/** Whatever is broken, writing works, and the visitor can take it back. */
async function expectTextWorks(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await write(page, 'Then I write.');
  await expect(said(page, 'Then I write.')).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: /in line|next/ })).toBeVisible();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Yes, finish' }).click();
  await expect(page.getByRole('heading', { name: 'You have left the line' })).toBeVisible();
}

const cases = [
  {
    what: 'a camera that was refused',
    faults: { camera: 'NotAllowedError' },
    title: 'The camera is closed for this page',
    voice: true,
  },
  { what: 'no camera', faults: { camera: 'NotFoundError' }, title: 'We find no camera', voice: true },
  {
    what: 'a camera in use elsewhere',
    faults: { camera: 'NotReadableError' },
    title: 'Another programme is using the camera',
    voice: true,
  },
  {
    what: 'a microphone that was refused',
    faults: { microphone: 'NotAllowedError' },
    title: 'The microphone is closed for this page',
    voice: false,
  },
  { what: 'no microphone', faults: { microphone: 'NotFoundError' }, title: 'We find no microphone', voice: false },
] as const;

for (const { what, faults, title, voice } of cases) {
  test(`${what}: the visitor is told why, and offered ${voice ? 'voice and text' : 'text'}`, async ({
    stack,
    visitorWindow,
  }) => {
    const page = await visitorWindow();
    await page.addInitScript(breakDevices, faults);
    await chooseVideo(page, stack.url);
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expect(page.getByRole('button', { name: /try again$/ })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Use voice' })).toHaveCount(voice ? 1 : 0);
    if (what === 'a camera that was refused') {
      await axe(page);
      await page.getByRole('button', { name: 'Use voice' }).click();
      // A touch keeps the check from going on by itself.
      await page.getByRole('heading', { name: 'Say a few words. Do the bars move?' }).click();
      await expect(page.getByRole('button', { name: 'Yes, join the line' })).toBeEnabled();
      await page.getByRole('button', { name: 'Back' }).click();
      await chooseVideo(page, stack.url);
    }
    await expectTextWorks(page);
  });
}

test('a page that is not secure has no devices: the visitor is told so and writes', async ({
  stack,
  visitorWindow,
}) => {
  const page = await visitorWindow();
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'isSecureContext', { value: false });
    Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
  });
  await chooseVideo(page, stack.url);
  await expect(page.getByRole('heading', { name: 'This page may not use the camera' })).toBeVisible();
  await expect(page.getByText(/secure addresses only/)).toBeVisible();
  await expect(page.getByRole('button', { name: /try again$/ })).toHaveCount(0);
  await expectTextWorks(page);
});

test('once the camera is allowed, the visitor tries again and sees the own picture', async ({
  stack,
  visitorWindow,
}) => {
  const page = await visitorWindow();
  await page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const state = globalThis as { cameraAllowed?: boolean };
    navigator.mediaDevices.getUserMedia = (wanted) =>
      wanted?.video && !state.cameraAllowed
        ? Promise.reject(new DOMException('played', 'NotAllowedError'))
        : real(wanted);
  });
  await chooseVideo(page, stack.url);
  await expect(page.getByRole('heading', { name: 'The camera is closed for this page' })).toBeVisible();
  await page.evaluate(() => {
    (globalThis as { cameraAllowed?: boolean }).cameraAllowed = true;
  });
  await page.getByRole('button', { name: 'I have allowed it, try again' }).click();
  await page.getByRole('heading', { name: 'Can you see yourself well?' }).click();
  await expect(page.getByLabel('Your picture')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Yes, join the line' })).toBeEnabled();
  await page.getByRole('button', { name: 'Back' }).click();
});

test('a caller whose camera fails in the line keeps the place, and speaks and sees when the turn comes', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const first = await visitorWindow();
  const second = await visitorWindow();
  for (const page of [first, second]) {
    await chooseVideo(page, stack.url);
    await startCall(page);
  }
  await expect(second.getByRole('status').filter({ hasText: '2nd' })).toBeVisible();
  // The camera is gone when the page comes back: the line is not left for that.
  await first.addInitScript(breakDevices, { camera: 'NotFoundError' as const });
  await first.reload();
  await expect(first.getByRole('status').filter({ hasText: '1st' })).toBeVisible();
  await expect(second.getByRole('status').filter({ hasText: '2nd' })).toBeVisible();

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  await accept(agent).click();
  await expectMovingPicture(first, /Grace Tan/);
  await expect(first.getByRole('button', { name: /^Mute/ })).toBeVisible();
  await expect(second.getByRole('status').filter({ hasText: '1st' })).toBeVisible();
  await second.getByRole('button', { name: /^(Leave|Finish)/ }).click();
  await hangUp(agent);
  await wrapUp(agent);
});
