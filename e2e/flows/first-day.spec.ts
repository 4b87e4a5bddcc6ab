// The first day of an administrator: people, a group with levels and rules are made by hand, then three agents see them work.
import type { Page } from '@playwright/test';
import { axe, expect, type OpenWindow, picture, test } from '../support/fixtures.ts';
import { accept, begin, decline, goOnline, people, presenceButton, said, signIn, wrapUp } from '../support/people.ts';
import { demoPassword, type Stack, startStack } from '../support/stack.ts';

const patience = { timeout: 60_000 };
const liWei = 'li.wei@demo.visavis';

// Rules in force would decide about the visitors of other flows too: a product of its own.
let stack: Stack;
test.beforeEach(async () => {
  stack = await startStack();
});
test.afterEach(() => stack.stop());

async function save(page: Page, button: 'Create' | 'Save'): Promise<void> {
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: button, exact: true }).click();
  await expect(drawer).toHaveCount(0, patience);
}

async function hirePerson(admin: Page, name: string, email: string): Promise<void> {
  await admin.getByRole('link', { name: 'People', exact: true }).first().click();
  await admin.getByRole('button', { name: 'New person' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill(name);
  await drawer.getByLabel('Email').fill(email);
  await drawer.getByRole('textbox', { name: 'Password' }).fill(demoPassword);
  await save(admin, 'Create');
  await expect(admin.getByText(email)).toBeVisible();
}

async function makeGroup(admin: Page, name: string, members: readonly [string, string][]): Promise<void> {
  await admin.getByRole('link', { name: 'Groups and skills', exact: true }).first().click();
  await admin.getByRole('button', { name: 'New group' }).click();
  const drawer = admin.getByRole('dialog');
  await drawer.getByLabel('Name', { exact: true }).fill(name);
  for (const [person, level] of members) {
    await drawer.getByRole('combobox', { name: 'Add a person' }).click();
    await admin.getByRole('option', { name: person }).click();
    await drawer.getByRole('combobox', { name: `Level of ${person}` }).click();
    await admin.getByRole('option', { name: level }).click();
  }
  await save(admin, 'Create');
}

async function addStage(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'stage', exact: true }).click();
  await page.getByRole('menuitem', { name }).click();
}

/** A door that still fades away is not the one that opens next. */
const doorsClosed = (page: Page): Promise<void> => expect(page.getByRole('dialog')).toHaveCount(0);
async function done(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Done' }).click();
  await doorsClosed(page);
}

async function setTime(page: Page, stage: number, field: string, time: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`Time of stage ${stage}`) }).click();
  await page.getByRole('textbox', { name: field }).fill(time);
  await done(page);
}

async function putInForce(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: 'Put in force…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put in force', exact: true }).click();
  await expect(page.getByText(`Version ${version} is in force.`)).toBeVisible();
}

/** VIPs to Li Wei, regulars to their last agent for 20 seconds, then Cards level 3, then 2, then anyone, then a callback. */
async function makeRules(admin: Page): Promise<void> {
  await admin.getByRole('link', { name: 'Rules', exact: true }).click();
  await admin.getByRole('button', { name: /^VIPs to their own people/ }).click();
  await admin.getByRole('button', { name: 'choose (Agents)' }).click();
  await admin.getByRole('checkbox', { name: 'Li Wei' }).check();
  await done(admin);
  await admin.getByRole('button', { name: 'New rule' }).click();
  await admin.getByRole('textbox', { name: 'Name of the rule' }).fill('Everybody');
  await addStage(admin, /^Their regular agent/);
  await admin.keyboard.press('Escape');
  await doorsClosed(admin);
  await admin.getByRole('button', { name: /channel’s own group/ }).click();
  await admin.getByText('Cards', { exact: true }).click();
  await doorsClosed(admin);
  await admin.getByRole('button', { name: 'any level (Level)' }).click();
  await admin.getByText('level 3 and above', { exact: true }).click();
  await doorsClosed(admin);
  await addStage(admin, /^A group/);
  await addStage(admin, /^A group/);
  await addStage(admin, /^Offer something else/);
  await done(admin);
  await expect(admin.getByRole('list', { name: 'Stages' }).getByRole('listitem')).toHaveText([
    /for 20 s.*who served them.*last/,
    /for 30 s.*Cards.*level 3 and above/,
    /for 30 s.*Cards.*level 2 and above/,
    /from then on.*Cards.*any level/,
    /after 3 min.*a callback/,
  ]);
}

async function online(agentWindow: OpenWindow, email: string): Promise<Page> {
  const agent = await agentWindow();
  await signIn(agent, stack.url, email);
  await goOnline(agent);
  return agent;
}

async function takeBreak(agent: Page): Promise<void> {
  await presenceButton(agent).click();
  await agent.getByRole('menuitem', { name: 'Break', exact: true }).click();
  await expect(presenceButton(agent)).toHaveText(/^Break/, patience);
}

/** The one of all who is rung. */
async function rings(who: Page, others: readonly Page[]): Promise<void> {
  await expect(accept(who)).toBeVisible(patience);
  for (const other of others) await expect(accept(other)).toHaveCount(0);
}

test('an administrator makes the rules by hand, and the right one of three agents rings', async ({
  agentWindow,
  visitorWindow,
}) => {
  test.setTimeout(360_000);
  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);

  await test.step('Li Wei is hired, the group Cards gets its levels', async () => {
    await hirePerson(admin, 'Li Wei', liWei);
    await makeGroup(admin, 'Cards', [
      ['Grace Tan', '3, experienced'],
      ['He Jun', '2, trained'],
      ['Li Wei', '1, beginner'],
    ]);
  });
  await test.step('the rules read as they were asked for', async () => {
    await makeRules(admin);
    await axe(admin);
    await picture(admin, 'rules');
    await putInForce(admin, 1);
  });

  const [grace, jun, wei] = [
    await online(agentWindow, people.grace),
    await online(agentWindow, people.jun),
    await online(agentWindow, liWei),
  ];
  const visitor = await visitorWindow();

  await test.step('somebody new: level 3 of Cards rings', async () => {
    await begin(visitor, stack.url, 'My card was swallowed.');
    await rings(grace, [jun, wei]);
    await accept(grace).click();
    await expect(said(grace, 'My card was swallowed.')).toBeVisible();
  });

  await test.step('Grace sees that this is a VIP and says so; next time Li Wei rings', async () => {
    await grace.getByRole('button', { name: 'Change', exact: true }).click();
    const dialog = grace.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'VIP' }).click();
    await grace.getByRole('option', { name: 'level 6' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    for (const place of ['main', 'complementary'] as const)
      await expect(grace.getByRole(place).getByText('VIP 6').first()).toBeVisible();
    await axe(grace);
    await wrapUp(grace);
    await visitor.getByRole('button', { name: 'Start again' }).click();
    await begin(visitor, stack.url, 'It happened again.');
    await rings(wei, [grace, jun]);
    await expect(wei.getByRole('region', { name: /^Ringing/ }).getByText('VIP 6')).toBeVisible();
    await expect(wei.getByRole('region', { name: 'Queue' }).getByText('VIP 6')).toBeVisible();
    await expect(wei.getByText('The rule “VIPs to their own people” names you.')).toBeVisible();
    await axe(wei);
    // Li Wei cannot; the router reads on, and the last agent is Grace.
    await decline(wei).click();
    await rings(grace, [jun]);
    await accept(grace).click();
    await wrapUp(grace);
  });

  const regular = await visitorWindow();
  await test.step('level 3 is on a break: after its time level 2 rings', async () => {
    await takeBreak(grace);
    await begin(regular, stack.url, 'What does a second card cost?');
    await rings(jun, [wei]);
    await expect(jun.getByText('Cards, level 2 and above: you are the only one free.')).toBeVisible();
    await accept(jun).click();
    await wrapUp(jun);
  });
  await test.step('a regular goes to the one who served them last, though level 3 is back', async () => {
    await goOnline(grace);
    await regular.getByRole('button', { name: 'Start again' }).click();
    await begin(regular, stack.url, 'And a third one?');
    await rings(jun, [grace, wei]);
    await accept(jun).click();
    await wrapUp(jun);
  });

  await test.step('nobody is there: a callback is offered when its time has come', async () => {
    for (const agent of [grace, jun, wei]) await takeBreak(agent);
    for (const stage of [2, 3]) await setTime(admin, stage, 'Tried for', '5');
    await setTime(admin, 5, 'Begins after waiting for', '0:35');
    await putInForce(admin, 2);
    const late = await visitorWindow();
    await begin(late, stack.url, 'Is anybody there?');
    await expect(late.getByRole('button', { name: /^Call me back/ })).toBeVisible(patience);
  });
});
