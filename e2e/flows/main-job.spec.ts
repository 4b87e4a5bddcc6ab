// The main job: text, escalated to video, talked, hung up, wrapped up, and played back.
import { sitBefore } from '../support/faces.ts';
import { axe, expect, needsMedia, picture, test } from '../support/fixtures.ts';
import {
  accept,
  askForCall,
  expectBothMoving,
  goOffline,
  goOnline,
  hangUp,
  people,
  signIn,
  wrapUp,
  write,
} from '../support/people.ts';

test('a visitor writes, is answered, sees and is seen, and the recording plays back', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  test.slow();
  const agent = await agentWindow();
  const visitor = await visitorWindow();
  await sitBefore(agent, 'grace');
  await sitBefore(visitor, 'visitor');

  await test.step('the agent signs in and goes online', async () => {
    await signIn(agent, stack.url, people.grace);
    await goOnline(agent);
  });

  await test.step('the visitor writes and the console rings', async () => {
    await visitor.goto(`${stack.url}/c/h5`);
    await expect(visitor.getByText('Somebody is free now.')).toBeVisible();
    await axe(visitor);
    await picture(visitor, 'visitor-first');
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await write(visitor, 'Can I fix the rate for ten years?');
    await expect(
      visitor
        .getByRole('status')
        .filter({ hasText: /next|in line/i })
        .first(),
    ).toBeVisible();
    await accept(agent).click();
    await expect(agent.getByText('Can I fix the rate for ten years?').first()).toBeVisible();
    await write(agent, 'Yes, and repay 5 % a year free of charge.');
    await expect(visitor.getByText('Yes, and repay 5 % a year free of charge.')).toBeVisible();
    await axe(visitor);
    await axe(agent);
    await picture(agent, 'console-chat');
  });

  await test.step('the visitor goes on to video, agreeing to the recording', async () => {
    await askForCall(visitor);
    await accept(agent).click();
    await expectBothMoving(visitor, agent);
    await picture(visitor, 'visitor-call');
    await picture(agent, 'console-call');
    await axe(agent);
    await axe(visitor);
  });

  await test.step('both can mute and close the camera, and are told of it', async () => {
    await visitor.getByRole('button', { name: /^Mute/ }).click();
    await visitor.getByRole('button', { name: /^Unmute/ }).click();
    await expect(visitor.getByRole('button', { name: /^Mute/ })).toBeVisible();
    await agent.getByRole('button', { name: /^Mute/ }).click();
    await expect(visitor.getByText('Grace Tan has the microphone off')).toBeVisible();
    await agent.getByRole('button', { name: /^Unmute/ }).click();
    await expect(visitor.getByText('Grace Tan has the microphone off')).toHaveCount(0);
    const camera = visitor.getByRole('button', { name: /^Camera/ });
    await camera.click();
    await expect(camera).toHaveAttribute('aria-pressed', 'false');
    await expect(agent.getByText(/has the camera off/)).toBeVisible();
    await camera.click();
    await expect(camera).toHaveAttribute('aria-pressed', 'true');
    await expectBothMoving(visitor, agent);
  });

  await test.step('text goes on beside the call', async () => {
    await write(agent, 'I can see you well.');
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await expect(visitor.getByText('I can see you well.')).toBeVisible();
    await write(visitor, 'And I you.');
    await expect(agent.getByText('And I you.').first()).toBeVisible();
  });

  await test.step('the agent hangs up and wraps up', async () => {
    await hangUp(agent);
    await wrapUp(agent, 'en', 'Ten years fixed; sends the contract.');
    await expect(visitor.getByRole('heading', { name: 'Thank you for talking to us' })).toBeVisible();
  });

  await test.step('the recording is prepared and plays', async () => {
    await agent.getByRole('link', { name: 'Recordings' }).click();
    await agent
      .getByRole('link', { name: /^Visitor/ })
      .first()
      .click();
    const player = agent.locator('video').first();
    await expect(player).toBeVisible({ timeout: 120_000 });
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.duration), { timeout: 30_000 })
      .toBeGreaterThan(1);
    await agent.getByRole('button', { name: 'Play', exact: true }).click();
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime), { timeout: 30_000 })
      .toBeGreaterThan(1);
    await axe(agent);
    await picture(agent, 'recording');
    await goOffline(agent);
  });
});
