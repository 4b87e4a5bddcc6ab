export const earlier = {
  earlier: {
    title: 'Earlier contacts',
    empty: 'This is the first contact with this visitor.',
    emptyOther: 'No other contact with this visitor is closed.',
    over: 'Shown while you serve this visitor or are consulted about them.',
    with: '{{medium}}, with {{name}}',
    nobody: '{{medium}}, nobody answered',
    next: '{{before}}, then {{next}}',
    until: 'What had ended by {{moment}}, when you had this contact.',
    emptyThen: 'There was none.',
    all: 'Show all {{count}}',
  },
};
