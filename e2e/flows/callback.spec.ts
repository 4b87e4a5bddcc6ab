// Waiting well and not having to: rung back by link, tried again, a message left and answered. The rules offer both.
import type { Page } from '@playwright/test';
import { axe, demoPassword, expect, needsMedia, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  begin,
  expectBothMoving,
  goOnline,
  hangUp,
  people,
  said,
  signIn,
  startCall,
  wrapUp,
  write,
} from '../support/people.ts';

const patience = { timeout: 60_000 };

/** Everybody is looked for as ever; after a second the other ways are offered too. */
async function offerWays(page: Page, url: string): Promise<void> {
  const api = page.request;
  await api.post(`${url}/api/v1/auth/sign-in`, { data: { email: people.admin, password: demoPassword } });
  const { ruleSet } = await (await api.get(`${url}/api/v1/routing/rules`)).json();
  const groups = [{ groupId: null, minLevel: 1 }];
  const label = { en: 'Ring the lost card line', zh: '拨打挂失专线' };
  const options = [{ kind: 'callback' }, { kind: 'message' }, { kind: 'address', address: 'tel:+448081570199', label }];
  const rule = {
    id: '0193a5d0-0000-7000-8000-000000000001',
    ...{ name: 'Other ways', enabled: true, when: [], priority: 0 },
    stages: [
      { kind: 'skill_group', groups, strategy: null, patienceSeconds: 1 },
      { kind: 'offer', options, patienceSeconds: null },
    ],
  };
  const data = { version: ruleSet.version, rules: [rule], note: '' };
  const put = await api.put(`${url}/api/v1/routing/rules`, { data });
  expect(put.status(), await put.text()).toBe(200);
}

test.beforeEach(async ({ stack, agentWindow }) => {
  await offerWays(await agentWindow(), stack.url);
});

test('a caller who will not wait is rung back by link, and starts the video from there', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const visitor = await visitorWindow();
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor);
  const callMe = visitor.getByRole('button', { name: 'Call me back instead' });
  await expect(callMe).toBeVisible(patience);
  const ring = visitor.getByRole('link', { name: 'Ring the lost card line' });
  await expect(ring).toHaveAttribute('href', 'tel:+448081570199');
  await axe(visitor);
  await callMe.click();
  const submit = visitor.getByRole('button', { name: 'Call me back in turn' });
  await expect(submit).toBeEnabled(patience);
  const number = visitor.getByRole('textbox', { name: 'On which number?' });
  await number.fill('not a number');
  await submit.click();
  await expect(visitor.getByRole('alert').filter({ hasText: 'This is no telephone number' })).toBeVisible();
  await axe(visitor);
  await number.fill('+44 7700 900417');
  await submit.click();
  const settled = visitor.getByRole('heading', { name: 'We call you when it is your turn' });
  await expect(settled).toBeVisible();
  await expect(visitor.getByText('On the number ending in 417')).toBeVisible();
  await axe(visitor);
  await visitor.reload();
  await expect(settled).toBeVisible(patience);
  await visitor.context().close();

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await expect(agent.getByText('Callback, in turn')).toBeVisible(patience);
  await goOnline(agent);
  await expect(agent.getByText('Callback to +447700900417')).toBeVisible(patience);
  await accept(agent).click();
  await expect(agent.getByRole('link', { name: 'Ring +447700900417' })).toHaveAttribute('href', 'tel:+447700900417');
  const made = agent.waitForResponse((answer) => answer.url().endsWith('/callback/link'));
  await agent.getByRole('button', { name: 'Copy the link for the visitor' }).click();
  const { url } = (await (await made).json()) as { url: string };
  await axe(agent);

  const phone = await visitorWindow();
  await phone.goto(url);
  await expect(phone.getByRole('heading', { name: /is here for you/ })).toBeVisible(patience);
  expect(phone.url()).not.toContain('callback=');
  await axe(phone);
  await phone.getByRole('button', { name: 'Start video' }).click();
  await startCall(phone);
  await accept(agent).click();
  await expectBothMoving(phone, agent);
  await hangUp(agent);
  await wrapUp(agent);
  await expect(phone.getByRole('button', { name: 'Start again' })).toBeVisible(patience);
});

test('nobody answers: the callback is tried again later, and the visitor reads when', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  const visitor = await visitorWindow({ language: 'zh', colorScheme: 'dark' });
  await begin(visitor, stack.url, '请给我回电', 'zh');
  await visitor.getByRole('button', { name: '不等了，请回电' }).click(patience);
  await visitor.getByRole('radio', { name: '电子邮件' }).check(patience);
  await visitor.getByRole('textbox', { name: '邮箱地址' }).fill('li@example.com');
  await axe(visitor);
  await visitor.getByRole('button', { name: '轮到我时回电' }).click();
  await expect(visitor.getByRole('heading', { name: '轮到您时，我们给您回电' })).toBeVisible();

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  // Texts may be taken without a press; then the conversation is there at once.
  const notReached = agent.getByRole('button', { name: 'Not reached' });
  await expect(async () => {
    if ((await accept(agent).count()) > 0) await accept(agent).click({ timeout: 5_000 });
    await expect(notReached).toBeVisible({ timeout: 5_000 });
  }).toPass(patience);
  await notReached.click();
  await agent.getByRole('dialog').getByRole('button', { name: 'Not reached' }).click();
  await expect(visitor.getByText(/刚才没有联系上您/)).toBeVisible(patience);
  await visitor.getByRole('button', { name: '不需要回电了' }).click();
  await visitor.getByRole('button', { name: '是的，取消' }).click();
  await expect(visitor.getByRole('button', { name: '重新开始' })).toBeVisible();
});

test('a message is left, listed for the group, and answered in a conversation of its own', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'Hello?');
  await visitor.getByRole('button', { name: 'Leave a message' }).click(patience);
  await visitor.getByRole('button', { name: 'Leave this message' }).click();
  await expect(visitor.getByText('Please write a few words.')).toBeVisible();
  await visitor.getByRole('textbox', { name: 'Your message' }).fill('My card is lost, please block it.');
  await visitor.getByRole('textbox', { name: 'On which number?' }).fill('07700 900417');
  await axe(visitor);
  await visitor.getByRole('button', { name: 'Leave this message' }).click();
  await expect(visitor.getByRole('heading', { name: 'We have your message' })).toBeVisible();

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  await expect(agent.getByText('My card is lost, please block it.').first()).toBeVisible(patience);
  await axe(agent);
  await agent.getByRole('button', { name: /^Answer the message of / }).click();
  await expect(said(agent, 'My card is lost, please block it.')).toBeVisible(patience);
  await write(agent, 'It is blocked.');
  await expect(said(visitor, 'It is blocked.')).toBeVisible(patience);
  await wrapUp(agent);
  await expect(agent.getByRole('heading', { name: 'Messages' })).toBeHidden(patience);
});

test('the place is kept through a reload with a camera that has stopped working', async ({ stack, visitorWindow }) => {
  needsMedia();
  const visitor = await visitorWindow();
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor);
  const place = visitor.getByRole('status').filter({ hasText: 'in line for video' });
  await expect(place).toBeVisible(patience);
  await visitor.addInitScript(() => {
    const gone = (): Promise<MediaStream> => Promise.reject(new DOMException('no camera', 'NotFoundError'));
    navigator.mediaDevices.getUserMedia = gone;
  });
  await visitor.reload();
  await expect(place).toBeVisible(patience);
  await expect(place).toContainText('1st');
  await visitor.getByRole('button', { name: 'Leave' }).click();
  await visitor.getByRole('button', { name: 'Yes, leave' }).click();
  await expect(visitor.getByRole('heading', { name: 'You have left the line' })).toBeVisible();
});
