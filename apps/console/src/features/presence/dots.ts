import type { PresenceState } from '@visavis/protocol';

/** The colour of each state's dot. */
export const dots = {
  online: 'on',
  busy: 'wait',
  break: 'wait',
  wrap_up: 'wait',
  offline: '',
  not_responding: 'ring',
} as const satisfies Record<PresenceState, string>;
