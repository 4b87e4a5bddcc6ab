import type { ChannelId, SkillGroupId } from '@visavis/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addChannel } from '../../../test/conversations.ts';
import { createLevelZero, type LevelZero } from '../../../test/level-zero.ts';

let zero: LevelZero;
beforeAll(async () => {
  zero = await createLevelZero();
});
afterAll(() => zero.drop());

const nowhere = '00000000-0000-7000-8000-000000000000';

describe('channels', () => {
  it('keep what was written, origins and media in order', async () => {
    const channel = await addChannel(zero);
    const changed = await zero.channel.service.updateChannel(channel.id, {
      version: 1,
      allowedOrigins: ['https://Bank.example:443', 'https://bank.example'],
      media: ['video', 'text'],
      themeColor: '#ABCDEF',
    });
    expect(changed).toMatchObject({
      version: 2,
      allowedOrigins: ['https://bank.example'],
      media: ['text', 'video'],
      themeColor: '#abcdef',
      greeting: channel.greeting,
    });
    expect(await zero.channel.service.getChannel(zero.db, channel.id)).toEqual(changed);
    expect(await zero.authentication.allowedOrigins(channel.key)).toEqual(['https://bank.example']);
    expect(await zero.authentication.allowedOrigins('no-such-key')).toBeNull();
  });

  it('have different keys', async () => {
    await addChannel(zero, { key: 'taken' });
    await expect(addChannel(zero, { key: 'taken' })).rejects.toMatchObject({
      code: 'channel_key_taken',
      details: { fields: { key: expect.any(String) } },
    });
  });

  it('refuse unknown groups, unknown channels and older versions', async () => {
    const channel = await addChannel(zero);
    const { updateChannel } = zero.channel.service;
    await expect(updateChannel(channel.id, { version: 1, groupId: nowhere as SkillGroupId })).rejects.toMatchObject({
      code: 'skill_group_not_found',
    });
    await expect(updateChannel(nowhere as ChannelId, { version: 1 })).rejects.toMatchObject({
      code: 'channel_not_found',
    });
    await updateChannel(channel.id, { version: 1, name: 'First' });
    await expect(updateChannel(channel.id, { version: 1, name: 'Second' })).rejects.toMatchObject({
      code: 'version_conflict',
      details: { version: 2 },
    });
  });

  it('show visitors what is possible right now', async () => {
    const channel = await addChannel(zero);
    Object.assign(zero.surroundings, { mediaReady: false, attendance: 'busy', waiting: 3 });
    expect(await zero.channel.service.getPublicByKey(channel.key)).toMatchObject({
      media: ['text'],
      mediaUnavailable: true,
      attendance: 'busy',
      opensAt: null,
      waiting: 3,
    });
    Object.assign(zero.surroundings, { mediaReady: true });
    expect(await zero.channel.service.getPublic(channel.id)).toMatchObject({ media: ['text', 'voice', 'video'] });
    await expect(zero.channel.service.getPublicByKey('no-such-key')).rejects.toMatchObject({
      code: 'channel_not_found',
    });
  });
});
