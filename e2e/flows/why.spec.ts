// Why it rings at me, and why it rang at them: what the offer says, and what supervisors read of the whole way, in both languages.
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { accept, decline, goOnline, people, said, signIn, write } from '../support/people.ts';
import { demoPassword, type Stack, startStack } from '../support/stack.ts';

const patience = { timeout: 60_000 };

/** Cards: Ana is experienced, Bo a beginner. Level 3 is asked for three minutes, then anybody; a callback after four. */
async function setUp(stack: Stack, admin: Page): Promise<void> {
  await signIn(admin, stack.url, people.admin);
  const send = async (method: 'post' | 'put', path: string, data: object): Promise<Record<string, { id: string }>> => {
    const made = await admin.request[method](`${stack.url}/api/v1/${path}`, { data });
    expect(made.status(), await made.text()).toBe(200);
    return made.json();
  };
  const { group } = await send('post', 'skill-groups', { name: 'Cards' });
  const brand = { en: 'Harbour Bank', zh: '海港银行' };
  const greeting = { en: 'Ask us about cards.', zh: '您好！' };
  await send('post', 'channels', { key: 'cards', name: 'Cards', brand, greeting, groupId: group?.id });
  for (const [name, level] of [
    ['Ana', 3],
    ['Bo', 1],
  ] as const)
    await send('post', 'agents', {
      ...{ email: `${name.toLowerCase()}@demo.visavis`, displayName: name, role: 'agent', password: demoPassword },
      groups: [{ groupId: group?.id, level }],
    });
  const cards = (minLevel: number, patienceSeconds: number | null) => ({
    ...{ kind: 'skill_group', groups: [{ groupId: group?.id, minLevel }], strategy: null, patienceSeconds },
  });
  const stages = [
    { kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: 20 },
    cards(3, 180),
    cards(1, 40),
    { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null },
  ];
  const rule = { ...{ id: randomUUID(), name: 'Everybody', enabled: true, when: [], priority: 0 }, stages };
  // biome-ignore lint/suspicious/noThenProperty: a word of the contract; nothing awaits a rule.
  await send('put', 'routing/rules', { version: 0, rules: [{ ...rule, then: 'decide' }], note: '' });
}

test('an offer says when there was no choice or it is not the first time; supervisors read what was passed over and who answered', async ({
  agentWindow,
  visitorWindow,
}) => {
  test.slow();
  const stack = await startStack();
  try {
    await setUp(stack, await agentWindow());
    const atWork = async (name: string): Promise<Page> => {
      const page = await agentWindow();
      await signIn(page, stack.url, `${name}@demo.visavis`);
      await goOnline(page);
      return page;
    };
    const [ana, bo] = [await atWork('ana'), await atWork('bo')];
    const visitor = await visitorWindow();
    await visitor.goto(`${stack.url}/c/cards`);
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await write(visitor, 'My card was swallowed.');

    await expect(ana.getByText('Cards, level 3 and above: you are the only one free.')).toBeVisible(patience);
    await axe(ana);
    await decline(ana).click();
    // Nobody of level 3 is left, so the next stage has its turn at once.
    await expect(bo.getByText('Cards: nobody else free is left to ask.')).toBeVisible(patience);
    await decline(bo).click();
    // After a pause somebody is asked once more.
    const again = /^Cards: everybody free has been asked, you at \d\d:\d\d\.$/;
    const asked = async () => (await ana.getByText(again).count()) + (await bo.getByText(again).count());
    await expect.poll(asked, patience).toBe(1);
    const [first, other] = (await accept(ana).isVisible()) ? [ana, bo] : [bo, ana];
    const [firstName, otherName] = first === ana ? ['Ana', 'Bo'] : ['Bo', 'Ana'];
    await axe(first);
    await picture(first, 'offer-again');
    await accept(first).click();
    await expect(said(first, 'My card was swallowed.')).toBeVisible(patience);
    await first.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = first.getByRole('dialog');
    await panel.getByRole('radio', { name: new RegExp(`^${otherName}`) }).check();
    await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
    await accept(other).click(patience);
    await write(other, 'I am here.');

    const supervisor = await agentWindow();
    await signIn(supervisor, stack.url, people.marta);
    await supervisor.goto(other.url());
    const why = supervisor.locator('.why-all');
    for (const words of [
      'A group: Cards, level 3 and above · for 3 min',
      /^Offered: a callback · after 4 min$/,
      'Stage 1 was passed over: Nobody who may take it has served them yet.',
      'Stage 2 was passed over: Everybody was asked already.',
      `Accepted by ${firstName}; ${otherName} took over later.`,
    ])
      await expect(why.getByText(words)).toBeVisible(patience);
    await axe(supervisor);
    await why.scrollIntoViewIfNeeded();
    await picture(supervisor, 'why-supervisor');

    const chinese = await agentWindow({ language: 'zh' });
    await signIn(chinese, stack.url, people.marta, 'zh');
    await chinese.goto(other.url());
    const inChinese = chinese.locator('.why-all');
    for (const words of [
      '技能组：Cards（3 级起） · 3 分钟',
      '跳过第 2 步：所有人都已询问过。',
      `由 ${firstName} 接听，之后由 ${otherName} 接手。`,
    ])
      await expect(inChinese.getByText(words)).toBeVisible(patience);
    await picture(chinese, 'why-supervisor-zh');
  } finally {
    await stack.stop();
  }
});
