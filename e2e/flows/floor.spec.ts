// The supervisor's floor: large numbers, groups, who waits, agents, what runs; live in a second window.
import type { Page } from '@playwright/test';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import {
  accept,
  begin,
  decline,
  goOffline,
  goOnline,
  people,
  presenceButton,
  said,
  signIn,
  wrapUp,
} from '../support/people.ts';

const openFloor = async (page: Page, url: string, email: string): Promise<void> => {
  await signIn(page, url, email);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Floor' }).click();
  await expect(page.getByRole('table', { name: /^Groups/ })).toBeVisible();
};
const head = (page: Page, name: string) =>
  page
    .locator('.heads > div')
    .filter({ has: page.locator('dt', { hasText: name }) })
    .locator('dd')
    .first();
const view = (page: Page, name: string) => page.locator('.floor-bar label').filter({ hasText: name });

/** Of the only one who waits. */
async function assignToGrace(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Assign…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Assign/ });
  await dialog.getByRole('combobox', { name: 'Agent' }).click();
  await page.getByRole('option', { name: /^Grace Tan/ }).click();
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
}

/** As an administrator does in the group's form. */
const setLongestWait = (page: Page, seconds: number | null): Promise<void> =>
  page.evaluate(async (maxWaitSeconds) => {
    const { groups } = (await (await fetch('/api/v1/skill-groups')).json()) as {
      groups: { id: string; version: number }[];
    };
    for (const { id, version } of groups) {
      const thresholds = { maxWaiting: null, maxWaitSeconds, minServiceLevelPercent: null, minAgentsFree: null };
      await fetch(`/api/v1/skill-groups/${id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version, thresholds }),
      });
    }
  }, seconds);

test("the supervisor's floor shows who waits and who serves, as it happens", async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const marta = await agentWindow();
  await openFloor(marta, stack.url, people.marta);
  await expect(head(marta, 'Waiting')).toHaveText('0');
  await axe(marta);

  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  await setLongestWait(admin, 1);
  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'My card is blocked.');
  await expect(head(marta, 'Waiting')).toHaveText('1');
  await expect(head(marta, 'Longest wait')).toHaveText(/^0:\d\d$/);
  const alarms = marta.getByRole('complementary', { name: 'Alarms' });
  await expect(alarms.getByRole('heading', { name: /waits 0:\d\d in Everyday banking/ })).toBeVisible();
  await axe(marta);

  const grace = await agentWindow();
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await expect(accept(grace)).toBeVisible();
  // One thing, counted one way: in the numbers, below the groups and in her row.
  await expect(marta.locator('.heads')).toContainText('1 ringing');
  await expect(marta.getByRole('list', { name: 'Agents by state' })).toContainText('1ringing');
  await view(marta, 'Agents').click();
  await expect(marta.getByRole('row', { name: /Grace Tan.*ringing.*rings for 1 visitor/ })).toBeVisible();
  await view(marta, 'Waiting').click();
  await expect(marta.getByRole('cell', { name: /^Rings at Grace Tan, 0:\d\d$/ })).toBeVisible();
  // She was the only one: all were asked, and it is said when she is asked again.
  await decline(grace).click();
  await expect(marta.getByRole('cell', { name: /^All asked; again in 0:\d\d$/ })).toBeVisible();
  await axe(marta);
  await expect(accept(grace)).toBeVisible({ timeout: 60_000 });
  await accept(grace).click();
  await expect(said(grace, 'My card is blocked.')).toBeVisible();
  await expect(head(marta, 'Waiting')).toHaveText('0');
  await view(marta, 'Agents').click();
  await expect(marta.getByRole('row', { name: /Grace Tan.*in contact/ })).toBeVisible();
  await axe(marta);
  await presenceButton(grace).click();
  await grace.getByRole('menuitemcheckbox', { name: 'After this one' }).click();
  await axe(grace);
  await grace.getByRole('menuitem', { name: 'After this one: Break', exact: true }).click();
  await expect(marta.getByRole('row', { name: /Grace Tan.*in contact.*then Break/ })).toBeVisible();
  await axe(marta);
  await view(marta, 'Running').click();
  await expect(marta.getByRole('row', { name: /Grace Tan/ })).toBeVisible();
  await presenceButton(grace).click();
  await grace.getByRole('menuitem', { name: 'Stay online after this one' }).click();
  await expect(presenceButton(grace)).not.toContainText('then');

  // Taken back, the visitor waits again; the supervisor gives them to whom she chooses.
  await marta.getByRole('button', { name: /^Take back / }).click();
  const question = marta.getByRole('dialog', { name: /back from Grace Tan/ });
  await axe(marta);
  await question.getByRole('button', { name: 'Take back' }).click();
  await expect(head(marta, 'Waiting')).toHaveText('1');
  await expect(grace.getByText('None at present.')).toBeVisible();
  await expect(grace.getByText(/^Marta Silva has taken .* back from you\. They wait in line again\.$/)).toBeVisible();
  await axe(grace);

  // The router never asks her again; the supervisor may.
  await view(marta, 'Waiting').click();
  await assignToGrace(marta);
  await expect(grace.getByText('Assigned to you by Marta Silva.')).toBeVisible();
  await expect(grace.getByText(/^0 in hand · room for \d texts$/)).toBeVisible();
  await expect(grace.getByRole('heading', { name: 'All quiet' })).toHaveCount(0);
  await axe(grace);
  await accept(grace).click();
  await expect(said(grace, 'My card is blocked.')).toBeVisible();

  // Why: rule, plan, everyone asked and what was done by hand, on a conversation that never rang at this console.
  await view(marta, 'Running').click();
  await marta
    .getByRole('row', { name: /Grace Tan/ })
    .getByRole('link')
    .click();
  const why = marta.getByRole('complementary', { name: 'About the visitor' });
  await expect(why.getByText('Marta Silva took it back from Grace Tan')).toBeVisible();
  await expect(why.getByText(/^Marta Silva assigned it to/)).toBeVisible();
  await why
    .getByText(/accepted$/)
    .last()
    .click();
  await expect(why.getByText(/^Chosen by hand/)).toBeVisible();
  await axe(marta);
  await picture(marta, 'why-this-agent');

  await setLongestWait(admin, null);
  await wrapUp(grace);
  await goOffline(grace);
});

test('the floor is drawn for every width, in Chinese and in the dark, and for those who may not see it', async ({
  stack,
  agentWindow,
}) => {
  const wide = await agentWindow({ viewport: { width: 1920, height: 1080 }, colorScheme: 'dark', language: 'zh' });
  await signIn(wide, stack.url, people.marta, 'zh');
  await wide.goto(`${stack.url}/console/floor`);
  await expect(wide.getByRole('table')).toBeVisible();
  await axe(wide);
  const small = await agentWindow({ viewport: { width: 1280, height: 800 } });
  await signIn(small, stack.url, people.marta);
  await small.goto(`${stack.url}/console/floor`);
  await expect(small.getByRole('table')).toBeVisible();
  await axe(small);
  // The group can be chosen and the views reached by keyboard alone.
  await small.getByRole('radio', { name: /^Groups/ }).focus();
  await small.keyboard.press('ArrowRight');
  await expect(small.getByText('Nobody is waiting.')).toBeVisible();
  expect(await small.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await expect(agent.getByRole('link', { name: 'Floor' })).toHaveCount(0);
  await agent.goto(`${stack.url}/console/floor`);
  await expect(agent.getByText('Not for this account')).toBeVisible();

  const admin = await agentWindow();
  await signIn(admin, stack.url, people.admin);
  await admin.goto(`${stack.url}/console/webhook`);
  await admin.getByLabel('Address').fill('http://127.0.0.1:9/');
  await admin.getByRole('button', { name: 'Make a new key' }).click();
  await admin.getByRole('button', { name: 'Save' }).click();
  await expect(admin.getByText(/Only public http and https addresses/)).toBeVisible();
  await axe(admin);
  await admin.goto(`${stack.url}/console/groups`);
  await admin.getByRole('button', { name: /^Edit/ }).first().click();
  await expect(admin.getByLabel('More wait than')).toBeVisible();
  await axe(admin);
});
