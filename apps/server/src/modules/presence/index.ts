/** Presence: who is there, when they were what, and how much each agent can take. */
export { createBreakReasonService } from './break-reason-service.ts';
export type { OfferPlace } from './places-service.ts';
export {
  isLost,
  isReachable,
  maxMissedOffers,
  mayBeOffered,
  type PresenceRecord,
  presenceTransitions,
  stateForRouting,
} from './presence.ts';
export { createPresenceRoutes } from './presence-routes.ts';
export { type Choice, createPresenceService, type PresenceDeps, type PresenceService } from './presence-service.ts';
export { createPresenceSocket } from './presence-socket.ts';
