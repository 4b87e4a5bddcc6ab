import { type ErrorCode, errorCodes } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { clockDuration, ordinal, preferredLanguage, translate } from './index.ts';
import { zh } from './zh.ts';

/** Codes only agents, supervisors and administrators can meet. */
const notForVisitors: readonly ErrorCode[] = [
  'auth_failed',
  'api_key_invalid',
  'api_key_revoked',
  'api_key_not_found',
  'auth_locked',
  'demo_refused',
  'agent_not_found',
  'break_reason_not_found',
  'disposition_required',
  'disposition_invalid',
  'disposition_not_found',
  'disposition_too_deep',
  'wrap_up_not_found',
  'wrap_up_over',
  'agent_email_taken',
  'agent_last_administrator',
  'skill_group_not_found',
  'skill_group_name_taken',
  'skill_group_in_use',
  'skill_group_overflow_invalid',
  'channel_key_taken',
  'version_conflict',
  'rules_invalid',
  'rule_set_not_found',
  'simulation_not_found',
  'simulation_period_invalid',
  'simulation_too_little_history',
  'simulation_no_agents',
  'simulation_too_large',
  'calendar_not_found',
  'calendar_name_taken',
  'calendar_invalid',
  'calendar_in_use',
  'lookup_not_found',
  'lookup_name_taken',
  'lookup_in_use',
  'visitor_not_found',
  'identity_key_invalid',
  'presence_invalid',
  'offer_not_found',
  'offer_gone',
  'transfer_not_found',
  'transfer_gone',
  'transfer_exists',
  'transfer_state',
  'transfer_to_self',
  'skill_group_empty',
  'left_message_not_found',
  'left_message_state',
  'left_message_no_address',
  'recording_not_found',
  'recording_not_ready',
  'recording_state',
  'range_invalid',
];
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it('exist in both languages with the same keys and the same places to fill in', () => {
    expect(Object.keys(zh)).toEqual(Object.keys(en));
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      expect(zh[key].length, key).toBeGreaterThan(0);
      expect(placeholders(zh[key]), key).toEqual(placeholders(en[key]));
    }
  });

  it('have a text for every error code a visitor can meet, and for no code that does not exist', () => {
    const texts = Object.keys(en).filter((key) => key.startsWith('errors.'));
    const ours = ['errors.unknown', 'errors.connection_lost', 'errors.command_timeout'];
    const wanted = errorCodes.filter((code) => !notForVisitors.includes(code)).map((code) => `errors.${code}`);
    expect(texts.filter((key) => !ours.includes(key)).sort()).toEqual(wanted.sort());
  });

  it('fill names in', () => {
    expect(translate('en', 'chat.writing', { name: 'Grace' })).toBe('Grace is writing');
    expect(translate('zh', 'chat.writing', { name: '王芳' })).toBe('王芳正在输入');
    expect(translate('zh', 'chat.writing', { name: 'Grace' })).toBe('Grace 正在输入');
  });

  it('follow the browser, English when it speaks neither', () => {
    expect(preferredLanguage(['fr-FR', 'zh-Hant-TW', 'en'])).toBe('zh');
    expect(preferredLanguage(['en-GB', 'zh'])).toBe('en');
    expect(preferredLanguage(['fr'])).toBe('en');
  });

  it('count places as people say them', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map((place) => ordinal(place, 'en'))).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '102nd',
      '111th',
    ]);
    expect(ordinal(3, 'zh')).toBe('3');
  });

  it('write durations as a clock', () => {
    expect([0, 134_000, 3_734_999].map(clockDuration)).toEqual(['00:00', '02:14', '1:02:14']);
  });
});

it('Chinese texts have punctuation of full width, and a space beside Latin letters and digits', () => {
  const faults = [
    /\p{Script=Han}[,;:?!.]|[,;:?!]\p{Script=Han}|\p{Script=Han}[()]|[()]\p{Script=Han}/u,
    /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9%]\p{Script=Han}/u,
    / [，。：；？！、）」”]|[，。：；？！、（「“] /u,
  ];
  const found = Object.entries(zh).filter(([, text]) => faults.some((fault) => fault.test(text)));
  expect(found).toEqual([]);
});
