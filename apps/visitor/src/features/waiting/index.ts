export { closedSentence, useOpensAt } from './hours.ts';
export { LineFull } from './LineFull.tsx';
export { placeSentence } from './place.ts';
export { Waiting } from './Waiting.tsx';
export { WaysOut } from './WaysOut.tsx';
