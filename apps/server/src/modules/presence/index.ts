/** Presence: who is there and how much each agent can take. */
export { isReachable, maxMissedOffers, type PresenceRecord, presenceTransitions } from './presence.ts';
export { createPresenceService, type OfferPlace, type PresenceDeps, type PresenceService } from './presence-service.ts';
export { createPresenceSocket } from './presence-socket.ts';
