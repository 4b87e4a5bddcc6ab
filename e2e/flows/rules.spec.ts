// An administrator who has never seen it sets up routing, tries it, puts it in force; then visitors come and the right agent rings.
import type { Page } from '@playwright/test';
import { axe, expect, type OpenWindow, test } from '../support/fixtures.ts';
import { accept, begin, goOnline, people, said, signIn, wrapUp } from '../support/people.ts';
import { type Stack, startStack } from '../support/stack.ts';

// Rules in force would decide about the visitors of other flows too: a product of its own.
let stack: Stack;
test.beforeEach(async () => {
  stack = await startStack();
});
test.afterEach(() => stack.stop());

async function openRules(agentWindow: OpenWindow): Promise<Page> {
  const page = await agentWindow();
  await signIn(page, stack.url, people.admin);
  await page.getByRole('link', { name: 'Rules', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Routing rules' })).toBeVisible();
  return page;
}

async function addStage(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'stage', exact: true }).click();
  await page.getByRole('menuitem', { name }).click();
}

async function putInForce(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: 'Put in force…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put in force', exact: true }).click();
  await expect(page.getByText(`Version ${version} is in force.`)).toBeVisible();
  await expect(page.getByText(/not in force$/)).toHaveCount(0);
}

test('rules made by hand decide who rings', async ({ agentWindow, visitorWindow }) => {
  test.slow();
  const admin = await openRules(agentWindow);
  const grace = await agentWindow();
  const jun = await agentWindow();
  await signIn(grace, stack.url, people.grace);
  await signIn(jun, stack.url, people.jun);
  await goOnline(grace);
  await goOnline(jun);

  await test.step('VIPs to He Jun, from an example', async () => {
    await axe(admin);
    await admin.getByRole('button', { name: /^VIPs to their own people/ }).click();
    await admin.getByRole('button', { name: 'choose (Agents)' }).click();
    await admin.getByRole('checkbox', { name: 'He Jun' }).check();
    await admin.getByRole('button', { name: 'Done' }).click();
    await expect(admin.getByRole('button', { name: 'He Jun (Agents)' })).toBeVisible();
  });

  await test.step('everybody: the last agent for 20 seconds, then level by level, after 3 minutes a callback', async () => {
    await admin.getByRole('button', { name: 'New rule' }).click();
    await admin.getByRole('textbox', { name: 'Name of the rule' }).fill('Everybody');
    await addStage(admin, /^Their regular agent/);
    await admin.keyboard.press('Escape');
    const handle = admin.getByRole('button', { name: /^Move stage 1 of 2/ });
    await handle.press('ArrowDown');
    await expect(admin.getByRole('button', { name: /^Move stage 2 of 2/ })).toBeFocused();
    await admin.keyboard.press('ArrowUp');
    await expect(handle).toBeFocused();
    await admin.getByRole('button', { name: /Time of stage 1/ }).click();
    await admin.getByRole('textbox', { name: 'Tried for' }).fill('20');
    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('button', { name: 'any level (Level)' }).click();
    // What is clicked is chosen, and the door closes by itself.
    await admin.getByText('level 3 and above', { exact: true }).click();
    await expect(admin.getByRole('button', { name: 'level 3 and above (Level)' })).toBeVisible();
    await addStage(admin, /^A group/);
    await addStage(admin, /^A group/);
    await addStage(admin, /^Offer something else/);
    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('button', { name: /Time of stage 5/ }).click();
    await admin.getByRole('textbox', { name: 'Begins after waiting for' }).fill('3:00');
    await admin.getByRole('button', { name: 'Done' }).click();
    await expect(admin.getByRole('list', { name: 'Stages' }).getByRole('listitem')).toHaveText([
      /for 20 s.*who served them.*last/,
      /for 30 s.*level 3 and above/,
      /for 30 s.*level 2 and above/,
      /from then on.*any level/,
      /after 3 min.*a callback/,
    ]);
    await axe(admin);
  });

  await test.step('it is tried before anybody is touched by it', async () => {
    const panel = admin.getByRole('complementary', { name: 'Who would get this?' });
    await panel.getByLabel('VIP', { exact: true }).click();
    await admin.getByRole('option', { name: 'VIP level 5' }).click();
    await expect(panel.getByText('He Jun gets the offer at once.')).toBeVisible();
    await panel.getByLabel('VIP', { exact: true }).click();
    await admin.getByRole('option', { name: 'not a VIP' }).click();
    await panel.getByLabel('Served by').click();
    await admin.getByRole('option', { name: 'Grace Tan' }).click();
    await expect(panel.getByText('Grace Tan gets the offer at once.')).toBeVisible();
    await expect(panel.getByText('not a VIP').last()).toBeVisible();
  });

  await test.step('a reload keeps the draft, leaving asks, putting in force ends it', async () => {
    await admin.reload();
    await expect(admin.getByText('2 changes not in force')).toBeVisible();
    await admin.getByRole('link', { name: 'Work', exact: true }).click();
    await admin.getByRole('button', { name: 'Stay here' }).click();
    await putInForce(admin, 1);
  });

  await test.step('who served a visitor once is rung when they come back', async () => {
    const visitor = await visitorWindow();
    await begin(visitor, stack.url, 'My card was swallowed.');
    const first = await Promise.race([
      accept(grace)
        .waitFor()
        .then(() => grace),
      accept(jun)
        .waitFor()
        .then(() => jun),
    ]);
    await accept(first).click();
    await expect(said(first, 'My card was swallowed.')).toBeVisible();
    await wrapUp(first);

    // They come back: to the same agent, whoever that was, because the rules say so.
    await visitor.getByRole('button', { name: 'Start again' }).click();
    await begin(visitor, stack.url, 'It happened again.');
    await expect(accept(first)).toBeVisible();
    await expect(accept(first === grace ? jun : grace)).toHaveCount(0);
    await accept(first).click();
    await wrapUp(first);
  });

  await test.step('the other agent, by name, is one changed chip away', async () => {
    await admin.getByRole('button', { name: /^Everybody/ }).click();
    await addStage(admin, /^Agents by name/);
    await admin.getByRole('checkbox', { name: 'He Jun' }).check();
    await admin.getByRole('button', { name: 'Done' }).click();
    await admin.getByRole('button', { name: /^Move stage 2 of 6/ }).press('ArrowUp');
    await putInForce(admin, 2);
    const visitor = await visitorWindow();
    await begin(visitor, stack.url, 'Good morning');
    await expect(accept(jun)).toBeVisible();
    await expect(accept(grace)).toHaveCount(0);
    await accept(jun).click();
    await wrapUp(jun);
  });
});

test('two administrators: the slower one keeps the draft and sees what the faster one did', async ({ agentWindow }) => {
  test.slow();
  const fast = await openRules(agentWindow);
  const slow = await openRules(agentWindow);
  for (const [page, name] of [
    [fast, 'Fast'],
    [slow, 'Slow'],
  ] as const) {
    await page.getByRole('button', { name: 'Begin with an empty rule' }).click();
    await page.getByRole('textbox', { name: 'Name of the rule' }).fill(name);
  }
  await putInForce(fast, 1);
  await slow.getByRole('button', { name: 'Put in force…' }).click();
  await slow.getByRole('dialog').getByRole('button', { name: 'Put in force', exact: true }).click();
  const told = slow.getByRole('alert').filter({ hasText: 'put version 1 in force' });
  await expect(told).toBeVisible();
  await told.getByRole('button', { name: 'Show what they changed' }).click();
  await expect(told.getByText('Fast')).toBeVisible();
  await axe(slow);
  await expect(slow.getByRole('textbox', { name: 'Name of the rule' })).toHaveValue('Slow');
  await told.getByRole('button', { name: 'Throw my draft away' }).click();
  await expect(told).toHaveCount(0);
  await expect(slow.getByRole('button', { name: /^Fast/ })).toBeVisible();

  // Another version, then back to the first.
  await slow.getByRole('button', { name: 'More for Fast' }).click();
  await slow.getByRole('menuitem', { name: 'Delete rule' }).click();
  await putInForce(slow, 2);
  await slow.getByRole('button', { name: 'More', exact: true }).click();
  await slow.getByRole('menuitem', { name: 'Earlier versions…' }).click();
  await slow.getByRole('button', { name: 'Take version 1 into the draft' }).click();
  await expect(slow.getByRole('button', { name: /^Fast/ })).toBeVisible();
  await slow.getByRole('button', { name: 'Discard' }).click();
  await expect(slow.getByText('No rules yet')).toBeVisible();
});
