import type { ConversationId, Offer, RoutingReason } from '@visavis/protocol';

const key = (conversationId: string) => `visavis.why.${conversationId}`;

/** Keeps why an offer came to this agent, so that "Why this agent" is still there after a reload of the tab. */
export function rememberReason(offer: Offer): void {
  try {
    sessionStorage.setItem(key(offer.conversationId), JSON.stringify(offer.reason));
  } catch {
    // Storage may be refused; the reason is then gone after a reload, which harms nobody.
  }
}

export function recallReason(conversationId: ConversationId): RoutingReason | null {
  try {
    const stored = sessionStorage.getItem(key(conversationId));
    return stored === null ? null : (JSON.parse(stored) as RoutingReason);
  } catch {
    return null;
  }
}
