// The main job: text, escalated to video, talked, hung up, wrapped up, and played back.
import { axe, expect, needsMedia, picture, test } from '../support/fixtures.ts';
import { accept, expectMovingPicture, goOffline, goOnline, people, signIn, write } from '../support/people.ts';

test('a visitor writes, is answered, sees and is seen, and the recording plays back', async ({
  stack,
  visitorWindow,
  agentWindow,
}) => {
  needsMedia();
  const agent = await agentWindow();
  const visitor = await visitorWindow();

  await test.step('the agent signs in and goes online', async () => {
    await signIn(agent, stack.url, people.grace);
    await goOnline(agent);
    await axe(agent);
  });

  await test.step('the visitor writes and the console rings', async () => {
    await visitor.goto(`${stack.url}/c/h5`);
    await expect(visitor.getByRole('button', { name: /^Video/ })).toBeVisible();
    await axe(visitor);
    await picture(visitor, 'visitor-first');
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await expect(visitor.getByRole('status').first()).toBeVisible();
    await accept(agent).click();
    await write(visitor, 'Can I fix the rate for ten years?');
    await expect(agent.getByText('Can I fix the rate for ten years?').first()).toBeVisible();
    await write(agent, 'Yes, and repay 5 % a year free of charge.');
    await expect(visitor.getByText('Yes, and repay 5 % a year free of charge.')).toBeVisible();
    await axe(visitor);
    await axe(agent);
    await picture(agent, 'console-chat');
  });

  await test.step('the visitor goes on to video, agreeing to the recording', async () => {
    await visitor.getByRole('button', { name: /^Video/ }).click();
    await visitor.getByRole('button', { name: 'Yes, record and go on' }).click();
    const start = visitor.getByRole('button', { name: /^(Start|Call|Go on|Continue)/ });
    if (await start.isVisible().catch(() => false)) await start.click();
    await accept(agent).click();
    await expectMovingPicture(visitor, /Grace Tan/);
    await expectMovingPicture(agent, /Visitor/);
    await picture(visitor, 'visitor-call');
    await picture(agent, 'console-call');
    await axe(agent);
    await axe(visitor);
  });

  await test.step('both can mute, and text goes on beside the call', async () => {
    await visitor.getByRole('button', { name: /^Mute/ }).click();
    await expect(visitor.getByRole('button', { name: /^Unmute/ })).toBeVisible();
    await visitor.getByRole('button', { name: /^Unmute/ }).click();
    await write(agent, 'I can see you well.');
    await visitor.getByRole('button', { name: /^Write/ }).click();
    await expect(visitor.getByText('I can see you well.')).toBeVisible();
  });

  await test.step('the agent hangs up and wraps up', async () => {
    await agent.getByRole('button', { name: /^Hang up/ }).click();
    await expect(agent.getByRole('button', { name: /^Hang up/ })).toHaveCount(0);
    await agent.getByRole('button', { name: /^Wrap up/ }).click();
    const confirm = agent.getByRole('dialog').getByRole('button', { name: /^Wrap up/ });
    await confirm.click();
    await expect(visitor.getByText(/ended|closed/i).first()).toBeVisible();
  });

  await test.step('the recording is prepared and plays', async () => {
    await agent.getByRole('link', { name: 'Recordings' }).click();
    const ready = agent.getByRole('link', { name: /Visitor/ }).first();
    await expect(ready).toBeVisible({ timeout: 60_000 });
    await ready.click();
    const player = agent.locator('video').first();
    await expect
      .poll(() => player.evaluate((video: HTMLVideoElement) => video.duration), { timeout: 90_000 })
      .toBeGreaterThan(1);
    await player.evaluate((video: HTMLVideoElement) => video.play());
    await expect.poll(() => player.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.5);
    await axe(agent);
    await picture(agent, 'recording');
    await goOffline(agent);
  });
});
