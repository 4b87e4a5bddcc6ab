import { CreateAgent, CreateChannel, CreateLookup, CreateSkillGroup, defaultCapacity } from '@visavis/protocol';
import { createInstance } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { spacing, textOptions } from '../i18n/i18n.ts';
import { faultOf, faultSentence, labelAt } from './fault.ts';

const instance = createInstance();
beforeAll(async () => {
  await instance.use(spacing).init(textOptions);
});

const valueAt = (body: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], body);
/** What the schema finds at a path, as the form says it. */
const said = (schema: z.ZodType, body: object, path: string, language: 'en' | 'zh' = 'en') => {
  const issue = schema.safeParse(body).error?.issues.find((one) => one.path.join('.') === path);
  if (!issue) throw new Error(`nothing is wrong at ${path}`);
  return faultSentence(faultOf(issue, valueAt(body, issue.path)), path.split('.').at(-1), instance.getFixedT(language));
};

describe('what is wrong with a field is a sentence that names it and says what to do', () => {
  const ringSeconds = { text: 1, voice: 301, video: 7.5 };
  const many = 'a'.repeat(81);
  const cases: readonly [string, z.ZodType, object, string, string, string][] = [
    [
      'an empty text',
      CreateAgent,
      { displayName: '' },
      'displayName',
      'Fill in “displayName”.',
      '请填写“displayName”。',
    ],
    [
      'blanks only',
      CreateAgent,
      { displayName: '  ' },
      'displayName',
      'Fill in “displayName”.',
      '请填写“displayName”。',
    ],
    ['an empty address', CreateAgent, { email: '' }, 'email', 'Fill in “email”.', '请填写“email”。'],
    [
      'something that is no e-mail address',
      ...([CreateAgent, { email: 'ann' }, 'email'] as const),
      'Enter an address like name@example.com for “email”.',
      '请在“email”中输入如 name@example.com 的邮箱地址。',
    ],
    [
      'a short password',
      ...([CreateAgent, { password: 'short' }, 'password'] as const),
      'Enter at least 10 characters for “password”.',
      '请在“password”中输入至少 10 个字符。',
    ],
    [
      'a long name',
      ...([CreateLookup, { name: many }, 'name'] as const),
      'Shorten “name” to 80 characters or fewer.',
      '请将“name”缩短到 80 个字符以内。',
    ],
    [
      'a number too small',
      ...([CreateSkillGroup, { ringSeconds }, 'ringSeconds.text'] as const),
      'Enter 5 or more for “text”.',
      '请在“text”中输入不小于 5 的数。',
    ],
    [
      'a number too big',
      ...([CreateSkillGroup, { ringSeconds }, 'ringSeconds.voice'] as const),
      'Enter 300 or less for “voice”.',
      '请在“voice”中输入不大于 300 的数。',
    ],
    [
      'a part of a number',
      ...([CreateSkillGroup, { ringSeconds }, 'ringSeconds.video'] as const),
      'Enter a whole number for “video”.',
      '请在“video”中输入整数。',
    ],
    [
      'nothing chosen',
      ...([CreateChannel, { media: [] }, 'media'] as const),
      'Choose at least one for “media”.',
      '请在“media”中至少选择一项。',
    ],
    [
      'a number that another one allows only up to',
      CreateSkillGroup,
      { defaultCapacity: { ...defaultCapacity, text: { ...defaultCapacity.text, weight: 9 } } },
      'defaultCapacity.text.weight',
      'Enter 5 or less for “weight”.',
      '请在“weight”中输入不大于 5 的数。',
    ],
    [
      'a colour that is none',
      ...([CreateChannel, { themeColor: 'green' }, 'themeColor'] as const),
      'Check “themeColor”: it cannot be used as it stands.',
      '“themeColor”目前无法使用，请检查。',
    ],
  ];
  it.each(cases)('%s', (_, schema, body, path, english, chinese) => {
    expect(said(schema, body, path)).toBe(english);
    expect(said(schema, body, path, 'zh')).toBe(chinese);
  });

  it('without a name it says at least that this is to be checked', () => {
    expect(faultSentence({ kind: 'needed' }, undefined, instance.getFixedT('en'))).toBe(
      'Check this: it cannot be used as it stands.',
    );
  });
});

describe('the name of a field', () => {
  const labels = { name: 'Name', 'comfort.*.text.en': 'In English', members: 'Members' };
  it('is found at its path, for an entry of a list whatever its number, else at the list', () => {
    expect(['name', 'comfort.3.text.en', 'members.0.level', 'version'].map((path) => labelAt(labels, path))).toEqual([
      'Name',
      'In English',
      'Members',
      undefined,
    ]);
  });
});
