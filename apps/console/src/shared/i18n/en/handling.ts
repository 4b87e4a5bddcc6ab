export const handling = {
  handling: {
    title: 'Ringing and wrap-up',
    ring: 'Rings for, seconds',
    wrap: 'Wrap-up, seconds',
    ringOf: '{{medium}}: rings for, seconds',
    wrapOf: '{{medium}}: wrap-up, seconds',
    hint: 'After the ringing (5 to 300) the next one is asked. Wrap-up (0 to 3600) is time for notes before the next contact comes; 0: none.',
    autoAccept: 'Text is taken at once',
    autoAcceptHint: 'A text rings nowhere: whoever is chosen has it.',
    needDisposition: 'An ending is needed',
    needDispositionHint: 'A contact is closed only when it is said how it ended.',
    noEndingYet:
      'There is no ending for this group yet, so contacts are closed without one. Make them under “Endings and breaks”.',
  },
  decline: {
    more: 'Say why and decline {{name}}',
    title: 'Why do you decline?',
    note: 'In your words',
    send: 'Decline it',
    reasons: {
      busy_elsewhere: 'Busy with somebody else',
      not_my_subject: 'Not my subject',
      language: 'Not my language',
      technical: 'Something does not work here',
      other: 'Another reason',
    },
    write: 'Another reason…',
  },
};
