// Whoever reloads comes back to the same place: in the line, in the text, in the call.
import { expect, needsMedia, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  begin,
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

test('a visitor who reloads in the line keeps the place', async ({ stack, visitorWindow }) => {
  const first = await visitorWindow();
  await begin(first, stack.url, 'I was here first.');
  const strip = (page: typeof first) => page.getByRole('status').filter({ hasText: /in line/ });
  await expect(strip(first)).toContainText('1st');

  const second = await visitorWindow();
  await begin(second, stack.url, 'I came after.');
  await expect(strip(second)).toContainText('2nd');
  const third = await visitorWindow();
  await begin(third, stack.url, 'I am the last.');
  await expect(strip(third)).toContainText('3rd');

  await second.reload();
  await expect(strip(second)).toContainText('2nd');
  await expect(said(second, 'I came after.')).toBeVisible();
  await expect(strip(third)).toContainText('3rd');

  await test.step('and the line moves on when somebody leaves', async () => {
    for (const page of [first, second, third]) {
      await expect(strip(page)).toContainText('1st');
      await page.getByRole('button', { name: 'Finish' }).click();
      await page.getByRole('button', { name: 'Yes, finish' }).click();
      await expect(page.getByRole('heading', { name: 'You have left the line' })).toBeVisible();
    }
  });
});

test('reloads in the chat and in the call lose nothing: same messages, same call, moving pictures again', async ({
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
  await begin(visitor, stack.url, 'Is my card blocked?');
  await accept(agent).click();
  await write(agent, 'Let me look.');
  await expect(said(visitor, 'Let me look.')).toBeVisible();

  await test.step('the visitor reloads in the chat', async () => {
    await visitor.reload();
    await expect(said(visitor, 'Is my card blocked?')).toHaveCount(1);
    await expect(said(visitor, 'Let me look.')).toHaveCount(1);
    await write(visitor, 'I can wait.');
    await expect(said(agent, 'I can wait.')).toBeVisible();
  });

  await askForCall(visitor);
  await accept(agent).click();
  await expectBothMoving(visitor, agent);

  await test.step('the visitor reloads in the call', async () => {
    await visitor.reload();
    await expectBothMoving(visitor, agent);
  });

  await test.step('the agent reloads in the call', async () => {
    await agent.reload();
    await expectBothMoving(visitor, agent);
  });

  await test.step('it was one call', async () => {
    await expect(agent.getByText(/^Video call, /)).toHaveCount(1);
    await write(agent, 'Your card is fine.');
    await hangUp(agent);
    await expect(said(visitor, 'Your card is fine.')).toBeVisible();
    await expect(visitor.getByRole('log').getByText(/^Video call/)).toHaveCount(1);
  });
  await wrapUp(agent);
  await goOffline(agent);
});
