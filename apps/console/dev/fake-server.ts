import type { MakeTransport, TransportListener } from '@visavis/client';
import {
  agents,
  ago,
  callId,
  channels,
  conversations,
  groups,
  history,
  ids,
  me,
  messagesOf,
  snapshot,
} from './fake-data.ts';
import { recordings } from './fake-recordings.ts';
import { aboutVisitors } from './fake-visitors.ts';

/** `?state=` of the page's address picks what the fake server does. */
export const scene = new URLSearchParams(window.location.search).get('state') ?? '';
let line: TransportListener | undefined;
export const say = (name: string, payload: unknown): void => line?.fact(name, payload);
export const drop = (): void => line?.closed({ kind: 'lost', detail: 'transport close' });

const empty = { ...snapshot(), conversations: [], queue: [], presence: { ...snapshot().presence, state: 'offline' } };

function answer(name: string, payload: { conversationId?: string; afterSeq?: number; state?: string; body?: unknown }) {
  switch (name) {
    case 'agent:hello':
      return scene === 'empty' ? empty : snapshot();
    case 'message:sync': {
      const all = messagesOf(payload.conversationId ?? '');
      return { messages: all.filter((message) => message.seq > (payload.afterSeq ?? 0)), lastSeq: all.length };
    }
    case 'note:sync':
      return { notes: [], lastSeq: 0 };
    case 'presence:set':
      return { ...snapshot().presence, state: payload.state, since: new Date().toISOString(), version: 9 };
    case 'media:join':
      return undefined;
    default:
      return {};
  }
}

export const fakeTransport: MakeTransport = (listener) => {
  line = listener;
  return {
    open: () => setTimeout(() => (scene === 'offline' && line ? listener.opened() : listener.opened()), 30),
    close: () => undefined,
    emit(name, payload, give) {
      if (scene === 'loading' && name !== 'agent:hello') return;
      const data = answer(name, payload as never);
      if (data !== undefined) setTimeout(() => give({ ok: true, data }), 20);
    },
  };
};

const json = (value: unknown, status = 200) =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
const refuse = (status: number, code: string) => json({ code, message: code, retryable: false }, status);
let signedIn = scene !== 'signed-out';

export const fakeFetch: typeof fetch = async (input, init) => {
  const url = new URL(String(input), window.location.href);
  const { pathname } = url;
  await new Promise((done) => setTimeout(done, 40));
  if (pathname.endsWith('/auth/sign-in')) {
    if (!String(init?.body).includes('right')) return refuse(401, 'auth_failed');
    signedIn = true;
    return json({ agent: me });
  }
  if (pathname.endsWith('/auth/me')) return signedIn ? json({ agent: me }) : refuse(401, 'auth_required');
  if (scene === 'failed') return refuse(503, 'database_unavailable');
  if (scene === 'loading') return new Promise(() => undefined);
  const visitors = aboutVisitors(pathname, scene === 'empty');
  if (visitors && (init?.method ?? 'GET') === 'GET') return json(visitors);
  if (init?.method === 'PATCH') return refuse(409, 'version_conflict');
  if (init?.method === 'POST' && pathname.endsWith('/agents')) return refuse(409, 'agent_email_taken');
  if (pathname.endsWith('/agents')) return json({ agents });
  if (pathname.endsWith('/skill-groups')) return json({ groups: scene === 'empty' ? [] : groups });
  if (pathname.endsWith('/channels')) return json({ channels: scene === 'empty' ? [] : channels });
  if (pathname.endsWith('/recordings')) return json({ recordings: scene === 'empty' ? [] : recordings, more: false });
  const found = recordings.find((recording) => pathname.endsWith(recording.id));
  if (found) return json({ recording: found });
  if (pathname.endsWith('/messages')) return json({ messages: messagesOf(ids.lin), lastSeq: 9 });
  if (pathname.endsWith('/search')) {
    const [conversation] = conversations;
    return json({
      hits: [{ conversation, seq: 7, excerpt: 'Thank you, I have it. 收到了，谢谢。', createdAt: ago(280) }],
    });
  }
  if (pathname.endsWith('/conversations')) return json({ conversations: history, more: false });
  return refuse(404, 'conversation_not_found');
};
export { callId };
