// The short flow in Chinese, on a phone and on a desk; and no page anywhere that axe finds fault with.
import { sitBefore } from '../support/faces.ts';
import { axe, desk, expect, needsMedia, phone, picture, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  expectBothMoving,
  goOffline,
  goOnline,
  hangUp,
  messageBox,
  people,
  said,
  signIn,
  startCall,
  wrapUp,
  write,
} from '../support/people.ts';

for (const [name, viewport, colorScheme] of [
  ['phone', phone, 'light'],
  ['desk', desk, 'dark'],
] as const) {
  test(`in Chinese, ${name}, ${colorScheme}: write, be answered, see each other, hang up`, async ({
    stack,
    visitorWindow,
    agentWindow,
  }) => {
    needsMedia();
    test.slow();
    const agent = await agentWindow({ language: 'zh', colorScheme });
    const visitor = await visitorWindow({ language: 'zh', viewport, colorScheme });
    await sitBefore(agent, 'jun');
    await sitBefore(visitor, 'visitor');

    await test.step('the console speaks Chinese', async () => {
      await agent.goto(`${stack.url}/console/`);
      await expect(agent.getByRole('heading', { name: '登录' })).toBeVisible();
      await axe(agent);
      await signIn(agent, stack.url, people.jun, 'zh');
      await goOnline(agent, 'zh');
      await axe(agent);
    });

    await test.step('the visitor writes and is answered', async () => {
      await visitor.goto(`${stack.url}/c/h5`);
      await expect(visitor.locator('html')).toHaveAttribute('lang', /^zh/);
      await expect(visitor.getByText('现在有人可以接待您。')).toBeVisible();
      await axe(visitor);
      await picture(visitor, `visitor-first-zh-${name}`);
      await visitor.getByRole('button', { name: /^文字/ }).click();
      await write(visitor, '我的银行卡丢了，怎么办？', 'zh');
      await accept(agent, 'zh').click();
      await write(agent, '别担心，我先帮您冻结卡片。', 'zh');
      await expect(said(visitor, '别担心，我先帮您冻结卡片。')).toBeVisible();
      await axe(visitor);
      await axe(agent);
    });

    await test.step('they see each other', async () => {
      await visitor.getByRole('button', { name: /^视频/ }).click();
      await expect(visitor.getByRole('heading', { name: '可以录制这次视频通话吗？' })).toBeVisible();
      await axe(visitor);
      await visitor.getByRole('button', { name: '同意录制并继续' }).click();
      await visitor.getByRole('heading', { name: '您能看清自己吗？' }).click();
      await expect(visitor.getByLabel('您的画面')).toBeVisible();
      await axe(visitor);
      await startCall(visitor, 'zh');
      await accept(agent, 'zh').click();
      await expectBothMoving(visitor, agent, 'zh', /He Jun/);
      await picture(visitor, `visitor-call-zh-${name}`);
      await picture(agent, `console-call-zh-${colorScheme}`);
      await axe(visitor);
      await axe(agent);
    });

    await test.step('they part', async () => {
      await hangUp(agent, 'zh');
      await expect(messageBox(visitor, 'zh')).toBeVisible();
      await wrapUp(agent, 'zh');
      await expect(visitor.getByRole('heading', { name: '感谢您的联系' })).toBeVisible();
      await axe(visitor);
      await goOffline(agent, 'zh');
    });
  });
}

test('axe finds nothing while a visitor waits, on a phone and on a desk', async ({ stack, visitorWindow }) => {
  needsMedia();
  for (const viewport of [phone, desk]) {
    const visitor = await visitorWindow({ viewport });
    await visitor.goto(`${stack.url}/c/h5`);
    await askForCall(visitor);
    await expect(visitor.getByRole('status').filter({ hasText: /in line/ })).toBeVisible();
    await axe(visitor);
    await visitor.getByRole('button', { name: 'Leave' }).click();
    await axe(visitor);
    await visitor.getByRole('button', { name: 'Yes, leave' }).click();
    await expect(visitor.getByRole('heading', { name: 'You have left the line' })).toBeVisible();
    await axe(visitor);
  }
});

const consolePages = [
  { link: 'Recordings', heading: 'Recordings' },
  { link: 'Rules', heading: 'Routing rules' },
  { link: 'Hours and holidays', heading: 'Hours and holidays' },
  { link: 'Business systems', heading: 'Business systems' },
  { link: 'Settings', heading: 'Channels' },
  { link: 'Groups and skills', heading: 'Groups and skills' },
  { link: 'People', heading: 'People' },
  { link: 'Work', heading: 'Work' },
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the pages of the console, ${colorScheme}`, async ({ stack, agentWindow }) => {
    test.slow();
    const page = await agentWindow({ colorScheme });
    await signIn(page, stack.url, people.admin);
    for (const { link, heading } of consolePages) {
      await page.getByRole('link', { name: link, exact: true }).first().click();
      await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      await axe(page);
    }
    await page.getByRole('link', { name: 'Recordings' }).click();
    const first = page.getByRole('link', { name: /^(Visitor|访客)/ }).first();
    if ((await first.count()) > 0) {
      await first.click();
      await expect(page.locator('video').first()).toBeVisible({ timeout: 120_000 });
      await axe(page);
    }
    await page.setViewportSize(phone);
    await page.getByRole('link', { name: 'Work', exact: true }).click();
    await axe(page);
  });
}
