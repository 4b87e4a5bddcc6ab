// Agents and visitors as programs: the same REST and sockets the pages use, without the pages.
import type { Ack } from '@visavis/protocol';
import { io, type Socket } from 'socket.io-client';

const patienceMs = 20_000;

export async function rest<T>(
  url: string,
  options: { readonly cookie?: string; readonly body?: unknown } = {},
): Promise<{ readonly data: T; readonly cookie: string }> {
  const answer = await fetch(url, {
    method: options.body === undefined ? 'GET' : 'POST',
    headers: {
      ...(options.cookie ? { cookie: options.cookie } : {}),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`);
  return { data: JSON.parse(text) as T, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

export interface Client {
  readonly socket: Socket;
  /** Resolves with the acknowledged data. */
  command<T>(name: string, payload: object): Promise<T>;
  close(): void;
}

async function connect(url: string, options: Parameters<typeof io>[1]): Promise<Client> {
  const socket = io(url, {
    path: '/socket',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    ...options,
  });
  await new Promise<void>((done, failed) => {
    socket.once('connect', () => done());
    socket.once('connect_error', failed);
  });
  return {
    socket,
    command: async <T>(name: string, payload: object): Promise<T> => {
      const answer = (await socket.timeout(patienceMs).emitWithAck(name, payload)) as Ack<T>;
      if (!answer.ok) throw new Error(`${name}: ${answer.error.code} ${JSON.stringify(answer.error.details ?? {})}`);
      return answer.data;
    },
    close: () => void socket.disconnect(),
  };
}

export const signIn = async (url: string, email: string, password: string): Promise<string> =>
  (await rest(`${url}/api/v1/auth/sign-in`, { body: { email, password } })).cookie;

export async function connectAgent(url: string, cookie: string): Promise<Client> {
  const client = await connect(`${url}/agent`, { extraHeaders: { cookie } });
  const beat = setInterval(() => void client.socket.emit('presence:heartbeat', {}), 5_000);
  client.socket.once('disconnect', () => clearInterval(beat));
  return client;
}

export interface VisitorAccess {
  readonly token: string;
  readonly visitor: { readonly id: string; readonly channelId: string };
}

export const startVisit = async (url: string, channelKey: string): Promise<VisitorAccess> =>
  (await rest<VisitorAccess>(`${url}/api/v1/public/channels/${channelKey}/visits`, { body: { language: 'en' } })).data;

export const connectVisitor = (url: string, token: string): Promise<Client> =>
  connect(`${url}/visitor`, { auth: { token } });
