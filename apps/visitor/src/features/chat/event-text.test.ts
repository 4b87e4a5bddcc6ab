import type { CallId, TimelineEvent } from '@visavis/protocol';
import { describe, expect, it } from 'vitest';
import { language } from '../../shared/i18n/index.ts';
import { eventText } from './event-text.ts';

type CallEnded = Extract<TimelineEvent, { name: 'call_ended' }>;
const ended = (reason: CallEnded['reason'], durationMs: number | null): CallEnded => ({
  name: 'call_ended',
  callId: 'call' as CallId,
  kind: 'video',
  reason,
  durationMs,
  recordingId: null,
});

describe('the line about a call that is over', () => {
  it.each([
    ['en', 'hung_up', 'Video call, 02:13'],
    ['en', 'lost', 'Video call, 02:13. Then the connection was lost'],
    ['zh', 'hung_up', '视频通话，02:13'],
    ['zh', 'lost', '视频通话，02:13，随后连接中断'],
  ] as const)('says in %s how it ended: %s', (lang, reason, text) => {
    language.value = lang;
    expect(eventText(ended(reason, 133_000))).toBe(text);
  });

  it('does not speak of a lost connection when there was none', () => {
    language.value = 'en';
    expect(eventText(ended('lost', null))).toBe('Video call: not connected');
  });
});

describe('the line about an agent who is gone', () => {
  const left = (reason: Extract<TimelineEvent, { name: 'agent_left' }>['reason']) =>
    ({ name: 'agent_left', agentId: 'a', displayName: 'Grace', reason }) as unknown as TimelineEvent;
  it.each([
    ['en', 'lost', 'Grace lost the connection'],
    ['en', 'signed_out', 'Grace had to leave'],
    ['zh', 'lost', 'Grace 的连接中断了'],
    ['zh', 'signed_out', 'Grace 已经离开'],
  ] as const)('says in %s what is true of %s', (lang, reason, text) => {
    language.value = lang;
    expect(eventText(left(reason))).toBe(text);
  });
});
