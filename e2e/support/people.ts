// What people do, by the names that screen readers and automation rely on.
import { expect, type FrameLocator, type Page } from '@playwright/test';
import type { Language } from './fixtures.ts';
import { demoPassword } from './stack.ts';

export const people = {
  grace: 'grace@demo.visavis',
  jun: 'jun@demo.visavis',
  marta: 'marta@demo.visavis',
  admin: 'admin@demo.visavis',
} as const;

/** A visitor's page: a window of its own, or the widget's frame inside another page. */
export type VisitorPage = Page | FrameLocator;

const words = {
  en: {
    email: 'Email',
    password: 'Password',
    signIn: 'Sign in',
    presence: /^(Online|Busy|Break|Wrap-up|Offline|Not responding|In a call)/,
    online: /^Online/,
    offline: /^Offline/,
    accept: /^Accept/,
    decline: /^Decline/,
    message: /^Message/,
    send: /^Send/,
    video: /^Video/,
    voice: /^Voice/,
    write: /^Write/,
    consent: 'Yes, record and go on',
    go: /^Yes, (start the call|join the line)/,
    hangUp: /^Hang up/,
    wrapUp: /^Wrap up/,
    close: 'Close the conversation',
    note: /^Note/,
    visitor: /^Visitor/,
    agent: /Grace Tan/,
  },
  zh: {
    email: '邮箱',
    password: '密码',
    signIn: '登录',
    presence: /^(在线|忙碌|小休|话后处理|离线|未响应|通话中)/,
    online: /^在线/,
    offline: /^离线/,
    accept: /^接听/,
    decline: /^拒接/,
    message: /消息$/,
    send: /^发送/,
    video: /^视频/,
    voice: /^语音/,
    write: /^文字/,
    consent: '同意录制并继续',
    go: /^可以，开始(通话|排队)/,
    hangUp: /^挂断/,
    wrapUp: /^结束并转话后处理/,
    close: '关闭会话',
    note: /^备注/,
    visitor: /^访客/,
    agent: /Grace Tan/,
  },
} as const;

/** A loaded machine renders a page, or sets up a call, slowly; what is awaited is never a time but a state. */
const patience = { timeout: 60_000 };

/** Signs in and waits for the work page. */
export async function signIn(page: Page, url: string, email: string, language: Language = 'en'): Promise<void> {
  const say = words[language];
  await page.goto(`${url}/console/`);
  await page.getByLabel(say.email).fill(email);
  await page.getByLabel(say.password).first().fill(demoPassword);
  await page.getByRole('button', { name: say.signIn }).click();
  await expect(presenceButton(page, language)).toBeVisible(patience);
}

export const presenceButton = (page: Page, language: Language = 'en') =>
  page.getByRole('banner').getByRole('button', { name: words[language].presence });

async function choosePresence(page: Page, language: Language, name: RegExp): Promise<void> {
  await presenceButton(page, language).click();
  await page.getByRole('menuitem', { name }).click();
  await expect(page.getByRole('banner').getByRole('button', { name })).toBeVisible(patience);
}

export const goOnline = (page: Page, language: Language = 'en') =>
  choosePresence(page, language, words[language].online);

export const goOffline = (page: Page, language: Language = 'en') =>
  choosePresence(page, language, words[language].offline);

export const accept = (page: VisitorPage, language: Language = 'en') =>
  page.getByRole('button', { name: words[language].accept });

export const decline = (page: VisitorPage, language: Language = 'en') =>
  page.getByRole('button', { name: words[language].decline });

export const messageBox = (page: VisitorPage, language: Language = 'en') =>
  page.getByRole('textbox', { name: words[language].message });

export async function write(page: VisitorPage, text: string, language: Language = 'en'): Promise<void> {
  await messageBox(page, language).fill(text);
  await page.getByRole('button', { name: words[language].send }).click();
}

/** What was said, as the conversation itself shows it: a work list repeats the newest words. */
export const said = (page: VisitorPage, text: string | RegExp) =>
  page.locator('[role=log], main, .chat-pane').getByText(text, { exact: true });

/** Opens the visitor's page and chooses to write. */
export async function begin(page: Page, url: string, text: string, language: Language = 'en'): Promise<void> {
  await page.goto(`${url}/c/h5`);
  await page.getByRole('button', { name: words[language].write }).click();
  await write(page, text, language);
}

/** The visitor presses "Video" or "Voice" and answers both questions, up to the call or the line. */
export async function askForCall(
  page: VisitorPage,
  kind: 'video' | 'voice' = 'video',
  language: Language = 'en',
): Promise<void> {
  const say = words[language];
  await page.getByRole('button', { name: say[kind] }).click();
  await page.getByRole('button', { name: say.consent }).click();
  await startCall(page, language);
}

/** Presses on through the device check, which may have gone on by itself before the press. */
export async function startCall(page: VisitorPage, language: Language = 'en'): Promise<void> {
  const go = page.getByRole('button', { name: words[language].go });
  const press = async (): Promise<void> => {
    try {
      await go.click({ timeout: 5_000 });
    } catch (error) {
      if ((await go.count()) > 0) throw error;
    }
  };
  await expect(press).toPass(patience);
}

/** The remote picture labelled so. */
export const pictureOf = (page: VisitorPage, label: RegExp | string) =>
  page.locator('main video[aria-label]').and(page.getByLabel(label)).first();

const framesOf = (page: VisitorPage, label: RegExp | string): Promise<number> =>
  pictureOf(page, label).evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);

/** The picture labelled so is decoding new frames right now. */
export async function expectMovingPicture(page: VisitorPage, label: RegExp | string): Promise<void> {
  await expect(pictureOf(page, label)).toBeVisible(patience);
  const before = await framesOf(page, label);
  await expect.poll(() => framesOf(page, label), { ...patience, message: `frames of ${label}` }).not.toBe(before);
  const first = await framesOf(page, label);
  await expect
    .poll(() => framesOf(page, label), { ...patience, message: `frames of ${label}` })
    .toBeGreaterThan(first + 5);
}

/** Both see each other move. */
export async function expectBothMoving(
  visitor: VisitorPage,
  agent: Page,
  language: Language = 'en',
  agentName: RegExp = words[language].agent,
): Promise<void> {
  await expectMovingPicture(visitor, agentName);
  await expectMovingPicture(agent, words[language].visitor);
}

export async function hangUp(page: Page, language: Language = 'en'): Promise<void> {
  const button = page.getByRole('button', { name: words[language].hangUp });
  await button.click();
  await expect(button).toHaveCount(0, patience);
}

/** Closes the conversation on the screen. */
export async function wrapUp(page: Page, language: Language = 'en', note = ''): Promise<void> {
  const say = words[language];
  await page.getByRole('button', { name: say.wrapUp }).click();
  const dialog = page.getByRole('dialog');
  if (note !== '') await dialog.getByRole('textbox', { name: say.note }).fill(note);
  await dialog.getByRole('button', { name: say.close }).click();
  await expect(dialog).toHaveCount(0, patience);
}

/** A waiting visitor gives the place up. */
export async function leaveLine(page: Page, language: Language = 'en'): Promise<void> {
  const [out, yes, again] =
    language === 'en' ? [/^(Leave|Finish)$/, /^Yes, /, 'Start again'] : [/^(离开|结束会话)$/, /^是的，/, '重新开始'];
  await page.getByRole('button', { name: out }).click();
  await page.getByRole('dialog').getByRole('button', { name: yes }).click();
  await expect(page.getByRole('button', { name: again })).toBeVisible(patience);
}
