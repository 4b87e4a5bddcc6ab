export const limits = {
  limits: {
    title: 'When it gets too long',
    none: 'No limit',
    maxWaiting: 'Waiting at most',
    maxWaitingHint: 'Whoever comes when so many wait goes where it overflows to, or is asked to come later.',
    maxWait: 'Longest wait',
    maxWaitHint: 'Seconds. Those who want to be called back wait as long as it takes.',
    overflow: 'Then',
    overflowHint: 'In the other line everybody keeps their waiting time.',
    expire: 'Tell the visitor that nobody could come',
    to: 'Go on with {{group}}',
    circle: 'This leads round in a circle: {{path}}.',
    ramp: 'Ramp for whoever comes online',
    rampHint: 'One text at once, one more every so many seconds. 0: all at once.',
    uses: {
      channel: 'Channel {{name}} leads here.',
      overflow: 'Group {{name}} overflows to it.',
      waiting_one: '{{count}} contact waits in it.',
      waiting_other: '{{count}} contacts wait in it.',
      rule: 'Rule {{name}} names it.',
    },
  },
};
