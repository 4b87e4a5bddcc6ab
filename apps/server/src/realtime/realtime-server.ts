import type { Server as HttpServer } from 'node:http';
import { type AgentId, agentEvents, type ErrorCode, type EventsContract, visitorEvents } from '@visavis/protocol';
import { type Namespace, Server, type Socket } from 'socket.io';
import { toErrorAnswer } from '../http/error-answer.ts';
import { isOwnOrigin, type OwnAddress } from '../http/origin.ts';
import { cookieName } from '../http/routes.ts';
import type {
  AgentPrincipal,
  Authentication,
  ConnectionListener,
  Log,
  MakeId,
  Principal,
  Realtime,
  SocketModule,
  VisitorPrincipal,
} from '../ports/index.ts';
import { type AnyHandler, bindCommands } from './bind-commands.ts';

export interface RealtimeServerOptions {
  readonly authentication: Authentication;
  readonly own: OwnAddress;
  readonly log: Log;
  readonly makeId: MakeId;
  readonly now: () => number;
}

export interface RealtimeServer {
  readonly realtime: Realtime;
  /** Attaches the modules and starts to accept connections. */
  attach(http: HttpServer, modules: readonly SocketModule[]): void;
  close(): Promise<void>;
}

const names = {
  agent: (id: string) => `agent:${id}`,
  login: (key: string) => `login:${key}`,
  supervisors: 'supervisors',
  visitor: (id: string) => `visitor:${id}`,
  conversation: (id: string) => `conversation:${id}`,
  group: (id: string) => `group:${id}`,
  channel: (id: string) => `channel:${id}`,
} as const;

const handlersOf = (
  contract: EventsContract,
  modules: readonly SocketModule[],
  side: 'agent' | 'visitor',
): Record<string, AnyHandler> => {
  const merged: Record<string, AnyHandler> = {};
  for (const module of modules) {
    for (const [name, handler] of Object.entries(module[side] ?? {})) {
      if (merged[name]) throw new Error(`two handlers for the ${side} command ${name}`);
      merged[name] = handler as AnyHandler;
    }
  }
  const missing = Object.keys(contract.commands).filter((name) => !merged[name]);
  if (missing.length > 0) throw new Error(`no handler for the ${side} commands ${missing.join(', ')}`);
  return merged;
};

const cookieToken = (header: string | undefined): string | undefined => {
  const pairs = new Map((header ?? '').split(';').map((part) => part.trim().split('=', 2) as [string, string]));
  return pairs.get(cookieName(true)) ?? pairs.get(cookieName(false));
};

const contextOf = (socket: Socket, principal: Principal, requestId: string) => ({
  principal,
  socketId: socket.id,
  requestId,
  follow: (id: string) => void socket.join(names.conversation(id)),
  unfollow: (id: string) => void socket.leave(names.conversation(id)),
  followGroup: (id: string) => void socket.join(names.group(id)),
});

/** Socket.IO shell: two namespaces, websocket only, typed by the protocol's event tables. */
export const createRealtimeServer = (options: RealtimeServerOptions): RealtimeServer => {
  const { log } = options;
  const io = new Server({
    transports: ['websocket'],
    perMessageDeflate: false,
    maxHttpBufferSize: 100_000,
    serveClient: false,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    path: '/socket',
  });
  const agents = io.of('/agent');
  const visitors = io.of('/visitor');

  /** Listeners still at work, so that closing waits for what they write. */
  const atWork = new Set<Promise<void>>();
  const notify = (
    listeners: readonly ConnectionListener[],
    call: (listener: ConnectionListener) => Promise<void> | undefined,
  ): void => {
    const work = tellListeners(listeners, call).finally(() => atWork.delete(work));
    atWork.add(work);
  };
  const tellListeners = async (
    listeners: readonly ConnectionListener[],
    call: (listener: ConnectionListener) => Promise<void> | undefined,
  ): Promise<void> => {
    for (const listener of listeners) {
      try {
        await call(listener);
      } catch (error) {
        log.error({ err: error }, 'connection listener failed');
      }
    }
  };
  const countIn = (namespace: Namespace, room: string): number => namespace.adapter.rooms.get(room)?.size ?? 0;

  const accept = (
    namespace: Namespace,
    contract: EventsContract,
    handlers: Record<string, AnyHandler>,
    authenticate: (socket: Socket) => Promise<Principal>,
    rooms: (principal: Principal) => readonly string[],
    listeners: readonly ConnectionListener[],
  ): void => {
    namespace.use((socket, next) => {
      authenticate(socket).then(
        (principal) => {
          socket.data.principal = principal;
          next();
        },
        (error: unknown) =>
          next(Object.assign(new Error('refused'), { data: toErrorAnswer(error, options.makeId(), log).body })),
      );
    });
    namespace.on('connection', (socket) => {
      const principal = socket.data.principal as Principal;
      const own = rooms(principal);
      void socket.join([...own]);
      bindCommands(socket, {
        contract,
        handlers,
        context: (requestId) => contextOf(socket, principal, requestId),
        log,
        makeId: options.makeId,
        now: options.now,
      });
      notify(listeners, (l) =>
        principal.kind === 'agent'
          ? l.agentConnected?.(principal, socket.id)
          : l.visitorConnected?.(principal, socket.id),
      );
      socket.on('disconnect', () => {
        const remaining = countIn(namespace, own[0] ?? '');
        notify(listeners, (l) =>
          principal.kind === 'agent'
            ? l.agentDisconnected?.(principal, socket.id, remaining)
            : l.visitorDisconnected?.(principal, socket.id, remaining),
        );
      });
    });
  };

  const realtime: Realtime = {
    toAgent: (agentId, name, payload) => void agents.to(names.agent(agentId)).emit(name, payload),
    toSocket: (socketId, name, payload) => {
      agents.to(socketId).emit(name, payload);
      visitors.to(socketId).emit(name, payload);
    },
    toAgentSocket: (socketId, name, payload) => void agents.to(socketId).emit(name, payload),
    toAllAgents: (name, payload) => void agents.emit(name, payload),
    toSupervisors: (name, payload) => void agents.to(names.supervisors).emit(name, payload),
    toFollowers: (conversationId, name, payload) =>
      void agents.to(names.conversation(conversationId)).emit(name, payload),
    toGroup: (groupId, name, payload) => void agents.to(names.group(groupId)).emit(name, payload),
    toVisitor: (visitorId, name, payload) => void visitors.to(names.visitor(visitorId)).emit(name, payload),
    toChannel: (channelId, name, payload) => void visitors.to(names.channel(channelId)).emit(name, payload),
    follow: (agentId, conversationId) =>
      agents.in(names.agent(agentId)).socketsJoin(names.conversation(conversationId)),
    unfollow: (agentId, conversationId) =>
      agents.in(names.agent(agentId)).socketsLeave(names.conversation(conversationId)),
    disconnectAgent: (agentId: AgentId, sessionKey, reason) => {
      const target = agents.in(sessionKey === null ? names.agent(agentId) : names.login(sessionKey));
      target.emit('auth:ended', { reason });
      target.disconnectSockets(true);
    },
    visitorConnections: (visitorId) => countIn(visitors, names.visitor(visitorId)),
    agentConnections: (agentId) => countIn(agents, names.agent(agentId)),
  };

  return {
    realtime,
    attach(http, modules) {
      const listeners = modules.flatMap((module) => (module.connections ? [module.connections] : []));
      accept(
        agents,
        agentEvents,
        handlersOf(agentEvents, modules, 'agent'),
        (socket) => options.authentication.agentFromToken(cookieToken(socket.handshake.headers.cookie)),
        (principal) => {
          const agent = principal as AgentPrincipal;
          return [
            names.agent(agent.agentId),
            names.login(agent.sessionKey),
            ...(agent.role === 'agent' ? [] : [names.supervisors]),
          ];
        },
        listeners,
      );
      accept(
        visitors,
        visitorEvents,
        handlersOf(visitorEvents, modules, 'visitor'),
        (socket) =>
          options.authentication.visitorFromToken(
            typeof socket.handshake.auth.token === 'string' ? socket.handshake.auth.token : undefined,
          ),
        (principal) => [
          names.visitor((principal as VisitorPrincipal).visitorId),
          names.channel((principal as VisitorPrincipal).channelId),
        ],
        listeners,
      );
      io.attach(http, {
        // Cookies travel with sockets of foreign pages too: the handshake's Origin must be one of our own pages.
        allowRequest: (request, decide) => {
          const own = isOwnOrigin(request.headers.origin, request.headers.host, options.own);
          decide(own ? null : ('origin_refused' satisfies ErrorCode), own);
        },
      });
    },
    close: async () => {
      agents.disconnectSockets(true);
      visitors.disconnectSockets(true);
      await io.close();
      await Promise.all(atWork);
    },
  };
};
