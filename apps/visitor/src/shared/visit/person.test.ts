import { CommandError } from '@visavis/client/realtime';
import { describe, expect, it } from 'vitest';
import type { KnownVisitor } from '../api/api.ts';
import { memoryKeyStore } from './key-store.ts';
import { forgetVisit, personOf, startKnownVisit, visitGoesOn } from './person.ts';

const tokenOf = (payload: object): string =>
  `x.${btoa(JSON.stringify(payload)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}.y`;

describe('the person before the page', () => {
  it('is the subject of the identity, or nobody', () => {
    expect(personOf(tokenOf({ sub: 'customer-ÿ?>' }))).toBe('customer-ÿ?>');
    for (const broken of [null, '', 'a.b.c', tokenOf({}), tokenOf({ sub: 1 })]) expect(personOf(broken)).toBeNull();
  });

  it.each([
    ['the same person', 'a', undefined, 'a', true],
    ['somebody else', 'a', 'yes', 'b', false],
    ['signed out meanwhile', 'a', 'yes', null, false],
    ['nobody, as before', undefined, undefined, null, true],
    ['signed in during a conversation', undefined, 'yes', 'a', true],
    ['signed in since', undefined, undefined, 'a', false],
  ] as const)('%s', (_what, before, open, now, goesOn) => {
    const keys = memoryKeyStore();
    if (before) keys.set('person', before);
    if (open) keys.set('open', open);
    keys.set('token', 't');
    expect(visitGoesOn(keys, now)).toBe(goesOn);
    forgetVisit(keys);
    expect([keys.get('token'), keys.get('person'), keys.get('open')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a visit with what the page says', () => {
  const start = async (refuse: readonly string[], known: KnownVisitor) => {
    const codes = [...refuse];
    const asked: unknown[] = [];
    const logged: string[] = [];
    const api = {
      startVisit: async (_key: string, _language: string, more: unknown) => {
        asked.push(more);
        const code = codes.shift();
        if (code !== undefined) throw new CommandError(code as never, code, false);
        return { token: 't' };
      },
    };
    const ports = { api: api as never, channelKey: 'demo', log: (message: string) => void logged.push(message) };
    const answer = startKnownVisit(ports, 'en', known);
    return { answer, asked, logged };
  };
  const identity = tokenOf({ sub: 'a' });

  it('says who it is', async () => {
    const { answer, asked } = await start([], { identity, attributes: { page: '/' } });
    expect(await answer).toEqual({ visit: { token: 't' }, person: 'a' });
    expect(asked).toEqual([{ identity, attributes: { page: '/' } }]);
  });
  it('goes on without what is refused, and tells the developer', async () => {
    const { answer, asked, logged } = await start(['identity_expired', 'attributes_refused'], {
      identity,
      attributes: { x: 1 },
    });
    expect(await answer).toEqual({ visit: { token: 't' }, person: null });
    expect(asked.at(-1)).toEqual({ identity: null, attributes: {} });
    expect(logged).toHaveLength(2);
  });
  it('fails for any other reason', async () => {
    const { answer } = await start(['channel_closed'], { identity, attributes: {} });
    await expect(answer).rejects.toMatchObject({ code: 'channel_closed' });
  });
});
