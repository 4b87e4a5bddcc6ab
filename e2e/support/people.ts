// What people do, by the names that screen readers and automation rely on.
import { expect, type Page } from '@playwright/test';
import { demoPassword } from './stack.ts';

export const people = {
  grace: 'grace@demo.visavis',
  jun: 'jun@demo.visavis',
  marta: 'marta@demo.visavis',
  admin: 'admin@demo.visavis',
} as const;

const words = {
  en: { email: 'Email', password: 'Password', signIn: 'Sign in', online: 'Online' },
  zh: { email: '邮箱', password: '密码', signIn: '登录', online: '在线' },
} as const;

/** Signs in and waits for the work page. */
export async function signIn(page: Page, url: string, email: string, language: 'en' | 'zh' = 'en'): Promise<void> {
  const say = words[language];
  await page.goto(`${url}/console/`);
  await page.getByLabel(say.email).fill(email);
  await page.getByLabel(say.password, { exact: false }).first().fill(demoPassword);
  await page.getByRole('button', { name: say.signIn }).click();
  await expect(page.getByRole('button', { name: say.signIn })).toHaveCount(0);
}

const presenceButton = (page: Page) =>
  page.getByRole('button', { name: /^(Online|Break|Offline|Not responding|In a call)/ });

export async function goOnline(page: Page): Promise<void> {
  await expect(presenceButton(page)).toBeVisible();
  await presenceButton(page).click();
  await page.getByRole('menuitem', { name: /^Online/ }).click();
  await expect(page.getByRole('button', { name: /^Online/ })).toBeVisible();
}

export async function goOffline(page: Page): Promise<void> {
  await presenceButton(page).click();
  await page.getByRole('menuitem', { name: /^Offline/ }).click();
  await expect(page.getByRole('button', { name: /^Offline/ })).toBeVisible();
}

export const accept = (page: Page) => page.getByRole('button', { name: /^Accept/ });

export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message/ }).fill(text);
  await page.getByRole('button', { name: /^Send/ }).click();
}

/** How many frames each remote picture has decoded so far, by its label. */
export const framesOf = (page: Page): Promise<Record<string, number>> =>
  page.evaluate(() => {
    const videos = [...document.querySelectorAll('video')].filter(
      (video) => !video.muted || video.dataset.remote !== undefined,
    );
    return Object.fromEntries(
      videos.map((video) => [video.getAttribute('aria-label') ?? '', video.getVideoPlaybackQuality().totalVideoFrames]),
    );
  });

const totalFrames = async (page: Page, label: RegExp | string): Promise<number> =>
  page
    .getByLabel(label)
    .locator('visible=true')
    .first()
    .evaluate((video) => (video as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames);

/** The picture labelled so is decoding new frames right now. */
export async function expectMovingPicture(page: Page, label: RegExp | string): Promise<void> {
  await expect(page.locator('video').and(page.getByLabel(label)).first()).toBeVisible();
  const before = await totalFrames(page, label).catch(() => 0);
  await expect.poll(() => totalFrames(page, label).catch(() => 0), { timeout: 30_000 }).toBeGreaterThan(before + 5);
}
