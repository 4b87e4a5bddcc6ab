// Handing over: three windows, a visitor and two agents. The visitor's page is never torn down.
import type { Page } from '@playwright/test';
import { axe, expect, picture, test } from '../support/fixtures.ts';
import { accept, begin, decline, goOffline, goOnline, people, said, signIn, wrapUp, write } from '../support/people.ts';

/** Opens the panel, chooses, writes a note, and starts it. */
async function transferTo(page: Page, name: RegExp, note = ''): Promise<void> {
  await page.getByRole('button', { name: 'Transfer', exact: true }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('radio', { name }).check();
  if (note !== '') await panel.getByLabel(/^Note/).fill(note);
  await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
  await expect(panel).toHaveCount(0);
}

test('a text conversation is handed to a colleague, refused first, and the visitor writes on', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const grace = await agentWindow();
  const jun = await agentWindow();
  const visitor = await visitorWindow();
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await begin(visitor, stack.url, 'My mortgage runs out in May.');
  await accept(grace).click();
  await expect(said(grace, 'My mortgage runs out in May.')).toBeVisible();

  await test.step('nobody is free: the panel says so', async () => {
    await grace.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = grace.getByRole('dialog');
    await expect(panel.getByRole('radio', { name: /Jun/ })).toBeDisabled();
    await expect(panel.getByText('Offline').first()).toBeVisible();
    await axe(grace);
    await grace.keyboard.press('Escape');
  });

  await signIn(jun, stack.url, people.jun);
  await goOnline(jun);

  await test.step('declined, it comes back with who it was', async () => {
    await transferTo(grace, /Jun/, 'Wants to fix the rate for ten years');
    await expect(grace.getByText(/^Asking He Jun/)).toBeVisible();
    const card = jun.getByRole('region', { name: /^Transfer from Grace/ });
    await expect(card.getByText('Wants to fix the rate for ten years')).toBeVisible();
    await axe(grace);
    await axe(jun);
    await picture(jun, 'transfer-ringing');
    await decline(jun).click();
    await expect(grace.getByText(/^He Jun did not take Visitor/)).toBeVisible();
    await axe(grace);
  });

  await test.step('taken, it is the colleague’s, with the whole time line', async () => {
    await transferTo(grace, /Jun/, 'Please, Jun');
    await accept(jun).click();
    await expect(said(jun, 'My mortgage runs out in May.')).toBeVisible();
    await expect(jun.getByText('Grace Tan handed over to you')).toBeVisible();
    await expect(grace.getByText(/has taken Visitor .* over/)).toBeVisible();
    await write(jun, 'Good day, I am Jun.');
    await expect(visitor.getByText('Good day, I am Jun.')).toBeVisible();
    await expect(visitor.getByText(/^You are now with He Jun/)).toBeVisible();
    await expect(visitor.getByText('Please, Jun')).toHaveCount(0);
    await write(visitor, 'Good day, Jun.');
    await expect(said(jun, 'Good day, Jun.')).toBeVisible();
    await axe(visitor);
    await axe(jun);
  });
  await wrapUp(jun);
  await goOffline(jun);
  await goOffline(grace);
});
