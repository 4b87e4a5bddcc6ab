import type { AgentId, AgentRole, ChannelId, VisitorId } from '@visavis/protocol';

/** Who is calling, as the shells found out from cookie or token. */
export interface AgentPrincipal {
  readonly kind: 'agent';
  readonly agentId: AgentId;
  readonly role: AgentRole;
  readonly displayName: string;
  /** Hex of the token hash: names this sign-in without being usable as one. */
  readonly sessionKey: string;
  /** Set when a machine calls with a key; it acts as the agent who made it. */
  readonly apiKeyId?: string;
}
export interface VisitorPrincipal {
  readonly kind: 'visitor';
  readonly visitorId: VisitorId;
  readonly channelId: ChannelId;
}
export type Principal = AgentPrincipal | VisitorPrincipal;

export const maySupervise = (principal: Principal): boolean => principal.kind === 'agent' && principal.role !== 'agent';

/** Implemented by the identity and visitor modules; used by the HTTP and the realtime shell. */
export interface Authentication {
  /** Throws auth_required or auth_expired. */
  agentFromToken(token: string | undefined): Promise<AgentPrincipal>;
  /** Throws api_key_invalid, api_key_revoked, rate_limited. */
  agentFromKey(key: string, address: string): Promise<AgentPrincipal>;
  /** Throws visitor_token_invalid. */
  visitorFromToken(token: string | undefined): Promise<VisitorPrincipal>;
  /** Exact origins that may embed or call on behalf of this visitor's channel. */
  allowedOrigins(channelKey: string): Promise<readonly string[] | null>;
}
