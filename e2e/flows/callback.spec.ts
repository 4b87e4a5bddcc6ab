// Waiting well and not having to: rung back by link, tried again, a message left and answered; a full line and closed hours.
import type { APIRequestContext, Page } from '@playwright/test';
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
import { type Stack, startStack } from '../support/stack.ts';

const patience = { timeout: 60_000 };

// Rules in force would decide about the visitors of other flows too: a product of its own.
let stack: Stack;
test.beforeAll(async () => {
  stack = await startStack();
});
test.afterAll(() => stack.stop());

const label = { en: 'Ring the lost card line', zh: '拨打挂失专线' };
const everyWay = [{ kind: 'callback' }, { kind: 'message' }, { kind: 'address', address: 'tel:+448081570199', label }];
const anybody = { kind: 'skill_group', groups: [{ groupId: null, minLevel: 1 }], strategy: null };

/** An administrator's window, signed in to the API. */
async function administrator(page: Page): Promise<APIRequestContext> {
  const signedIn = await page.request.post(`${stack.url}/api/v1/auth/sign-in`, {
    data: { email: people.admin, password: demoPassword },
  });
  expect(signedIn.status()).toBe(200);
  return page.request;
}

async function putRules(api: APIRequestContext, ...rules: { name: string; when: object[]; stages: object[] }[]) {
  const { ruleSet } = await (await api.get(`${stack.url}/api/v1/routing/rules`)).json();
  const whole = rules.map((rule, index) => ({
    ...rule,
    id: `0193a5d0-0000-7000-8000-00000000000${index}`,
    ...{ enabled: true, priority: 0 },
  }));
  const data = { version: ruleSet.version, rules: whole, note: '' };
  const put = await api.put(`${stack.url}/api/v1/routing/rules`, { data });
  expect(put.status(), await put.text()).toBe(200);
}

/** Gives the place up. */
async function leave(page: Page, language: 'en' | 'zh' = 'en'): Promise<void> {
  const out = language === 'en' ? /^(Leave|Finish)$/ : /^(离开|结束会话)$/;
  const yes = language === 'en' ? /^Yes, (leave|finish)$/ : /^是的，/;
  await page.getByRole('button', { name: out }).click();
  await page.getByRole('button', { name: yes }).click();
  await expect(page.getByRole('button', { name: language === 'en' ? 'Start again' : '重新开始' })).toBeVisible(
    patience,
  );
}

/** Everybody is looked for as ever; after a second the other ways are offered too. */
test.beforeEach(async ({ agentWindow }) => {
  const stages = [
    { ...anybody, patienceSeconds: 1 },
    { kind: 'offer', options: everyWay, patienceSeconds: null },
  ];
  await putRules(await administrator(await agentWindow()), { name: 'Other ways', when: [], stages });
});

test('a caller who will not wait is rung back by link, and starts the video from there', async ({
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
  const panel = agent.getByRole('region', { name: 'Callback' });
  await expect(panel.getByRole('status').first()).toHaveText('Being tried');
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
  await expect(panel.getByRole('status').first()).toHaveText('Reached', patience);
  await axe(agent);
  await wrapUp(agent);
  await expect(phone.getByRole('button', { name: 'Start again' })).toBeVisible(patience);
});

test('nobody answers: the callback is tried again later, and the visitor reads when', async ({
  visitorWindow,
  agentWindow,
}) => {
  const visitor = await visitorWindow({ language: 'zh', colorScheme: 'dark' });
  await begin(visitor, stack.url, '请给我回电', 'zh');
  await visitor.getByRole('button', { name: '请给我回电' }).click(patience);
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
  await expect(visitor.getByRole('main')).toContainText(/We have your message.*To the first page.*You may close/s);

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  await expect(agent.getByText('My card is lost, please block it.').first()).toBeVisible(patience);
  await axe(agent);
  const answer = agent.getByRole('button', { name: /^Answer the message of Visitor \w{4}$/ });
  const name = (await answer.getAttribute('aria-label'))?.replace('Answer the message of ', '') ?? '';
  await answer.click();
  // Another contact of the same person without a name: called the same.
  await expect(agent.getByRole('heading', { name, exact: true }).first()).toBeVisible(patience);
  await expect(said(agent, 'My card is lost, please block it.')).toBeVisible(patience);
  await write(agent, 'It is blocked.');
  await expect(said(visitor, 'It is blocked.')).toBeVisible(patience);
  await wrapUp(agent);
  await expect(agent.getByRole('heading', { name: 'Messages' })).toBeHidden(patience);
});

test('the place is kept through a reload with a camera that has stopped working', async ({ visitorWindow }) => {
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

test('a line that is full says so before anybody waits in vain, and takes the next one when there is room', async ({
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  const api = await administrator(await agentWindow());
  const groupsUrl = `${stack.url}/api/v1/skill-groups`;
  const limit = async (maxWaiting: number | null) => {
    const { groups } = await (await api.get(groupsUrl)).json();
    for (const { id, version, limits } of groups) {
      const data = { version, limits: { ...limits, maxWaiting, overflow: { kind: 'expire' } } };
      expect((await api.patch(`${groupsUrl}/${id}`, { data })).status()).toBe(200);
    }
  };
  await limit(1);
  const first = await visitorWindow();
  await begin(first, stack.url, 'I was here first.');
  await expect(first.getByText(/^1st in line/)).toBeVisible(patience);

  const caller = await visitorWindow();
  await caller.goto(`${stack.url}/c/h5`);
  await askForCall(caller, 'voice');
  await expect(caller.getByRole('heading', { name: 'The line is full just now' })).toBeVisible(patience);
  await axe(caller);

  await limit(2);
  await caller.getByRole('button', { name: 'Try again' }).click();
  await expect(caller.getByRole('status').filter({ hasText: 'in line for a voice call' })).toBeVisible(patience);

  // Whoever writes asks again by itself, so it comes after the caller has the only place.
  const writer = await visitorWindow({ language: 'zh', colorScheme: 'dark' });
  await begin(writer, stack.url, '您好', 'zh');
  await expect(writer.getByText(/^排队人数已满/)).toBeVisible(patience);
  await axe(writer);
  // What was written is not lost: it goes out by itself once there is room.
  await limit(null);
  await expect(writer.getByText(/^第 3 位/)).toBeVisible(patience);
  await expect(writer.getByText(/^排队人数已满/)).toHaveCount(0);
  for (const page of [first, caller]) await leave(page);
  await leave(writer, 'zh');
});

test('outside the hours the visitor reads when we are back, and goes on by another way', async ({
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  const api = await administrator(await agentWindow());
  const day = 24 * 3_600_000;
  // Closed today and, in case midnight passes meanwhile, tomorrow; open around the clock otherwise.
  const closed = [0, 1].map((ahead) => ({
    ...{ date: new Date(Date.now() + ahead * day).toISOString().slice(0, 10), name: 'Holiday', hours: [] },
  }));
  const week = Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]);
  const made = await api.post(`${stack.url}/api/v1/calendars`, {
    data: { name: 'Bank hours', timeZone: 'UTC', week, exceptions: closed },
  });
  const { calendar } = await made.json();
  const when = [{ kind: 'hours', calendarId: calendar.id, open: false }];
  await putRules(
    api,
    { name: 'Closed', when, stages: [{ kind: 'offer', options: everyWay, patienceSeconds: null }] },
    { name: 'Open', when: [], stages: [{ ...anybody, patienceSeconds: null }] },
  );
  const visitor = await visitorWindow();
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor, 'voice');
  await expect(visitor.getByRole('heading', { name: 'We are closed now' })).toBeVisible(patience);
  await expect(visitor.getByText(/^We are back on /)).toBeVisible(patience);
  await axe(visitor);
  await visitor.getByRole('button', { name: 'Call me back' }).click();
  await expect(visitor.getByRole('radio', { name: '00:00 to 01:00' })).toBeChecked(patience);
  await visitor.getByRole('textbox', { name: 'On which number?' }).fill('07700 900418');
  await visitor.getByRole('button', { name: 'Call me at 00:00 to 01:00' }).click();
  await expect(visitor.getByRole('heading', { name: 'We call you back' })).toBeVisible(patience);
  // Nobody is looked for, so waiting here is not offered.
  await expect(visitor.getByRole('button', { name: 'Wait here instead' })).toHaveCount(0);
  await visitor.getByRole('button', { name: 'I do not need it any more' }).click();
  await visitor.getByRole('button', { name: 'Yes, call it off' }).click();

  const writer = await visitorWindow({ language: 'zh' });
  await begin(writer, stack.url, '您好', 'zh');
  await expect(writer.getByText(/^现在不是服务时间/)).toBeVisible(patience);
  await axe(writer);
  await leave(writer, 'zh');
});

test('VIPs to one agent, regulars to their last, then Cards by level, and after a time a callback', async ({
  visitorWindow,
  agentWindow,
}) => {
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  const api = admin.request;
  const { agents } = await (await api.get(`${stack.url}/api/v1/agents`)).json();
  const idOf = (name: string): string => agents.find((one: { displayName: string }) => one.displayName === name).id;
  const [grace, jun] = [idOf('Grace Tan'), idOf('He Jun')];
  const members = [
    { agentId: grace, level: 3 },
    { agentId: jun, level: 2 },
  ];
  const made = await api.post(`${stack.url}/api/v1/skill-groups`, { data: { name: 'Cards', members } });
  const { group } = await made.json();
  const cards = (minLevel: number, patienceSeconds: number) => ({
    ...{ kind: 'skill_group', groups: [{ groupId: group.id, minLevel }], strategy: null, patienceSeconds },
  });
  await putRules(
    api,
    {
      name: 'VIPs',
      when: [{ kind: 'vip', min: 1, max: 9 }],
      stages: [
        { kind: 'designated_agent', by: { kind: 'agent', agentId: jun }, patienceSeconds: 20 },
        { ...anybody, patienceSeconds: null },
      ],
    },
    {
      name: 'Everybody',
      when: [],
      stages: [
        { kind: 'regular_agent', choose: 'last_served', withinDays: 30, patienceSeconds: 20 },
        ...[cards(3, 1), cards(2, 1), cards(1, 158)],
        { kind: 'offer', options: [{ kind: 'callback' }], patienceSeconds: null },
      ],
    },
  );
  // Three minutes as the administrator reads it; then a few seconds, set where it is set.
  await admin.getByRole('link', { name: 'Rules', exact: true }).click();
  await admin.getByRole('button', { name: /^Everybody/ }).click();
  const stages = admin.getByRole('list', { name: 'Stages' }).getByRole('listitem');
  await expect(stages.last()).toHaveText(/after 3 min.*a callback/);
  await admin.getByRole('button', { name: /Time of stage 1/ }).click();
  await admin.getByRole('textbox', { name: 'Tried for' }).fill('1');
  await admin.getByRole('button', { name: 'Done' }).click();
  await admin.getByRole('button', { name: /Time of stage 5/ }).click();
  await admin.getByRole('textbox', { name: 'Begins after waiting for' }).fill('0:06');
  await admin.getByRole('button', { name: 'Done' }).click();
  await expect(stages.last()).toHaveText(/after 6 s.*a callback/);
  await admin.getByRole('button', { name: 'Put in force…' }).click();
  await admin.getByRole('dialog').getByRole('button', { name: 'Put in force', exact: true }).click();
  await expect(admin.getByText(/^Version \d+ is in force\.$/)).toBeVisible(patience);

  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'My card was swallowed.');
  await expect(visitor.getByText(/^1st in line/)).toBeVisible(patience);
  await visitor.getByRole('button', { name: 'Call me back' }).click(patience);
  await visitor.getByRole('textbox', { name: 'On which number?' }).fill('07700 900417');
  await visitor.getByRole('button', { name: 'Call me back in turn' }).click();
  await expect(visitor.getByRole('heading', { name: 'We call you when it is your turn' })).toBeVisible(patience);
  // The search goes on: whoever comes into Cards is asked to ring back.
  const agent = await agentWindow();
  await signIn(agent, stack.url, people.jun);
  await goOnline(agent);
  await expect(agent.getByText('07700900417').first()).toBeVisible(patience);
  await visitor.getByRole('button', { name: 'I do not need it any more' }).click();
  await visitor.getByRole('button', { name: 'Yes, call it off' }).click();
  await expect(visitor.getByRole('button', { name: 'Start again' })).toBeVisible(patience);
});

test('what a group says to those who wait is written in the console and read by the visitor', async ({
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  const api = admin.request;
  await putRules(api, { name: 'Everybody', when: [], stages: [{ ...anybody, patienceSeconds: null }] });
  await admin.getByRole('link', { name: 'Groups and skills', exact: true }).first().click();
  await admin.getByRole('button', { name: 'Edit Everyday banking' }).click();
  const form = admin.getByRole('dialog');
  await form.getByRole('button', { name: 'Add a message' }).click();
  await form.getByRole('textbox', { name: 'After seconds' }).last().fill('5');
  await form.getByRole('textbox', { name: 'In English' }).last().fill('You can block a lost card in the app.');
  await form.getByRole('textbox', { name: 'In Chinese' }).last().fill('可在手机应用中挂失银行卡。');
  await axe(admin);
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(form).toHaveCount(0, patience);
  const visitor = await visitorWindow({ language: 'zh' });
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor, 'voice', 'zh');
  await expect(visitor.getByRole('status').filter({ hasText: '可在手机应用中挂失银行卡。' })).toBeVisible(patience);
  await leave(visitor, 'zh');
});
