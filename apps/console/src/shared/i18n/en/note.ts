export const note = {
  note: {
    kind: 'What to write',
    kinds: { message: 'Message', note: 'Note' },
    shortcut: 'Alt+N changes between message and note',
    word: 'Note',
    notYours: 'You are reading along. {{name}} writes to the visitor; you can write notes to {{name}}.',
    to: 'Note about {{name}} for colleagues',
    placeholder: 'For colleagues only',
    hint: 'Only colleagues read it, never the visitor. Enter adds it, Shift and Enter start a line.',
    hidden: 'The visitor never sees notes',
    add: 'Add note',
  },
};
