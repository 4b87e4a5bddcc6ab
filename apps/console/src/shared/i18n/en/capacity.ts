export const capacity = {
  capacity: {
    title: 'How much at once',
    own: 'Set it here',
    ofPerson: 'Off: what the person’s groups say, else 5 texts and one call.',
    ofGroup: 'For members without an own setting. Off: 5 texts and one call.',
    units: 'Units in all',
    unitsHint: 'Everything an agent does together takes at most this much, 1 to 100.',
    limit: 'At once',
    weight: 'Units each',
    exclusive: 'Nothing new beside it',
    limitOf: '{{medium}}: at once',
    weightOf: '{{medium}}: units each',
    exclusiveOf: '{{medium}}: nothing new beside it',
    byDefault: 'default',
    calls: 'Calls come one at a time.',
  },
};
