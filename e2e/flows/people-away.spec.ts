// People who are not there: nobody online, an agent who goes while it rings or in the middle of a call.
import type { Page } from '@playwright/test';
import { expect, needsMedia, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  begin,
  decline,
  expectBothMoving,
  goOffline,
  goOnline,
  hangUp,
  people,
  said,
  signIn,
  wrapUp,
  write,
} from '../support/people.ts';

const rings = (page: Page) => page.getByRole('region', { name: /^Ringing: / });

/** An offer lasts 20 s and a lease 15 s; what passes it on is awaited, however slow the machine. */
const passedOn = { timeout: 90_000 };

test('nobody is online: the visitor is told, writes, and the agent who comes finds the message', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  const visitor = await visitorWindow();
  await expect(async () => {
    await visitor.goto(`${stack.url}/c/h5`);
    await expect(visitor.getByText('Nobody is here just now.').first()).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await begin(visitor, stack.url, 'Please call me back on Monday.');
  await expect(visitor.getByRole('status').filter({ hasText: 'Nobody is here just now.' })).toBeVisible();

  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await expect(agent.getByRole('heading', { name: '1 visitor is waiting' })).toBeVisible();
  await goOnline(agent);
  await accept(agent).click();
  await expect(said(agent, 'Please call me back on Monday.')).toBeVisible();
  await write(agent, 'I will, at nine.');
  await expect(said(visitor, 'I will, at nine.')).toBeVisible();
  await wrapUp(agent);
  await goOffline(agent);
});

test('an offer that is declined, or whose agent closes the tab, goes on to the next agent', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  test.slow();
  const windows: Record<'grace' | 'jun', Page> = { grace: await agentWindow(), jun: await agentWindow() };
  for (const name of ['grace', 'jun'] as const) {
    await signIn(windows[name], stack.url, people[name]);
    await goOnline(windows[name]);
  }
  const firstAsked = async (): Promise<'grace' | 'jun'> => {
    const asked = async () =>
      (await rings(windows.grace).count()) > 0 ? 'grace' : (await rings(windows.jun).count()) > 0 ? 'jun' : 'nobody';
    await expect.poll(asked, passedOn).not.toBe('nobody');
    return (await asked()) as 'grace' | 'jun';
  };

  const declined = await visitorWindow();
  await begin(declined, stack.url, 'Who takes me?');
  const one = await firstAsked();
  const other = one === 'grace' ? 'jun' : 'grace';
  await decline(windows[one]).click();
  await expect(rings(windows[other])).toBeVisible(passedOn);
  await expect(rings(windows[one])).toHaveCount(0);
  await accept(windows[other]).click();
  await expect(said(windows[other], 'Who takes me?')).toBeVisible();
  await wrapUp(windows[other]);

  const left = await visitorWindow();
  await begin(left, stack.url, 'Is anybody still there?');
  const gone = await firstAsked();
  const stays = gone === 'grace' ? 'jun' : 'grace';
  await windows[gone].close();
  await expect(rings(windows[stays])).toBeVisible(passedOn);
  await accept(windows[stays]).click();
  await expect(said(windows[stays], 'Is anybody still there?')).toBeVisible();
  await wrapUp(windows[stays]);
  await goOffline(windows[stays]);
});

test('an agent closes the tab in a call: the visitor is told, and the call goes on when the agent is back', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const agent = await agentWindow();
  await signIn(agent, stack.url, people.grace);
  await goOnline(agent);
  const visitor = await visitorWindow();
  await visitor.goto(`${stack.url}/c/h5`);
  await askForCall(visitor);
  await accept(agent).click();
  await expectBothMoving(visitor, agent);

  const again = await agent.context().newPage();
  await agent.close();
  await expect(visitor.getByText('Grace Tan lost the connection and is coming back')).toBeVisible(passedOn);
  await again.goto(`${stack.url}/console/`);
  await again.getByRole('button', { name: 'Back to the call' }).click();
  await expectBothMoving(visitor, again);
  await expect(visitor.getByText('Grace Tan lost the connection and is coming back')).toHaveCount(0);
  await expect(again.getByText(/^Video call, /)).toHaveCount(1);
  await hangUp(again);
  await wrapUp(again);
  await goOffline(again);
});

test('two tabs of one agent ring together, and the one that accepts silences the other', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  const tab = await agentWindow();
  await signIn(tab, stack.url, people.grace);
  await goOnline(tab);
  const secondTab = await tab.context().newPage();
  await secondTab.goto(`${stack.url}/console/`);
  const visitor = await visitorWindow();
  await begin(visitor, stack.url, 'One of you, please.');
  await expect(rings(tab)).toBeVisible();
  await expect(rings(secondTab)).toBeVisible();
  await accept(secondTab).click();
  await expect(said(secondTab, 'One of you, please.')).toBeVisible();
  await expect(rings(tab)).toHaveCount(0);
  await wrapUp(secondTab);
  await goOffline(tab);
});
