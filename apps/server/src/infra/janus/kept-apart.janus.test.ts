import { afterEach, beforeEach, expect, it } from 'vitest';
import { callId, type MediaStage, openMediaStage, received, waitForFrames } from '../../../test/media/media-stage.ts';

let stage: MediaStage;
beforeEach(async () => {
  stage = await openMediaStage();
});
afterEach(async () => {
  await stage.close();
  expect(stage.problems).toEqual([]);
});

type Page = Awaited<ReturnType<MediaStage['open']>>;
const framesOf = async (page: Page, whom: string): Promise<number> => (await received(page, whom)).frames;

/** Nothing of `whom` is decoded any more: the number stands still while somebody else's goes on. */
const expectNothingOf = async (page: Page, whom: string, meanwhile: () => Promise<unknown>): Promise<void> => {
  let last = -1;
  await expect
    .poll(
      async () => {
        const now = await framesOf(page, whom);
        const still = now === last;
        last = now;
        return still;
      },
      { timeout: 10_000, interval: 300 },
    )
    .toBe(true);
  const before = await framesOf(page, whom);
  await meanwhile();
  expect(await framesOf(page, whom)).toBe(before);
};
/** Connections of the visitor that were made anew, or closed. */
const renewals = (who: string): number =>
  stage.events.filter(
    (event) => (event.type === 'disconnected' || event.type === 'connected') && event.participantId === who,
  ).length;

it('keeps the visitor apart while two agents hear and see each other, and brings all together again', async () => {
  const visitor = await stage.open('visitor');
  const ada = await stage.open('ada');
  await Promise.all([waitForFrames(visitor, 'ada'), waitForFrames(ada, 'visitor')]);
  const connectionsBefore = renewals('visitor');
  const { gateway } = stage.engine();

  await gateway.keepApart(callId, ['visitor']);
  const ben = await stage.open('ben');
  await Promise.all([waitForFrames(ben, 'ada', 15), waitForFrames(ada, 'ben', 15)]);
  await expectNothingOf(ada, 'visitor', () => waitForFrames(ada, 'ben', 15));
  await expectNothingOf(visitor, 'ada', () => waitForFrames(ben, 'ada', 15));
  // The colleague has never been offered the visitor, nor the visitor the colleague.
  expect((await received(ben, 'visitor')).tracks).toBe(0);
  expect((await received(visitor, 'ben')).tracks).toBe(0);

  await gateway.keepApart(callId, []);
  await Promise.all([waitForFrames(visitor, 'ada'), waitForFrames(ada, 'visitor'), waitForFrames(visitor, 'ben')]);
  await waitForFrames(ben, 'visitor');
  await gateway.leave({ callId, participantId: 'ada' });
  await Promise.all([waitForFrames(visitor, 'ben'), waitForFrames(ben, 'visitor')]);
  expect(renewals('visitor')).toBe(connectionsBefore);
});

it('goes on keeping apart after our process was restarted', async () => {
  const visitor = await stage.open('visitor');
  const ada = await stage.open('ada');
  await Promise.all([waitForFrames(visitor, 'ada'), waitForFrames(ada, 'visitor')]);
  await stage.engine().gateway.keepApart(callId, ['visitor']);
  const ben = await stage.open('ben');
  await waitForFrames(ben, 'ada');
  expect((await stage.restartGateway()).intact).toEqual([callId]);
  await expectNothingOf(visitor, 'ada', () => waitForFrames(ben, 'ada', 15));
  expect((await received(ben, 'visitor')).tracks).toBe(0);
  await stage.engine().gateway.keepApart(callId, []);
  await Promise.all([waitForFrames(visitor, 'ada'), waitForFrames(ben, 'visitor')]);
});
