export { Chat } from './Chat.tsx';
export { Composer } from './Composer.tsx';
export { Log } from './Log.tsx';
