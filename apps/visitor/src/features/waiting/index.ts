export { placeSentence } from './place.ts';
export { Waiting } from './Waiting.tsx';
export { WaysOut } from './WaysOut.tsx';
