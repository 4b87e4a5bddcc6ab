export { Ended } from './Ended.tsx';
