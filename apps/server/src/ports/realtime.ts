/** How a module's `-socket.ts` hands its handlers to the realtime shell, and how it speaks to clients. */
import type {
  AgentEvents,
  AgentId,
  ChannelId,
  CommandAck,
  CommandName,
  CommandPayload,
  ConversationId,
  EventsContract,
  FactName,
  FactPayload,
  SkillGroupId,
  VisitorEvents,
  VisitorId,
} from '@visavis/protocol';
import type { StoredDomainEvent } from './events.ts';
import type { AgentPrincipal, VisitorPrincipal } from './principal.ts';

export interface SocketContext<P> {
  readonly principal: P;
  /** Names this one connection (one tab). */
  readonly socketId: string;
  readonly requestId: string;
  /** Follow a conversation's facts on this connection. */
  follow(conversationId: ConversationId): void;
  unfollow(conversationId: ConversationId): void;
  /** Follow a group's queue on this connection. */
  followGroup(groupId: SkillGroupId): void;
}

export type CommandHandlers<C extends EventsContract, P> = {
  readonly [N in CommandName<C>]?: (
    payload: CommandPayload<C, N>,
    context: SocketContext<P>,
  ) => Promise<CommandAck<C, N>>;
};

/** Connection life cycle, for presence and queue places. */
export interface ConnectionListener {
  agentConnected?(principal: AgentPrincipal, socketId: string): Promise<void>;
  /** `remaining`: how many connections of the same person are left on this node. */
  agentDisconnected?(principal: AgentPrincipal, socketId: string, remaining: number): Promise<void>;
  visitorConnected?(principal: VisitorPrincipal, socketId: string): Promise<void>;
  visitorDisconnected?(principal: VisitorPrincipal, socketId: string, remaining: number): Promise<void>;
}

/** What one module contributes; compose.ts merges them and refuses a command that has no or two handlers. */
export interface SocketModule {
  readonly agent?: CommandHandlers<AgentEvents, AgentPrincipal>;
  readonly visitor?: CommandHandlers<VisitorEvents, VisitorPrincipal>;
  readonly connections?: ConnectionListener;
  /** Domain events (outbox, after commit) that this module turns into facts on the wire. */
  readonly events?: Readonly<Record<string, (event: StoredDomainEvent) => Promise<void>>>;
}

type AgentFact = FactName<AgentEvents>;
type VisitorFact = FactName<VisitorEvents>;

/** Speaks to connected clients. Sockets are hints: whoever is not connected gets a snapshot later. */
export interface Realtime {
  toAgent<N extends AgentFact>(agentId: AgentId, name: N, payload: FactPayload<AgentEvents, N>): void;
  /** One connection (tab) only. */
  toSocket<N extends AgentFact & VisitorFact>(socketId: string, name: N, payload: FactPayload<AgentEvents, N>): void;
  /** One connection of an agent only. */
  toAgentSocket<N extends AgentFact>(socketId: string, name: N, payload: FactPayload<AgentEvents, N>): void;
  toAllAgents<N extends AgentFact>(name: N, payload: FactPayload<AgentEvents, N>): void;
  toSupervisors<N extends AgentFact>(name: N, payload: FactPayload<AgentEvents, N>): void;
  /** Agents' connections that follow this conversation: its owner and watchers. */
  toFollowers<N extends AgentFact>(conversationId: ConversationId, name: N, payload: FactPayload<AgentEvents, N>): void;
  toGroup<N extends AgentFact>(groupId: SkillGroupId, name: N, payload: FactPayload<AgentEvents, N>): void;
  toVisitor<N extends VisitorFact>(visitorId: VisitorId, name: N, payload: FactPayload<VisitorEvents, N>): void;
  /** Every open page of a channel. */
  toChannel<N extends VisitorFact>(channelId: ChannelId, name: N, payload: FactPayload<VisitorEvents, N>): void;
  /** Makes every connection of an agent follow or leave a conversation (assignment, transfer, loss). */
  follow(agentId: AgentId, conversationId: ConversationId): void;
  unfollow(agentId: AgentId, conversationId: ConversationId): void;
  /** Ends connections of one sign-in, or of the whole account. */
  disconnectAgent(agentId: AgentId, sessionKey: string | null, reason: 'signed_out' | 'disabled' | 'expired'): void;
  visitorConnections(visitorId: VisitorId): number;
  agentConnections(agentId: AgentId): number;
}
