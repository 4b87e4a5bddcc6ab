import type { Alarm, Conversation, Offer, Transfer } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from './i18n/en/index.ts';
import { zh } from './i18n/zh/index.ts';
import { visitorNameOf } from './names.ts';

const instance = createInstance();
beforeAll(() =>
  instance.init({ lng: 'en', resources: { en: { translation: en }, zh: { translation: zh } }, fallbackLng: 'en' }),
);
const visitorId = '01a21c9f-2e29-7621-9208-5c5010ada4f2' as Offer['visitorId'];
const contact = (conversationId: string, visitorName: string | null = null) =>
  ({ conversationId, visitorId, visitorName }) as Offer & Transfer & Alarm;
const conversation = (id: string, displayName: string | null = null) =>
  ({ id, visitor: { id: visitorId, displayName } }) as Conversation;

describe('a visitor without a name', () => {
  it('is called the same in two contacts, as a conversation and as whatever belongs to one', () => {
    const t = instance.getFixedT('en');
    const names = [contact('1111'), contact('2222'), conversation('1111'), conversation('2222')].map((one) =>
      visitorNameOf(t, one),
    );
    expect(new Set(names)).toEqual(new Set(['Visitor A4F2']));
    expect(visitorNameOf(instance.getFixedT('zh'), contact('1111'))).toBe('访客 A4F2');
  });
  it('has no mark where it is not known who it is', () => {
    expect(visitorNameOf(instance.getFixedT('en'), undefined)).toBe('Visitor');
  });
});

it('a name that was given is used', () => {
  const t = instance.getFixedT('en');
  expect([contact('1', 'Li Na'), conversation('2', 'Li Na')].map((one) => visitorNameOf(t, one))).toEqual([
    'Li Na',
    'Li Na',
  ]);
});
