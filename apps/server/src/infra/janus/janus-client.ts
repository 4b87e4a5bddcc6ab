import { randomBytes } from 'node:crypto';
import WebSocket from 'ws';

/**
 * The engine's JSON protocol over its unix socket. A request that goes to a plugin is first acknowledged and later answered by
 * an event with the same transaction; an event with a transaction is an answer and nothing else, one without is a notification.
 */

export interface JanusEvent {
  readonly janus: string;
  readonly session_id?: number;
  readonly sender?: number;
  readonly plugindata?: { readonly plugin: string; readonly data: Record<string, unknown> };
  readonly jsep?: { readonly type: string; readonly sdp: string };
  readonly [field: string]: unknown;
}

export interface PluginReply {
  readonly data: Record<string, unknown>;
  readonly sdp: string | null;
}

export class JanusError extends Error {
  readonly code: number;
  constructor(code: number, reason: string) {
    super(`Janus ${code}: ${reason}`);
    this.name = 'JanusError';
    this.code = code;
  }
}

/** Codes of our own beside Janus' numbers. */
export const janusCodes = {
  closed: -1,
  timeout: -2,
  noSuchSession: 458,
  noSuchHandle: 459,
  noSuchRoom: 426,
  roomExists: 427,
  noSuchFeed: 428,
  idExists: 436,
} as const;

interface Waiting {
  readonly settle: (message: JanusEvent) => void;
  readonly fail: (error: JanusError) => void;
  readonly untilEvent: boolean;
  readonly timer: NodeJS.Timeout;
}

export interface JanusClientOptions {
  readonly socketPath: string;
  readonly apiSecret: string;
  /** Milliseconds until a request counts as lost. */
  readonly timeoutMs?: number;
  readonly keepaliveMs?: number;
  /** Notifications of handles, and of sessions (timeout). */
  readonly onEvent: (event: JanusEvent) => void;
  /** The socket closed without our asking. */
  readonly onClose: () => void;
}

export interface JanusClient {
  readonly open: boolean;
  info(): Promise<JanusEvent>;
  createSession(): Promise<number>;
  /** Takes over a session of an earlier connection; rejects with noSuchSession. */
  claimSession(sessionId: number): Promise<void>;
  destroySession(sessionId: number): Promise<void>;
  attach(sessionId: number, opaqueId: string): Promise<number>;
  detach(sessionId: number, handleId: number): Promise<void>;
  message(
    sessionId: number,
    handleId: number,
    body: object,
    jsep?: { type: 'offer' | 'answer'; sdp: string },
  ): Promise<PluginReply>;
  trickle(sessionId: number, handleId: number, candidate: object): Promise<void>;
  close(): void;
}

const connect = (socketPath: string, timeoutMs: number): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws+unix://${socketPath}:/`, 'janus-protocol', {
      perMessageDeflate: false,
      handshakeTimeout: timeoutMs,
      maxPayload: 4_194_304,
    });
    socket.once('open', () => resolve(socket));
    socket.once('error', (error) => reject(new JanusError(janusCodes.closed, error.message)));
  });

const parse = (text: string): JanusEvent | null => {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === 'object' && message !== null && 'janus' in message ? (message as JanusEvent) : null;
  } catch {
    return null;
  }
};

const errorOf = (message: JanusEvent): JanusError => {
  const error = message.error as { code?: unknown; reason?: unknown } | undefined;
  return new JanusError(Number(error?.code ?? 0), String(error?.reason ?? 'unknown'));
};

const idOf = (message: JanusEvent): number => Number((message.data as { id?: unknown } | undefined)?.id);

/** Connects once; reconnecting and claiming are the gateway's business, because it knows which sessions matter. */
export const openJanusClient = async (options: JanusClientOptions): Promise<JanusClient> => {
  const { apiSecret, timeoutMs = 10_000, keepaliveMs = 20_000 } = options;
  const socket = await connect(options.socketPath, timeoutMs);
  const waiting = new Map<string, Waiting>();
  const sessions = new Set<number>();
  let closedByUs = false;

  const take = (transaction: string): Waiting | undefined => {
    const entry = waiting.get(transaction);
    if (entry === undefined) return undefined;
    clearTimeout(entry.timer);
    waiting.delete(transaction);
    return entry;
  };

  const receive = (message: JanusEvent): void => {
    const transaction = typeof message.transaction === 'string' ? message.transaction : null;
    if (transaction === null) {
      if (message.janus === 'timeout' && message.session_id !== undefined) sessions.delete(message.session_id);
      options.onEvent(message);
      return;
    }
    if (message.janus === 'ack' && waiting.get(transaction)?.untilEvent) return;
    const entry = take(transaction);
    if (entry === undefined) return;
    if (message.janus === 'error') entry.fail(errorOf(message));
    else entry.settle(message);
  };

  const request = (body: object, untilEvent = false, patienceMs = timeoutMs): Promise<JanusEvent> =>
    new Promise((settle, fail) => {
      if (socket.readyState !== WebSocket.OPEN)
        return fail(new JanusError(janusCodes.closed, 'the engine connection is closed'));
      const transaction = randomBytes(9).toString('base64url');
      const timer = setTimeout(
        () => take(transaction)?.fail(new JanusError(janusCodes.timeout, 'the engine did not answer')),
        patienceMs,
      );
      waiting.set(transaction, { settle, fail, untilEvent, timer });
      socket.send(JSON.stringify({ ...body, transaction, apisecret: apiSecret }));
    });

  const keepalive = setInterval(() => {
    for (const session of sessions) {
      request({ janus: 'keepalive', session_id: session }).catch((error: unknown) => {
        if (error instanceof JanusError && error.code === janusCodes.noSuchSession) sessions.delete(session);
      });
    }
  }, keepaliveMs);

  socket.on('message', (data) => {
    const message = parse(String(data));
    if (message !== null) receive(message);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(keepalive);
    for (const transaction of [...waiting.keys()])
      take(transaction)?.fail(new JanusError(janusCodes.closed, 'the engine connection closed'));
    if (!closedByUs) options.onClose();
  });

  return {
    get open() {
      return socket.readyState === WebSocket.OPEN;
    },
    info: () => request({ janus: 'info' }, false, Math.min(timeoutMs, 3_000)),
    async createSession() {
      const session = idOf(await request({ janus: 'create' }));
      sessions.add(session);
      return session;
    },
    async claimSession(session) {
      await request({ janus: 'claim', session_id: session });
      sessions.add(session);
    },
    async destroySession(session) {
      sessions.delete(session);
      await request({ janus: 'destroy', session_id: session });
    },
    attach: async (session, opaqueId) =>
      idOf(
        await request({ janus: 'attach', session_id: session, plugin: 'janus.plugin.videoroom', opaque_id: opaqueId }),
      ),
    async detach(session, handle) {
      await request({ janus: 'detach', session_id: session, handle_id: handle });
    },
    async message(session, handle, body, jsep) {
      const reply = await request(
        { janus: 'message', session_id: session, handle_id: handle, body, ...(jsep && { jsep }) },
        true,
      );
      const data = reply.plugindata?.data ?? {};
      if (data.error_code !== undefined) throw new JanusError(Number(data.error_code), String(data.error));
      return { data, sdp: reply.jsep?.sdp ?? null };
    },
    async trickle(session, handle, candidate) {
      await request({ janus: 'trickle', session_id: session, handle_id: handle, candidate });
    },
    close() {
      closedByUs = true;
      socket.close();
      setTimeout(() => socket.terminate(), 500).unref();
    },
  };
};
