// What callers with the right get through the HTTP shell: cookies, headers, files, conflicts.
import { identityRoutes } from '@visavis/protocol';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addConversation } from './conversations.ts';
import { fingerprint } from './fingerprint.ts';
import { addAgent, cookieOf, createLevelZero, type LevelZero, testPassword } from './level-zero.ts';

let zero: LevelZero;
let administrator: { cookie: string };
beforeAll(async () => {
  zero = await createLevelZero();
  administrator = cookieOf(await (await addAgent(zero, 'administrator')).signIn());
});
afterAll(() => zero.drop());

const signInAs = (email: string, password: string, headers: Record<string, string> = {}) =>
  zero.app.inject({ method: 'POST', url: identityRoutes.signIn.path, headers, payload: { email, password } });
const send = (method: 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  zero.app.inject({ method, url, headers: administrator, ...(payload ? { payload } : {}) });

describe('signing in and out', () => {
  it('sets a cookie scripts cannot read and other sites do not send', async () => {
    const { email } = await addAgent(zero, 'agent');
    const answer = await signInAs(email, testPassword, { origin: 'https://visavis.example' });
    expect(answer.statusCode).toBe(200);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^__Host-visavis=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(answer.json().agent).toMatchObject({ email });
    expect(answer.body).not.toMatch(/password|argon2/i);
    expect(answer.headers['cache-control']).toBe('no-store');
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await zero.app.inject({ url: '/api/v1/auth/me', headers })).json().agent.email).toBe(email);
    const out = await zero.app.inject({ method: 'POST', url: '/api/v1/auth/sign-out', headers });
    expect(out.statusCode).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('__Host-visavis=;');
    expect((await zero.app.inject({ url: '/api/v1/auth/me', headers })).json().code).toBe('auth_expired');
  });

  it('answers a locked account with the time to wait', async () => {
    const { email } = await addAgent(zero, 'agent');
    for (let n = 0; n < 5; n += 1) expect((await signInAs(email, 'wrong')).json().code).toBe('auth_failed');
    const answer = await signInAs(email, testPassword);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '900']);
    expect(answer.json()).toMatchObject({ code: 'auth_locked', retryable: true, details: { retryAfterSeconds: 900 } });
  });

  it('changes the own language, and nothing else', async () => {
    const headers = cookieOf(await (await addAgent(zero, 'agent')).signIn());
    const patch = (payload: object) => zero.app.inject({ method: 'PATCH', url: '/api/v1/auth/me', headers, payload });
    expect((await patch({ language: 'zh' })).json().agent).toMatchObject({ language: 'zh' });
    expect((await patch({ role: 'administrator' })).statusCode).toBe(400);
  });
});

describe('administration', () => {
  it('makes and changes accounts, and names the field that is taken', async () => {
    const payload = { email: 'new@test.example', displayName: 'New', role: 'agent', password: 'long enough password' };
    const made = (await send('POST', '/api/v1/agents', payload)).json().agent;
    expect(made).toMatchObject({ email: 'new@test.example', capacity: null, groups: [], demo: false, version: 1 });
    const again = await send('POST', '/api/v1/agents', { ...payload, email: 'NEW@test.example' });
    expect([again.statusCode, again.json()]).toMatchObject([
      409,
      { code: 'agent_email_taken', details: { fields: { email: expect.any(String) } } },
    ]);
    const short = await send('POST', '/api/v1/agents', { ...payload, email: 'x@test.example', password: 'short' });
    expect(short.json()).toMatchObject({
      code: 'request_invalid',
      details: { fields: { password: expect.any(String) } },
    });
    const first = await send('PATCH', `/api/v1/agents/${made.id}`, { version: 1, displayName: 'First' });
    expect(first.json().agent).toMatchObject({ displayName: 'First', version: 2 });
    const before = await fingerprint(zero.db);
    const late = await send('PATCH', `/api/v1/agents/${made.id}`, { version: 1, displayName: 'Late' });
    expect([late.statusCode, late.json()]).toMatchObject([409, { code: 'version_conflict', details: { version: 2 } }]);
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('makes groups and channels, and refuses conflicts without a trace', async () => {
    const group = (await send('POST', '/api/v1/skill-groups', { name: 'Cards' })).json().group;
    expect(group).toMatchObject({
      strategy: 'least_loaded',
      ringSeconds: { text: 20, voice: 20, video: 20 },
      members: [],
    });
    const text = { en: 'Hello', zh: '您好' };
    const comfort = (zh: string) => [{ afterSeconds: 30, text: { en: ' Nearly there. ', zh } }];
    for (const zh of ['', ' \u3000'])
      for (const [method, url, rest] of [
        ['POST', '/api/v1/skill-groups', { name: 'Silent' }],
        ['PATCH', `/api/v1/skill-groups/${group.id}`, { version: 1 }],
      ] as const) {
        const answer = await send(method, url, { ...rest, comfort: comfort(zh) });
        expect([answer.statusCode, answer.json()]).toMatchObject([
          400,
          { code: 'request_invalid', details: { fields: { 'comfort.0.text.zh': expect.any(String) } } },
        ]);
      }
    const kept = await send('PATCH', `/api/v1/skill-groups/${group.id}`, { version: 1, comfort: comfort('马上就好') });
    expect(kept.json().group.comfort).toEqual([{ afterSeconds: 30, text: { en: 'Nearly there.', zh: '马上就好' } }]);
    const payload = { key: 'cards', name: 'Cards', brand: text, greeting: text, groupId: group.id };
    const { channel } = (await send('POST', '/api/v1/channels', payload)).json();
    expect(channel).toMatchObject({ key: 'cards', media: ['text', 'voice', 'video'], recording: 'ask', enabled: true });
    const before = await fingerprint(zero.db);
    const refusals = [
      await send('POST', '/api/v1/channels', payload),
      await send('POST', '/api/v1/skill-groups', { name: 'cards' }),
      await send('DELETE', `/api/v1/skill-groups/${group.id}`),
      await send('PATCH', `/api/v1/channels/${channel.id}`, { version: 7 }),
      await send('PATCH', `/api/v1/channels/${channel.id}`, { version: 1, allowedOrigins: ['javascript:alert(1)'] }),
    ];
    expect(refusals.map((answer) => answer.json().code)).toEqual([
      'channel_key_taken',
      'skill_group_name_taken',
      'skill_group_in_use',
      'version_conflict',
      'request_invalid',
    ]);
    expect(await fingerprint(zero.db)).toEqual(before);
  });
});

describe('visitors', () => {
  it('see the public side of a channel and get a token', async () => {
    const { channel } = await addConversation(zero);
    const shown = (await zero.app.inject({ url: `/api/v1/public/channels/${channel.key}` })).json().channel;
    expect(shown).toMatchObject({ key: channel.key, attendance: 'away', waiting: 0 });
    expect(shown).not.toHaveProperty('allowedOrigins');
    const url = `/api/v1/public/channels/${channel.key}/visits`;
    const answer = await zero.app.inject({ method: 'POST', url, payload: { language: 'zh' } });
    expect(answer.json()).toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/), visitor: { language: 'zh' } });
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await zero.app.inject({ url: '/api/v1/public/channels/nowhere' })).statusCode).toBe(404);
  });
});

const multipart = (name: string, data: Buffer) => {
  const head = `--xxx\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: text/html\r\n\r\n`;
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=xxx' },
    payload: Buffer.concat([Buffer.from(head), data, Buffer.from('\r\n--xxx--\r\n')]),
  };
};

describe('files', () => {
  const setUp = async () => {
    const { conversationId, token } = await addConversation(zero);
    zero.access.assertMayWriteConversation = async () => undefined;
    zero.access.mayReadFile = async (_principal, id) => id === conversationId;
    const authorization = { authorization: `Bearer ${token}` };
    const upload = (name: string, data: Buffer) => {
      const { headers, payload } = multipart(name, data);
      const url = `/api/v1/conversations/${conversationId}/files`;
      return zero.app.inject({ method: 'POST', url, headers: { ...headers, ...authorization }, payload });
    };
    const download = (id: string) => zero.app.inject({ url: `/api/v1/files/${id}`, headers: authorization });
    return { upload, download };
  };

  it('come back as a picture that can run nothing', async () => {
    const { upload, download } = await setUp();
    const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0a0' } })
      .png()
      .toBuffer();
    const { file } = (await upload('图 1.png', png)).json();
    expect(file).toMatchObject({ name: '图 1.png', contentType: 'image/png', width: 8 });
    const answer = await download(file.id);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="_ 1.png"; filename*=UTF-8''%E5%9B%BE%201.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, max-age=3600',
      'content-length': String(file.sizeBytes),
    });
    expect((await sharp(answer.rawPayload).metadata()).format).toBe('png');
  });

  it('come back as a download when they are no picture', async () => {
    const { upload, download } = await setUp();
    const { file } = (await upload('a.pdf', Buffer.from('%PDF-1.7\n<script>1</script>'))).json();
    const answer = await download(file.id);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="a.pdf"; filename*=UTF-8''a.pdf`,
      'content-security-policy': "sandbox; default-src 'none'",
    });
  });

  it('do not exist for others', async () => {
    const { upload } = await setUp();
    const { file } = (await upload('a.txt', Buffer.from('secret'))).json();
    zero.access.mayReadFile = async () => false;
    const answer = await zero.app.inject({ url: `/api/v1/files/${file.id}`, headers: administrator });
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'file_not_found']);
  });

  it.each([
    ['26 MB', 'big.txt', Buffer.alloc(26 * 1024 * 1024, 'a'), 413, 'file_too_large'],
    ['a program called a picture', 'a.png', Buffer.from(`MZ${'\0'.repeat(100)}`), 415, 'file_type_refused'],
    ['an SVG with a script', 'a.svg', Buffer.from('<svg><script>1</script></svg>'), 415, 'file_type_refused'],
    ['half a picture', 'a.gif', Buffer.from('GIF89a\x10\0\x10\0', 'latin1'), 422, 'file_broken'],
  ])('are refused without a trace: %s', async (_what, name, data, status, code) => {
    const { upload } = await setUp();
    const before = await fingerprint(zero.db);
    const answer = await upload(name, data);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(await fingerprint(zero.db)).toEqual(before);
  });

  it('that are too large get their answer over a real connection, which stays usable', async () => {
    const { conversationId, token } = await addConversation(zero);
    zero.access.assertMayWriteConversation = async () => undefined;
    const base = await zero.app.listen({ port: 0, host: '127.0.0.1' });
    const form = new FormData();
    form.set('file', new Blob([Buffer.alloc(26 * 1024 * 1024, 'a')]), 'big.txt');
    const url = `${base}/api/v1/conversations/${conversationId}/files`;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(url, { method: 'POST', headers, body: form });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([413, 'file_too_large']);
    form.set('file', new Blob(['small']), 'small.txt');
    expect((await fetch(url, { method: 'POST', headers, body: form })).status).toBe(200);
  });
});
