import type { TimelineEvent } from '@visavis/protocol';
import { clockDuration, t, windowText } from '../../shared/i18n/index.ts';

const leftTexts = {
  lost: 'event.agent_left',
  signed_out: 'event.agent_left.signed_out',
  pulled_back: 'event.agent_changes',
  not_reached: 'event.agent_left.not_reached',
} as const;

/** What happened, in the visitor's words. */
export function eventText(event: TimelineEvent): string {
  switch (event.name) {
    case 'conversation_started':
      return t(`event.started.${event.medium}`);
    case 'agent_joined':
      return t('event.agent_joined', { name: event.displayName });
    case 'agent_left':
      return t(leftTexts[event.reason], { name: event.displayName });
    case 'transferred':
      return t('event.transferred', { name: event.to.displayName });
    case 'callback_requested':
      return event.window === null
        ? t('event.callback_requested')
        : t('event.callback_requested.window', { when: windowText(event.window, Date.now()) });
    case 'callback_cancelled':
      return t('event.callback_cancelled');
    case 'recording_consent':
      return t(event.given ? 'event.consent.given' : 'event.consent.declined');
    case 'call_started':
      return t(`event.call_started.${event.kind}`);
    case 'call_held':
    case 'call_resumed':
      return t(`event.${event.name}`);
    case 'call_ended':
      if (event.durationMs === null) return t(`event.call_ended.none.${event.kind}`);
      return t(event.reason === 'lost' ? `event.call_ended.lost.${event.kind}` : `event.call_ended.${event.kind}`, {
        time: clockDuration(event.durationMs),
      });
    case 'conversation_closed':
      return t(`event.closed.${event.by}`);
  }
}
