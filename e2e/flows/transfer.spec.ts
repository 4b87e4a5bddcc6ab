// Handing over: three windows, a visitor and two agents. The visitor's page is never torn down.
import type { Page } from '@playwright/test';
import type { Recording } from '@visavis/protocol';
import { sitBefore } from '../support/faces.ts';
import { axe, expect, needsMedia, picture, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  begin,
  expectBothMoving,
  expectMovingPicture,
  goOffline,
  goOnline,
  hangUp,
  people,
  presenceButton,
  said,
  signIn,
  wrapUp,
  write,
} from '../support/people.ts';

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
    await expect(panel.getByText(/^0 of \d can take it$/)).toBeVisible();
    await panel.getByRole('button', { name: 'By rule', exact: true }).click();
    await expect(panel.getByRole('radio', { name: /^By the rules/ })).toBeFocused();
    for (const name of [/^Colleagues/, /^Groups/, /^By rule/])
      await expect(panel.getByRole('button', { name })).toBeInViewport({ ratio: 1 });
    await panel.getByRole('button', { name: /^Groups/ }).press('Enter');
    await grace.keyboard.press('Space');
    await expect(panel.getByRole('radio', { name: /other member/ }).first()).toBeChecked();
    await grace.keyboard.press('ArrowDown');
    await expect(panel.getByRole('radio', { name: /other member/ }).first()).not.toBeChecked();
    await panel.getByText('Talk first').click();
    await axe(grace);
    await grace.emulateMedia({ colorScheme: 'dark' });
    await axe(grace);
    await picture(grace, 'transfer-panel-dark');
    await grace.emulateMedia({ colorScheme: 'light' });
    await grace.keyboard.press('Escape');
  });

  await signIn(jun, stack.url, people.jun);
  await goOnline(jun);

  await test.step('declined, it comes back with who it was and why', async () => {
    await transferTo(grace, /Jun/, 'Wants to fix the rate for ten years');
    await expect(grace.getByText(/^Asking He Jun/)).toBeVisible();
    const card = jun.getByRole('region', { name: /^Transfer from Grace/ });
    await expect(card.getByText('Wants to fix the rate for ten years')).toBeVisible();
    await axe(grace);
    await axe(jun);
    await picture(jun, 'transfer-ringing');
    await jun.getByRole('button', { name: /^Say why and decline/ }).click();
    await jun.getByRole('menuitem', { name: 'Not my subject' }).click();
    await expect(grace.getByText(/^He Jun did not take Visitor .* over\. Reason: Not my subject\./)).toBeVisible();
    await axe(grace);
    await picture(grace, 'transfer-declined');
  });

  await test.step('declined by all of a group, it comes back with the reason, and whose that is', async () => {
    await transferTo(grace, /Mortgages/);
    await jun.getByRole('button', { name: /^Say why and decline/ }).click();
    await jun.getByRole('menuitem', { name: 'Not my subject' }).click();
    await expect(
      grace.getByText(
        /^Nobody in Mortgages took Visitor .* over\. He Jun, asked last, gave the reason: Not my subject\./,
      ),
    ).toBeVisible();
    await axe(grace);
  });

  const refused: string[] = [];
  grace.on('response', (response) => {
    if (response.url().includes('/api/') && response.status() >= 400) refused.push(response.url());
  });
  await test.step('taken, it is the colleague’s, with the whole time line', async () => {
    await transferTo(grace, /Jun/, 'Please, Jun');
    await accept(jun).click();
    await expect(said(jun, 'My mortgage runs out in May.')).toBeVisible();
    await expect(jun.getByText('Grace Tan handed over to you')).toBeVisible();
    const why = jun.locator('details.why');
    await expect(why).toContainText('Grace Tan handed it to you at');
    await expect(jun.locator('.handed')).toContainText('Please, Jun');
    await expect(grace.getByText(/has taken Visitor .* over/)).toBeVisible();
    await expect(grace.getByRole('heading', { name: 'All quiet' })).toBeVisible();
    expect(refused, 'asked for what is not hers any more').toEqual([]);
    await write(jun, 'Good day, I am Jun.');
    await expect(visitor.getByText('Good day, I am Jun.')).toBeVisible();
    await expect(visitor.getByText(/^You are now with He Jun/)).toBeVisible();
    await expect(visitor.getByText('Please, Jun')).toHaveCount(0);
    await write(visitor, 'Good day, Jun.');
    await expect(said(jun, 'Good day, Jun.')).toBeVisible();
    await axe(visitor);
    await axe(jun);
  });

  await test.step('why it is theirs stands there after a reload, and in another browser', async () => {
    const why = jun.locator('details.why');
    await jun.reload();
    await expect(why).toContainText('Grace Tan handed it to you at');
    const elsewhere = await agentWindow();
    await signIn(elsewhere, stack.url, people.jun);
    await elsewhere.goto(jun.url());
    await expect(elsewhere.locator('details.why')).toContainText('Grace Tan handed it to you at');
    await axe(elsewhere);
    await picture(elsewhere, 'why-agent');
    await elsewhere.close();
  });
  await wrapUp(jun);
  await goOffline(jun);
  await goOffline(grace);
});

/** How many connections this page has ever made; a call that goes on makes no new ones. */
const countConnections = (page: Page) =>
  page.addInitScript(() => {
    const Plain = window.RTCPeerConnection;
    let made = 0;
    Object.assign(window, { connectionsMade: () => made });
    window.RTCPeerConnection = class extends Plain {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made += 1;
      }
    };
  });
const connectionsOf = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { connectionsMade(): number }).connectionsMade());

test('a live call is handed over at once, then after a consultation, and the visitor never connects anew', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const grace = await agentWindow();
  const jun = await agentWindow();
  const visitor = await visitorWindow();
  await countConnections(visitor);
  await sitBefore(grace, 'grace');
  await sitBefore(visitor, 'visitor');
  await signIn(grace, stack.url, people.grace);
  await goOnline(grace);
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor);
  await accept(grace).click();
  await expectBothMoving(visitor, grace);
  const connections = await connectionsOf(visitor);
  await signIn(jun, stack.url, people.jun);
  await goOnline(jun);

  await test.step('at once: Jun is in the same call, Grace goes when he is seen', async () => {
    await transferTo(grace, /Jun/, 'Wants a second opinion');
    await expect(jun.getByRole('region', { name: /^Transfer from Grace Tan: Video/ })).toBeVisible();
    await accept(jun).click();
    await expectBothMoving(visitor, jun, 'en', /He Jun/);
    await expect(grace.getByRole('button', { name: /^Hang up/ })).toHaveCount(0);
    // The call goes on, and she is in none.
    await expect(presenceButton(grace)).toContainText('Online');
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await expect(visitor.getByText('You are now with He Jun')).toBeVisible();
    await visitor.getByRole('button', { name: /^Close/ }).click();
  });

  await test.step('talk first: the visitor waits with music and is neither seen nor heard', async () => {
    await jun.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = jun.getByRole('dialog');
    await panel.getByText('Talk first').click();
    await panel.getByRole('radio', { name: /Grace/ }).check();
    await picture(jun, 'transfer-panel');
    await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
    await accept(grace).click();
    await expect(visitor.getByText('He Jun is asking a colleague')).toBeVisible();
    await expectMovingPicture(grace, /He Jun/);
    await expectMovingPicture(jun, /Grace Tan/);
    await expect(visitor.getByRole('button', { name: 'Music off' })).toBeVisible();
    await picture(visitor, 'transfer-hold');
    // Who is seen, who waits, and what becomes of the visitor.
    await expect(jun.getByText(/^Visitor .*: on hold$/)).toBeVisible();
    await expect(grace.getByText(/^Visitor .*: on hold$/)).toBeVisible();
    await expect(grace.getByText(/^When you leave, Visitor .* stays with He Jun\.$/)).toBeVisible();
    const leaves = /^You leave the call\. Visitor .* stays with He Jun\.$/;
    await expect(grace.getByRole('button', { name: /^Hang up/ })).toHaveAccessibleDescription(leaves);
    const ends = /^Ends the call for everyone, for Visitor .* too\./;
    await expect(jun.getByRole('button', { name: /^Hang up/ })).toHaveAccessibleDescription(ends);
    await expect(jun.locator('.picture-name')).toHaveText('Grace Tan');
    await expect(grace.locator('.picture-name')).toHaveText('He Jun');
    await picture(grace, 'transfer-consulted');
    await picture(jun, 'transfer-consulting');
    await axe(visitor);
    await axe(jun);
    await visitor.getByRole('button', { name: 'Music off' }).click();
    await expect(visitor.getByRole('button', { name: 'Music on' })).toBeVisible();
  });

  await test.step('brought together: all three see each other', async () => {
    await jun.getByRole('button', { name: 'Bring together' }).click();
    await expect(visitor.getByText('He Jun is asking a colleague')).toHaveCount(0);
    await expectBothMoving(visitor, jun, 'en', /He Jun/);
    await expectBothMoving(visitor, grace);
    await expectMovingPicture(jun, /Grace Tan/);
    await expect(jun.getByText(/^You are all three together/)).toBeVisible();
    await picture(visitor, 'transfer-together');
    await picture(jun, 'transfer-together-console');
    await axe(visitor);
    await jun.getByRole('button', { name: 'Talk alone again' }).click();
    await expect(visitor.getByText('He Jun is asking a colleague')).toBeVisible();
    await jun.getByRole('button', { name: 'Bring together' }).click();
    await expectMovingPicture(visitor, /Grace Tan/);
  });

  await test.step('taken back, asked again, handed over', async () => {
    await jun.getByRole('button', { name: 'Take back' }).click();
    await expect(visitor.getByText('He Jun is asking a colleague')).toHaveCount(0);
    await expect(grace.getByText(/^He Jun has taken Visitor .* back\. You are no longer consulted\.$/)).toBeVisible();
    await expectBothMoving(visitor, jun, 'en', /He Jun/);
    await jun.getByRole('button', { name: 'Transfer', exact: true }).click();
    const panel = jun.getByRole('dialog');
    await panel.getByText('Talk first').click();
    await panel.getByRole('radio', { name: /Grace/ }).check();
    await panel.getByRole('button', { name: 'Transfer', exact: true }).click();
    await accept(grace).click();
    await jun.getByRole('button', { name: 'Hand over' }).click();
    await expectBothMoving(visitor, grace);
    await expect(jun.getByRole('button', { name: /^Hang up/ })).toHaveCount(0);
  });
  expect(await connectionsOf(visitor)).toBe(connections);
  await hangUp(grace);
  // A text until it is closed, and it takes no place.
  await expect(grace.getByRole('link', { name: /Call ended, you can write/ })).toBeVisible();
  await expect(grace.getByText(/^Phone page · Text · since/)).toBeVisible();
  await expect(grace.getByText('1 in hand · room for 5 texts')).toBeVisible();
  await wrapUp(grace);
  await expect(visitor.getByText(/^You spoke with Grace Tan and He Jun for/)).toBeVisible();
  await expect(visitor.getByRole('heading', { name: 'Thank you for talking to us' })).toBeVisible();

  await test.step('the recording says that the agents consulted, and calls nothing of it a lost connection', async () => {
    await grace.getByRole('link', { name: 'Recordings' }).click();
    await grace
      .getByRole('link', { name: /^Visitor/ })
      .first()
      .click();
    await expect(grace.locator('video').first()).toBeVisible({ timeout: 120_000 });
    const moments = grace.getByRole('complementary', { name: 'Moments' });
    const told = moments.getByRole('button', { name: /Consultation of .*the agents talked among themselves/ });
    await expect(told.first()).toBeVisible();
    const recordingId = new URL(grace.url()).pathname.split('/').at(-1);
    const answer = await grace.request.get(`${stack.url}/api/v1/recordings/${recordingId}`);
    const { recording } = (await answer.json()) as { recording: Recording };
    const reasons = (side: string) =>
      new Set(
        recording.tracks.filter((track) => track.side === side).flatMap(({ gaps }) => gaps.map((gap) => gap.reason)),
      );
    expect(reasons('visitor')).toContain('consultation');
    expect(reasons('agent')).toContain('consultation');
    expect(reasons('agent')).toContain('not_in_call');
    for (const reason of ['connection_lost', 'engine_lost', 'not_connected'])
      expect(reasons('visitor')).not.toContain(reason);
    await told.first().click();
    await expect(told.first()).toHaveAttribute('aria-current', 'true');
    await expect(grace.locator('.film').getByRole('status')).toContainText('Not recorded');
    await axe(grace);
    await picture(grace, 'recording-consultation');
    await grace.emulateMedia({ colorScheme: 'dark' });
    await axe(grace);
    await picture(grace, 'recording-consultation-dark');
    await grace.emulateMedia({ colorScheme: 'light' });
  });
  await goOffline(grace);
  await goOffline(jun);
});
