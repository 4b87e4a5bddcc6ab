import { CommandError } from '@visavis/client/realtime';
import { describe, expect, it } from 'vitest';
import { memoryKeyStore } from '../shared/visit/key-store.ts';
import { createVisitState } from '../shared/visit/visit-state.ts';
import { withCallbackLink } from './callback-link.ts';

function page(answers: (Error | string)[]) {
  const keys = memoryKeyStore();
  keys.set('token', 'of somebody else');
  const asked: string[] = [];
  let begun = 0;
  const visit = withCallbackLink(
    {
      state: createVisitState(),
      begin: async () => {
        begun += 1;
      },
      ports: {
        keys,
        api: {
          openCallbackLink: async (link: string) => {
            asked.push(link);
            const answer = answers.shift();
            if (answer instanceof Error) throw answer;
            return { token: answer } as never;
          },
        } as never,
      },
    },
    'the link',
  );
  return { visit, keys, asked, begun: () => begun };
}

describe('a page opened by its link', () => {
  it('is the page of whoever the link was sent to, and asks once', async () => {
    const { visit, keys, asked, begun } = page(['theirs']);
    await visit.begin();
    await visit.begin();
    expect([keys.get('token'), asked, begun()]).toEqual(['theirs', ['the link'], 2]);
  });

  it('says that a link has been used up, and goes on as anybody finds it', async () => {
    const { visit, keys, begun } = page([new CommandError('callback_link_invalid', '', false)]);
    await visit.begin();
    expect(visit.state.failure.value).toBe('callback_link_invalid');
    expect([keys.get('token'), begun()]).toEqual(['of somebody else', 1]);
  });

  it('keeps the link when it was too fast or cannot be asked about, and asks again', async () => {
    const { visit, keys, asked, begun } = page([
      new CommandError('rate_limited', '', true, { retryAfterSeconds: 12 }),
      CommandError.connectionLost(),
      'theirs',
    ]);
    await visit.begin();
    expect(visit.state.boot.value).toEqual({ state: 'failed', code: 'rate_limited' });
    await visit.begin();
    expect(visit.state.boot.value).toEqual({ state: 'failed', code: 'connection_lost' });
    expect(begun()).toBe(0);
    await visit.begin();
    expect([keys.get('token'), asked.length, begun()]).toEqual(['theirs', 3, 1]);
  });
});
