export const consulted = {
  consulted: {
    title: 'You are consulted',
    by: 'by {{name}}',
    of: '{{name}} consults you about {{visitor}}',
    short: 'Advice',
    over: 'The consultation with {{name}} about {{visitor}} is over.',
    takenBack: '{{name}} has taken {{visitor}} back. You are no longer consulted.',
    closed: 'The contact with {{visitor}} has ended, and with it the consultation with {{name}}.',
    pulledBack: '{{by}} has taken {{visitor}} back from you. They wait in line again.',
  },
};
