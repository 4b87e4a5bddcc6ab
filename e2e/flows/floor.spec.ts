// The supervisor's floor: large numbers, groups, who waits, agents, what runs; live in a second window.
import type { Page } from '@playwright/test';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { accept, begin, goOffline, goOnline, people, said, signIn, wrapUp } from '../support/people.ts';

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

  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'My card is blocked.');
  await expect(head(marta, 'Waiting')).toHaveText('1');
  await expect(head(marta, 'Longest wait')).toHaveText(/^0:\d\d$/);

  const grace = await agentWindow();
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await accept(grace).click();
  await expect(said(grace, 'My card is blocked.')).toBeVisible();
  await expect(head(marta, 'Waiting')).toHaveText('0');
  await picture(marta, 'floor');
  await view(marta, 'Agents').click();
  await expect(marta.getByRole('row', { name: /Grace Tan.*in contact/ })).toBeVisible();
  await axe(marta);
  await view(marta, 'Running').click();
  await expect(marta.getByRole('row', { name: /Grace Tan/ })).toBeVisible();

  // Taken back, the visitor waits again; the supervisor gives them to whom she chooses.
  await marta.getByRole('button', { name: /^Take back / }).click();
  const question = marta.getByRole('dialog', { name: /back from Grace Tan/ });
  await axe(marta);
  await question.getByRole('button', { name: 'Take back' }).click();
  await expect(head(marta, 'Waiting')).toHaveText('1');
  await expect(grace.getByText('None at present.')).toBeVisible();

  // The router never asks her again; the supervisor may.
  await view(marta, 'Waiting').click();
  await marta.getByRole('button', { name: /^Actions for/ }).click();
  await marta.getByRole('menuitem', { name: 'Assign…' }).click();
  const dialog = marta.getByRole('dialog', { name: /^Assign/ });
  await dialog.getByRole('combobox', { name: 'Agent' }).click();
  await marta.getByRole('option', { name: /^Grace Tan/ }).click();
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
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

  await wrapUp(grace);
  await goOffline(grace);
});
