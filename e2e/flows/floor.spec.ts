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

  await wrapUp(grace);
  await goOffline(grace);
  await expect(marta.getByText('No conversation is running.')).toBeVisible();
});
