export { Ended, summaryOf } from './Ended.tsx';
