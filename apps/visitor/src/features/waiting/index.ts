export { placeSentence } from './place.ts';
export { Waiting } from './Waiting.tsx';
