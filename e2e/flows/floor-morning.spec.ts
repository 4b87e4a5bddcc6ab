// A busy morning on the floor: agents in every state, lines in several groups, an alarm; as README and guide show it.
import type { Page } from '@playwright/test';
import { axe, demoPassword, expect, picture, test } from '../support/fixtures.ts';
import { goOnline, people, presenceButton, said, signIn, wrapUp, write } from '../support/people.ts';
import { type Stack, startStack } from '../support/stack.ts';

const patience = { timeout: 60_000 };
const thresholds = { maxWaiting: null, maxWaitSeconds: 20, minServiceLevelPercent: null, minAgentsFree: null };
/** Two texts fill an agent. */
const call = { limit: 1, weight: 2, exclusive: true };
const defaultCapacity = { units: 2, text: { limit: 2, weight: 1, exclusive: false }, voice: call, video: call };

/** Groups with their channels, and the people in them, as an administrator makes them. */
async function setUp(stack: Stack, page: Page): Promise<void> {
  await signIn(page, stack.url, people.admin);
  const post = async (path: string, data: object): Promise<Record<string, { id: string }>> => {
    const made = await page.request.post(`${stack.url}/api/v1/${path}`, { data });
    expect(made.status(), await made.text()).toBe(200);
    return made.json();
  };
  const group = async (name: string, key: string, over: object): Promise<string> => {
    const { group } = await post('skill-groups', { name, autoAcceptText: true, defaultCapacity, ...over });
    const brand = { en: 'Harbour Bank', zh: '海港银行' };
    const greeting = { en: `Ask us about ${name}.`, zh: '您好！' };
    await post('channels', { key, name, brand, greeting, groupId: group?.id });
    return group?.id ?? '';
  };
  const cards = await group('Cards', 'cards', { thresholds });
  const payments = await group('Payments', 'payments', { wrapUpSeconds: { text: 600, voice: 600, video: 600 } });
  const clients = await group('Private clients', 'private', {});
  const agent = (email: string, displayName: string, ...groups: string[]) =>
    post('agents', {
      ...{ email: `${email}@demo.visavis`, displayName, role: 'agent', password: demoPassword },
      groups: groups.map((groupId) => ({ groupId, level: 4 })),
    });
  await agent('li', 'Li Wei', cards, clients);
  await agent('amara', 'Amara Okafor', cards);
  await agent('tom', 'Tom Becker', payments);
  await agent('sofia', 'Sofia Rossi', clients);
  await agent('ana', 'Ana Ruiz', payments, clients);
}

test('a busy morning is read at a glance, from three metres and in both languages', async ({
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const stack = await startStack();
  try {
    const admin = await agentWindow();
    await setUp(stack, admin);
    const atWork = async (name: string): Promise<Page> => {
      const page = await agentWindow();
      await signIn(page, stack.url, `${name}@demo.visavis`);
      await goOnline(page);
      return page;
    };
    const writes = async (channel: string, text: string): Promise<Page> => {
      const page = await visitorWindow();
      await page.goto(`${stack.url}/c/${channel}`);
      await page.getByRole('button', { name: /^Write/ }).click();
      await write(page, text);
      return page;
    };
    const choose = async (page: Page, name: string): Promise<void> => {
      await presenceButton(page).click();
      await page.getByRole('menuitem', { name, exact: true }).click();
      await expect(presenceButton(page)).toContainText(name, patience);
    };

    const amara = await atWork('amara');
    for (const text of ['My card is blocked.', 'May I use it in Peru?']) {
      await writes('cards', text);
      await expect(said(amara, text).or(amara.getByText(text)).first()).toBeVisible(patience);
    }
    const tom = await atWork('tom');
    await writes('payments', 'Where is my payment?');
    await tom.getByRole('link', { name: /Where is my payment/ }).click(patience);
    await write(tom, 'It arrived a minute ago.');
    await wrapUp(tom);
    await expect(presenceButton(tom)).toContainText('Wrap-up', patience);
    const ana = await atWork('ana');
    for (const text of ['A payment is missing.', 'How do I pay abroad?']) {
      await writes('payments', text);
      await expect(ana.getByText(text).first()).toBeVisible(patience);
    }
    await choose(await atWork('li'), 'Break: Meal');
    await choose(await atWork('grace'), 'Busy');
    await atWork('sofia');
    await atWork('jun');

    // Nobody of these groups has room any more.
    for (const text of ['I lost my card.', 'Card stolen!', 'A new PIN, please.']) await writes('cards', text);
    for (const text of ['The wrong amount went out.', 'Please stop a payment.']) await writes('payments', text);

    const marta = await agentWindow();
    await signIn(marta, stack.url, people.marta);
    await marta.goto(`${stack.url}/console/floor`);
    const row = (name: string | RegExp) => marta.getByRole('row', { name });
    await expect(row(/^Cards/)).toContainText('none free of 2', patience);
    await expect(row(/^Private clients/)).toContainText('1 free of 3', patience);
    const head = (name: string) =>
      marta.locator('.heads > div').filter({ has: marta.locator('dt', { hasText: name }) });
    await expect(head('Waiting')).toContainText('5 for text', patience);
    await expect(head('Agents free')).toContainText('2 of 7', patience);
    const alarms = marta.getByRole('complementary', { name: 'Alarms' });
    await expect(alarms.getByRole('heading', { name: /waits 0:\d\d in Cards/ })).toBeVisible(patience);
    await axe(marta);
    await picture(marta, 'floor');
    await marta.locator('.floor-bar label').filter({ hasText: 'Agents' }).click();
    await expect(row(/Li Wei/)).toContainText('break: Meal');
    await expect(row(/Tom Becker/)).toContainText('wrap-up');
    await expect(row(/Amara Okafor/)).toContainText('2 of at most 2 texts');
    await axe(marta);
    await picture(marta, 'floor-agents');

    const dark = await agentWindow({ viewport: { width: 1920, height: 1080 }, colorScheme: 'dark', language: 'zh' });
    await signIn(dark, stack.url, people.marta, 'zh');
    await dark.goto(`${stack.url}/console/floor`);
    await expect(dark.getByRole('row', { name: /^Cards/ })).toBeVisible(patience);
    await axe(dark);
    await picture(dark, 'floor-zh-dark');
  } finally {
    await stack.stop();
  }
});
