import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel } from '../../../test/conversations.ts';
import { createLevelZero, type LevelZero } from '../../../test/level-zero.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());

const visit = (channelKey: string, address = '192.0.2.20') =>
  zero.visitor.service.startVisit({
    channelKey,
    language: 'zh',
    address,
    userAgent: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
  });

describe('visitors', () => {
  it('are known by a token of which only the hash is stored, for ninety days', async () => {
    const channel = await addChannel(zero);
    const { token, visitor } = await visit(channel.key);
    expect(visitor).toMatchObject({
      channelId: channel.id,
      displayName: null,
      language: 'zh',
      device: 'Chrome on Android',
    });
    const principal = { kind: 'visitor', visitorId: visitor.id, channelId: channel.id };
    expect(await zero.authentication.visitorFromToken(token)).toEqual(principal);
    const { rows } = await sql<{ all: string }>`select string_agg(t::text, ' ') as all from visitor_tokens t`.execute(
      zero.db,
    );
    expect(rows[0]?.all).not.toContain(token);
    zero.clock.advance(89 * 24 * 3_600_000);
    expect(await zero.authentication.visitorFromToken(token)).toEqual(principal);
    zero.clock.advance(24 * 3_600_000);
    await expect(zero.authentication.visitorFromToken(token)).rejects.toMatchObject({ code: 'visitor_token_invalid' });
    await zero.visitor.sweep();
    expect((await sql`select 1 from visitor_tokens`.execute(zero.db)).rows).toHaveLength(0);
  });

  it('are nobody without a token of ours', async () => {
    for (const token of [undefined, '', 'x', 'A'.repeat(43)])
      await expect(zero.authentication.visitorFromToken(token)).rejects.toMatchObject({
        code: 'visitor_token_invalid',
      });
  });

  it('come in only by open channels, and not by the hundred from one address', async () => {
    const closed = await addChannel(zero, { enabled: false });
    const open = await addChannel(zero);
    await expect(visit(closed.key)).rejects.toMatchObject({ code: 'channel_closed' });
    await expect(visit('no-such-key')).rejects.toMatchObject({ code: 'channel_not_found' });
    const many = await Promise.allSettled(Array.from({ length: 241 }, () => visit(open.key, '203.0.113.99')));
    const refused = many.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'rate_limited', details: { retryAfterSeconds: 60 } });
    await expect(visit(open.key)).resolves.toBeDefined();
  });

  it('may give a name and another language', async () => {
    const channel = await addChannel(zero);
    const { visitor } = await visit(channel.key);
    const handler = zero.visitor.socket.visitor?.['visitor:update'];
    const principal = { kind: 'visitor', visitorId: visitor.id, channelId: channel.id } as const;
    const context = { principal, socketId: 's', requestId: 'r', follow() {}, unfollow() {}, followGroup() {} };
    const answer = await handler?.({ displayName: '陈玉兰', language: 'en' }, context);
    expect(answer?.visitor).toEqual({ ...visitor, displayName: '陈玉兰', language: 'en' });
    expect(await handler?.({}, context)).toEqual(answer);
    expect(await zero.visitor.service.listVisitors(zero.db, [visitor.id])).toEqual([answer?.visitor]);
  });
});
