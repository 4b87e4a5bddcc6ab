export { PresenceBanner } from './PresenceBanner.tsx';
export { PresenceMenu } from './PresenceMenu.tsx';
export { useSetPresence } from './use-set-presence.ts';
