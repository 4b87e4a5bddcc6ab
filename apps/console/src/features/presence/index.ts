export { PresenceBanner } from './PresenceBanner.tsx';
export { PresenceMenu } from './PresenceMenu.tsx';
export { PresenceTimeline } from './PresenceTimeline.tsx';
export { useAfterwards } from './use-afterwards.ts';
export { offered, useBreakReasons } from './use-break-reasons.ts';
export { usePresenceWays, useSetPresence } from './use-set-presence.ts';
