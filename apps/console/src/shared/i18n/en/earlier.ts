export const earlier = {
  earlier: {
    title: 'Earlier contacts',
    empty: 'This is the first contact with this visitor.',
    emptyOther: 'No other contact with this visitor is closed.',
    over: 'Shown while you serve this visitor or are consulted about them.',
    with: '{{medium}}, with {{name}}',
    nobody: '{{medium}}, nobody answered',
    all: 'Show all {{count}}',
  },
};
