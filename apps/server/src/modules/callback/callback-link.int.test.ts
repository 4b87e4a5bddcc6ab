// Links of callbacks and the hours around them, on the real database.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFloor, type Floor } from '../../../test/floor.ts';
import { offerWays } from '../../../test/ways-out.ts';
import { linkLimit } from './callback-link-service.ts';

let floor: Floor;
let callbacks: Floor['ways']['callbacks'];
let links: Floor['ways']['links'];
let group: Floor['home'];
beforeAll(async () => {
  floor = await createFloor();
  ({ callbacks, links } = floor.ways);
  group = await floor.addGroup('callbacks');
});
afterAll(() => floor.close());

const phone = { kind: 'phone', value: '+447700900417' } as const;
const minute = 60_000;

describe('around a callback', () => {
  it('says when the service opens again, only while its hours say that it is closed', async () => {
    const arrival = await floor.arrive('voice', group);
    const opens = () => callbacks.opensAt(arrival.visitor, arrival.conversationId);
    expect(await opens()).toBeNull();
    const now = floor.clock.now().getTime();
    floor.hours.known = { timeZone: 'UTC', isOpen: (at) => at.getTime() >= now + 60 * minute };
    const at = Date.parse((await opens()) ?? '') - now;
    expect(at).toBeGreaterThanOrEqual(60 * minute);
    expect(at).toBeLessThanOrEqual(75 * minute);
    floor.hours.known = { timeZone: 'UTC', isOpen: () => false };
    expect(await opens()).toBeNull();
    floor.hours.known = { timeZone: 'UTC', isOpen: () => true };
    expect(await opens()).toBeNull();
    floor.hours.known = null;
    const stranger = await floor.arrive('voice', group);
    await expect(callbacks.opensAt(stranger.visitor, arrival.conversationId)).rejects.toMatchObject({
      code: 'conversation_not_found',
    });
    for (const one of [arrival, stranger]) await floor.contacts.leave(one.visitor, one.conversationId);
  });

  it('does not let anybody try links as fast as they like', async () => {
    const waiting = await floor.arrive('voice', group);
    await offerWays(floor, waiting, [{ kind: 'callback' }], group);
    await callbacks.request(waiting.visitor, { conversationId: waiting.conversationId, address: phone, window: null });
    const [callback] = await callbacks.list('waiting', 1);
    if (!callback) throw new Error('no callback');
    const token = (await links.make(callback.id)).url.split('#callback=')[1] ?? '';
    for (let tried = 0; tried < linkLimit.perAddress; tried += 1)
      await expect(links.open(`guess ${tried}`, '192.0.2.66')).rejects.toMatchObject({ code: 'callback_link_invalid' });
    await expect(links.open(token, '192.0.2.66')).rejects.toMatchObject({
      code: 'rate_limited',
      details: { retryAfterSeconds: expect.any(Number) },
    });
    // Others go on meanwhile, and the link has not been used up by the refusal.
    expect((await links.open(token, '192.0.2.67')).visitor.id).toBe(waiting.visitor.visitorId);
    floor.clock.advance(linkLimit.windowMs);
    expect((await links.open(token, '192.0.2.66')).visitor.id).toBe(waiting.visitor.visitorId);
    await floor.contacts.leave(waiting.visitor, waiting.conversationId);
  });
});
