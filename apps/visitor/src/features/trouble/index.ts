export { Loading, Trouble } from './Trouble.tsx';
