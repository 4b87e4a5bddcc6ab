// Bad days: the database, the media engine or our own process is killed, and nobody has to click anything.
import { existsSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, needsMedia, test } from '../support/fixtures.ts';
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
  wrapUp,
  write,
} from '../support/people.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** A product of its own: what is killed here must not be anybody else's. */
let own: Stack;
test.beforeAll(async () => {
  own = await startStack();
});
test.afterAll(async () => {
  await own?.stop();
});
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the hook's needs from this pattern
test.afterEach(async ({}, info) => {
  if (info.status === info.expectedStatus || !existsSync(own.logFile)) return;
  await info.attach('own-server.log', { path: own.logFile, contentType: 'text/plain' });
});

const recovery = { timeout: 90_000 };

/** The words of a conversation that begin with `mark`, in the order in which a page shows them. */
const linesOf = async (page: Page, mark: string): Promise<string[]> => {
  const found = await page.locator('.words, .said').allTextContents();
  return found.map((text) => text.trim()).filter((text) => text.startsWith(mark));
};

async function meet(agent: Page, visitor: Page, text: string): Promise<void> {
  await signIn(agent, own.url, people.grace);
  await goOnline(agent);
  await begin(visitor, own.url, text);
  await accept(agent).click();
  await expect(said(agent, text)).toBeVisible();
}

test('PostgreSQL is killed while both write: every message arrives once and in order', async ({
  agentWindow,
  visitorWindow,
}) => {
  test.slow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();
  await meet(agent, visitor, 'Before the outage.');

  const numbers = Array.from({ length: 10 }, (_, index) => index + 1);
  for (const number of numbers) {
    if (number === 3) process.kill(own.childPid('bin/postgres'), 'SIGKILL');
    await write(visitor, `visitor ${number}`);
    await write(agent, `agent ${number}`);
  }
  for (const page of [agent, visitor]) {
    await expect.poll(() => linesOf(page, 'visitor '), recovery).toEqual(numbers.map((number) => `visitor ${number}`));
    await expect.poll(() => linesOf(page, 'agent '), recovery).toEqual(numbers.map((number) => `agent ${number}`));
  }
  await test.step('and they are in the database: both reload', async () => {
    for (const page of [agent, visitor]) {
      await page.reload();
      await expect.poll(() => linesOf(page, 'visitor '), recovery).toEqual(numbers.map((n) => `visitor ${n}`));
      await expect.poll(() => linesOf(page, 'agent '), recovery).toEqual(numbers.map((n) => `agent ${n}`));
    }
  });
  await wrapUp(agent);
});

test('the media engine is killed in a call: both are told, and the same call goes on without a click', async ({
  agentWindow,
  visitorWindow,
}) => {
  needsMedia();
  test.slow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();
  await meet(agent, visitor, 'Let us see each other.');
  await askForCall(visitor);
  await accept(agent).click();
  await expectBothMoving(visitor, agent);

  const before = own.childPid('janus');
  process.kill(before, 'SIGKILL');
  await Promise.all([
    expect(visitor.getByText(/^The line broke/)).toBeVisible(recovery),
    expect(agent.getByText(/^(Connecting again|The media engine was restarted)/).first()).toBeVisible(recovery),
  ]);
  await expect(visitor.getByText(/^The line broke/)).toHaveCount(0, recovery);
  await expect(agent.getByText(/^Connecting again/)).toHaveCount(0, recovery);
  await expectBothMoving(visitor, agent);
  expect(own.childPid('janus')).not.toBe(before);
  await expect(agent.getByText(/^Video call, /)).toHaveCount(1);
  await hangUp(agent);
  await wrapUp(agent);

  await test.step('the recording declares its gap', async () => {
    await agent.getByRole('link', { name: 'Recordings' }).click();
    await agent
      .getByRole('link', { name: /^Visitor/ })
      .first()
      .click();
    const player = agent.locator('video').first();
    await expect(player).toBeVisible({ timeout: 120_000 });
    await expect(agent.getByText(/the media engine was restarted/).first()).toBeVisible();
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.duration), { timeout: 30_000 })
      .toBeGreaterThan(1);
  });
});

test('our process is killed in a call and started again: the call and the conversation go on', async ({
  agentWindow,
  visitorWindow,
}) => {
  needsMedia();
  test.slow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();
  await meet(agent, visitor, 'Written before.');
  await askForCall(visitor);
  await accept(agent).click();
  await expectBothMoving(visitor, agent);

  const engine = own.childPid('janus');
  await own.kill9();
  await test.step('the pictures move on while nobody is there', async () => {
    await expectBothMoving(visitor, agent);
  });
  await agent.getByRole('button', { name: /^Mute/ }).click();
  await own.restart();
  // Still the same engine, taken over by the new process.
  expect(process.kill(engine, 0)).toBe(true);
  await expectBothMoving(visitor, agent);
  await test.step('what was muted meanwhile is told', async () => {
    await expect(visitor.getByText('Grace Tan has the microphone off')).toBeVisible(recovery);
    await agent.getByRole('button', { name: /^Unmute/ }).click();
    await expect(visitor.getByText('Grace Tan has the microphone off')).toHaveCount(0, recovery);
  });
  await write(agent, 'Still here.');
  await visitor.getByRole('button', { name: /^Write/ }).click();
  await expect(said(visitor, 'Still here.')).toBeVisible(recovery);
  await write(visitor, 'So am I.');
  await expect(said(agent, 'So am I.')).toBeVisible(recovery);
  await expect(said(visitor, 'Written before.')).toHaveCount(1);
  await expect(agent.getByText(/^Video call, /)).toHaveCount(1);
  await expectBothMoving(visitor, agent);
  await hangUp(agent);
  await wrapUp(agent);
});
