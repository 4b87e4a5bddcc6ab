export const consulted = {
  consulted: {
    title: 'You are consulted',
    by: 'by {{name}}',
    of: '{{name}} consults you about {{visitor}}',
    short: 'Advice',
    over: '{{name}} has ended the consultation about {{visitor}}.',
  },
};
