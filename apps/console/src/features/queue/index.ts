export { inHand } from './in-hand.ts';
export { LeftMessages } from './LeftMessages.tsx';
export { ElsewhereOffers, OfferCards } from './OfferCards.tsx';
export { QueueList } from './QueueList.tsx';
export { Ringer } from './Ringer.tsx';
export { useRings } from './use-rings.ts';
