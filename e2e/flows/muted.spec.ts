// What somebody switched off stays off until they switch it on, whatever their page goes through.
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
  signIn,
  wrapUp,
} from '../support/people.ts';

/** Notes what the page asks the browser for. */
const noteRequests = (): void => {
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const asked: string[] = [];
  (globalThis as { asked?: string[] }).asked = asked;
  navigator.mediaDevices.getUserMedia = (wanted) => {
    asked.push(`${wanted?.audio ? 'audio' : ''}${wanted?.video ? 'video' : ''}`);
    return real(wanted);
  };
};

test('microphone and camera that were switched off stay off through a reload, and the other side is told', async ({
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
  await visitor.addInitScript(noteRequests);
  await begin(visitor, stack.url, 'Is my card blocked?');
  await accept(agent).click();
  await askForCall(visitor);
  await accept(agent).click();
  await expectBothMoving(visitor, agent);

  const camera = visitor.getByRole('button', { name: 'Camera', exact: true });
  const unmute = visitor.getByRole('button', { name: 'Unmute', exact: true });
  const told = agent.getByRole('status').filter({ hasText: /has the microphone off and the camera off/ });
  await visitor.getByRole('button', { name: 'Mute', exact: true }).click();
  await camera.click();
  await expect(told).toBeVisible();

  await visitor.reload();
  await expect(unmute).toBeVisible({ timeout: 60_000 });
  await expect(camera).toHaveAttribute('aria-pressed', 'false');
  await expect
    .poll(() => visitor.evaluate(() => (globalThis as { asked?: string[] }).asked), { timeout: 60_000 })
    .toEqual(['audio']);
  await expect(told).toBeVisible({ timeout: 60_000 });

  await camera.click();
  await unmute.click();
  await expect(told).toHaveCount(0);
  await expectBothMoving(visitor, agent);
  await hangUp(agent);
  await wrapUp(agent);
  await goOffline(agent);
});
