// What comes around a contact: endings an administrator sets up, presence with reasons and "after this one", the wrap-up.

import type { Page } from '@playwright/test';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { accept, begin, goOnline, people, presenceButton, signIn, write } from '../support/people.ts';

const patience = { timeout: 60_000 };

async function addEnding(page: Page, press: string, en: string, zh: string): Promise<void> {
  await page.getByRole('button', { name: press }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('In English').fill(en);
  await dialog.getByLabel('In Chinese').fill(zh);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog).toHaveCount(0, patience);
  await expect(page.getByRole('button', { name: `Rename ${en}` })).toBeVisible(patience);
}

async function choosePresence(page: Page, name: string | RegExp): Promise<void> {
  await presenceButton(page).click();
  if (String(name).startsWith('After this one:'))
    await page.getByRole('menuitemcheckbox', { name: 'After this one' }).click();
  await page.getByRole('menuitem', { name, exact: true }).click();
}

test('an agent finishes a contact in peace, and says how it ended', async ({ stack, agentWindow, visitorWindow }) => {
  test.slow();
  const admin = await agentWindow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();

  await test.step('the administrator sets up endings, in a tree and in both languages', async () => {
    await signIn(admin, stack.url, people.admin);
    // A group may ask for endings before there are any; then it is told.
    await admin.goto(`${stack.url}/console/groups`);
    await admin.getByRole('button', { name: 'Edit Mortgages' }).click();
    const needed = admin.getByRole('switch', { name: 'An ending is needed' });
    await needed.check();
    await expect(admin.getByText('There is no ending for this group yet')).toBeVisible(patience);
    await needed.uncheck();
    await admin.goto(`${stack.url}/console/endings`);
    await expect(admin.getByText('No endings yet')).toBeVisible(patience);
    await addEnding(admin, 'Add an ending', 'Solved', '已解决');
    await addEnding(admin, 'Add an ending', 'Mortgage', '房贷');
    await addEnding(admin, 'Add below Mortgage', 'Rate fixed', '固定利率');
    await addEnding(admin, 'Add below Mortgage', 'Sent elsewhere', '转往别处');
    await admin.getByRole('button', { name: 'Retire Sent elsewhere' }).click();
    await expect(admin.getByRole('button', { name: 'Bring back Sent elsewhere' })).toBeVisible(patience);
    await addEnding(admin, 'Add a reason', 'Fire drill', '消防演习');
    await axe(admin);
    await picture(admin, 'endings');
  });

  await test.step('and gives the group time for notes, and asks for an ending', async () => {
    await admin.goto(`${stack.url}/console/groups`);
    for (const group of ['Everyday banking', 'Mortgages']) {
      await admin.getByRole('button', { name: `Edit ${group}` }).click();
      const drawer = admin.getByRole('dialog');
      await drawer.getByLabel('Text: wrap-up, seconds').fill('600');
      await drawer.getByRole('switch', { name: 'An ending is needed' }).check();
      await expect(drawer.getByText('There is no ending for this group yet')).toHaveCount(0);
      if (group === 'Mortgages') {
        await axe(admin);
        await picture(admin, 'group-handling');
      }
      await drawer.getByRole('button', { name: 'Save' }).click();
      await expect(drawer).toHaveCount(0, patience);
    }
  });

  await test.step('a contact comes, and the agent wants a break after it, with its reason', async () => {
    await signIn(agent, stack.url, people.grace);
    await goOnline(agent);
    await begin(visitor, stack.url, 'How long is the rate fixed?');
    await accept(agent).click(patience);
    await write(agent, 'For ten years.');
    // Opened again while it still fades out, the menu speaks of now.
    const later = agent.getByRole('menuitemcheckbox', { name: 'After this one' });
    await presenceButton(agent).click();
    await later.click();
    await expect(later).toBeChecked();
    await agent.keyboard.press('Escape');
    await presenceButton(agent).click();
    await expect(later).not.toBeChecked();
    await agent.keyboard.press('Escape');
    await choosePresence(agent, 'After this one: Break');
    await expect(presenceButton(agent)).toContainText('then Break', patience);
    await choosePresence(agent, 'Stay online after this one');
    await expect(presenceButton(agent)).not.toContainText('then', patience);
    await choosePresence(agent, 'After this one: Break: Fire drill');
    await expect(presenceButton(agent)).toContainText('then Break: Fire drill', patience);
    await presenceButton(agent).click();
    await axe(agent);
    await picture(agent, 'presence-menu');
    await agent.keyboard.press('Escape');
  });

  await test.step('closing without an ending is refused with the reason; with one it is closed', async () => {
    await agent.getByRole('button', { name: /^Wrap up/ }).click();
    const dialog = agent.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Close the conversation' }).click();
    await expect(dialog.getByRole('alert')).toContainText('Say how the contact ended first', patience);
    await axe(agent);
    await dialog
      .getByLabel(/^How it ended/)
      .first()
      .click();
    await expect(agent.getByRole('option', { name: 'Sent elsewhere' })).toHaveCount(0);
    await agent.getByRole('option', { name: 'Rate fixed' }).click();
    await dialog.getByRole('textbox', { name: /^Note/ }).fill('Ten years.');
    await picture(agent, 'wrap-up-dialog');
    await dialog.getByRole('button', { name: 'Close the conversation' }).click();
    await expect(dialog).toHaveCount(0, patience);
  });

  await test.step('the panel keeps what is written, also through a reload and in a second tab', async () => {
    const panel = agent.getByRole('region', { name: /^Finish up/ });
    await expect(panel).toBeVisible(patience);
    await expect(presenceButton(agent)).toContainText('Wrap-up', patience);
    await panel.getByRole('textbox', { name: /^Note/ }).fill('Ten years, sends the contract.');
    await panel.getByLabel(/^Tags/).first().fill('Contract');
    await panel.getByLabel(/^Tags/).first().press('Enter');
    await expect(panel.getByRole('status')).toHaveText('Saved', patience);
    await axe(agent);
    await picture(agent, 'wrap-up-panel');
    await agent.reload();
    await expect(panel.getByRole('textbox', { name: /^Note/ })).toHaveValue('Ten years, sends the contract.', patience);
    await expect(panel.getByText('contract', { exact: true })).toBeVisible();
    const second = await agent.context().newPage();
    await second.goto(`${stack.url}/console/work`);
    await expect(second.getByRole('region', { name: /^Finish up/ })).toBeVisible(patience);
    await panel.getByRole('button', { name: /^Give Visitor .* a name$/ }).click();
    await panel.getByRole('textbox', { name: 'Name of the visitor' }).fill('Mrs Zhao');
    await axe(agent);
    await picture(agent, 'wrap-up-naming');
    await panel.getByRole('button', { name: 'Save', exact: true }).click();
    for (const window of [agent, second])
      await expect(window.getByRole('region', { name: 'Finish up: Mrs Zhao' })).toBeVisible(patience);
    await panel.getByRole('button', { name: /^Done with/ }).click();
    await expect(panel).toHaveCount(0, patience);
    await expect(second.getByRole('region', { name: /^Finish up/ })).toHaveCount(0, patience);
    await expect(presenceButton(agent)).toContainText(/^Break: Fire drill/, patience);
    await expect(presenceButton(second)).toContainText(/^Break: Fire drill/, patience);
    await second.close();
  });

  await test.step('the floor shows the break with its reason, and then that the agent is back', async () => {
    await admin.goto(`${stack.url}/console/floor`);
    await admin.locator('.floor-bar label').filter({ hasText: 'Agents' }).click();
    const grace = admin.getByRole('row', { name: /Grace Tan/ });
    await expect(grace).toContainText('break: Fire drill', patience);
    await expect(presenceButton(agent)).not.toContainText('then');
    await goOnline(agent);
    await expect(grace).toContainText('free', patience);
    await expect(grace).not.toContainText('Fire drill');
    await choosePresence(agent, 'Busy');
    await expect(presenceButton(agent)).toContainText('Busy', patience);
    await expect(grace).toContainText('busy', patience);
  });

  await test.step('the colleague whom the visitor meets next reads how it ended, without what was said', async () => {
    const colleague = await agentWindow();
    await signIn(colleague, stack.url, people.jun);
    await goOnline(colleague);
    await visitor.getByRole('button', { name: 'Start again' }).click(patience);
    await visitor.getByRole('button', { name: /^Write/ }).click(patience);
    await write(visitor, 'It is me again.');
    await accept(colleague).click(patience);
    const earlier = colleague.getByRole('region', { name: 'Earlier contacts' });
    await expect(earlier).toContainText('Text, with Grace Tan', patience);
    await expect(earlier).toContainText('Mortgage › Rate fixed');
    await expect(earlier).toContainText('Ten years, sends the contract.');
    await expect(earlier).toContainText('contract');
    await expect(earlier.getByRole('link')).toHaveCount(0);
    await axe(colleague);
    await picture(colleague, 'earlier-contacts');
  });

  await test.step('the administrator reads what the agent was, and how the contact ended', async () => {
    await admin.goto(`${stack.url}/console/floor`);
    await admin.locator('.floor-bar label').filter({ hasText: 'Agents' }).click();
    await admin.getByRole('button', { name: 'Actions for Grace Tan' }).click();
    await admin.getByRole('menuitem', { name: 'Groups and levels' }).click();
    const sheet = admin.getByRole('dialog');
    await expect(sheet.getByText('Break: Fire drill')).toBeVisible(patience);
    await expect(sheet.getByText('a contact ended')).toBeVisible();
    await axe(admin);
    await picture(admin, 'presence-line');
  });
});

test('one agent in two tabs is one ring, and a decline says why to supervisors', async ({
  stack,
  agentWindow,
  visitorWindow,
}) => {
  test.slow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  const second = await agent.context().newPage();
  await second.goto(`${stack.url}/console/work`);
  await expect(presenceButton(second)).toContainText('Online', patience);

  await begin(visitor, stack.url, 'Is anybody there?');
  await expect(accept(agent)).toBeVisible(patience);
  await expect(accept(second)).toBeVisible(patience);
  await axe(agent);
  await picture(agent, 'offer');
  await second.getByRole('button', { name: /^Say why and decline/ }).click();
  await second.getByRole('menuitem', { name: 'Not my subject' }).click();
  await expect(accept(agent)).toHaveCount(0, patience);
  await expect(accept(second)).toHaveCount(0, patience);

  const colleague = await agentWindow();
  await signIn(colleague, stack.url, people.jun);
  await goOnline(colleague);
  await accept(colleague).click(patience);
  await write(colleague, 'I am.');

  const supervisor = await agentWindow();
  await signIn(supervisor, stack.url, people.marta);
  await supervisor.goto(colleague.url());
  await expect(supervisor.getByText(/Not my subject/)).toBeVisible(patience);
});
