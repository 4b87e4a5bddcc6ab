import type { Channel, ChannelId, SkillGroupId } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { normaliseMedia, normaliseOrigins, toPublicChannel } from './channel.ts';

const channel: Channel = {
  id: 'c' as ChannelId,
  key: 'demo',
  name: 'Inner name',
  brand: { en: 'Bank', zh: '银行' },
  greeting: { en: 'Hello', zh: '您好' },
  themeColor: '#0b6b57',
  allowedOrigins: ['https://secret.example'],
  media: ['text', 'video'],
  groupId: 'g' as SkillGroupId,
  recording: 'ask',
  enabled: true,
  createdAt: '2026-11-22T08:00:00.000Z',
  version: 1,
};

describe('channel', () => {
  it('writes origins as browsers send them, each once', () => {
    expect(
      normaliseOrigins(['HTTPS://WWW.Bank.Example', 'https://www.bank.example:443', 'http://localhost:8081']),
    ).toEqual(['https://www.bank.example', 'http://localhost:8081']);
  });
  it('names the field of what is no origin', () => {
    expect(() => normaliseOrigins(['https://good.example', 'https://bad.example:99999'])).toThrowError(
      expect.objectContaining({
        code: 'request_invalid',
        details: { fields: { 'allowedOrigins.1': expect.any(String) } },
      }),
    );
  });
  it('lists each medium once, in the usual order', () => {
    expect(normaliseMedia(['video', 'text', 'video'])).toEqual(['text', 'video']);
  });
  it('shows visitors nothing that is not theirs', () => {
    const shown = toPublicChannel(channel, { attendance: 'here', opensAt: null, waiting: 2, mediaReady: true });
    expect(shown).toEqual({
      key: 'demo',
      brand: channel.brand,
      greeting: channel.greeting,
      themeColor: '#0b6b57',
      media: ['text', 'video'],
      mediaUnavailable: false,
      recording: 'ask',
      enabled: true,
      attendance: 'here',
      opensAt: null,
      waiting: 2,
    });
  });
  it('offers only text while the media engine is down, and says so', () => {
    const shown = toPublicChannel(channel, { attendance: 'here', opensAt: null, waiting: 0, mediaReady: false });
    expect(shown.media).toEqual(['text']);
    expect(shown.mediaUnavailable).toBe(true);
    const textOnly = toPublicChannel(
      { ...channel, media: ['text'] },
      { attendance: 'here', opensAt: null, waiting: 0, mediaReady: false },
    );
    expect(textOnly.mediaUnavailable).toBe(false);
  });
});
