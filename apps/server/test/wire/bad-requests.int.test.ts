// Bad input over real HTTP and at the door of the sockets: the code of the catalogue, and a database that has not changed.
import { request } from 'node:http';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Contact,
  createWireWorld,
  refusedOverHttp,
  settledPrint,
  startContact,
  type WireWorld,
  wirePassword,
} from './wire-world.ts';

let world: WireWorld;
let contact: Contact;
let administrator: string;
beforeAll(async () => {
  world = await createWireWorld();
  administrator = await world.signIn('admin@demo.visavis');
  contact = await startContact(world);
  await settledPrint(world);
});
afterAll(() => world.stop());

const newAgent = async (name: string): Promise<string> => {
  const email = `${name}@test.example`;
  const body = { email, displayName: name, role: 'agent', password: wirePassword };
  expect((await world.rest('/api/v1/agents', { cookie: administrator, body })).status).toBe(200);
  return email;
};
const trySignIn = (email: string, password: string) =>
  world.rest('/api/v1/auth/sign-in', { body: { email, password } });

describe('signing in', () => {
  it('with a wrong password is refused, and only the try is counted', async () => {
    const email = await newAgent('wrong');
    const { sign_in_failures: failures, ...before } = await world.print();
    const answer = await trySignIn(email, 'not the password');
    expect([answer.status, answer.json.code]).toEqual([401, 'auth_failed']);
    expect(answer.headers.get('set-cookie')).toBeNull();
    const { sign_in_failures: counted, ...after } = await world.print();
    expect(after).toEqual(before);
    expect(counted).not.toBe(failures);
    // An unknown account gets the very same answer.
    const unknown = await trySignIn('nobody@test.example', 'not the password');
    expect({ ...unknown.json, requestId: '' }).toEqual({ ...answer.json, requestId: '' });
  });

  it('to a locked account is refused even with the right password, and nothing changes any more', async () => {
    const email = await newAgent('locked');
    for (let n = 0; n < 5; n += 1) expect((await trySignIn(email, 'not the password')).json.code).toBe('auth_failed');
    const body = { email, password: wirePassword };
    const answer = await refusedOverHttp(world, '/api/v1/auth/sign-in', { body }, 'auth_locked');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(60);
    expect(answer.json.details.retryAfterSeconds).toBeGreaterThan(60);
  });

  it('from a foreign page is refused', async () => {
    const body = { email: 'grace@demo.visavis', password: wirePassword };
    for (const origin of ['https://evil.example', 'null', `${world.url}.evil.example`])
      await refusedOverHttp(world, '/api/v1/auth/sign-in', { body, origin }, 'origin_refused');
  });
});

describe('an expired sign-in', () => {
  it('is refused over HTTP and at the socket', async () => {
    const cookie = await world.signIn(await newAgent('expired'));
    await world.db
      .updateTable('agent_sessions')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('agent_id', 'in', world.db.selectFrom('agents').select('id').where('email', '=', 'expired@test.example'))
      .execute();
    await refusedOverHttp(world, '/api/v1/auth/me', { cookie }, 'auth_expired');
    await expect(world.agent(cookie)).rejects.toMatchObject({ data: { code: 'auth_expired', retryable: false } });
  });

  it('of a visitor is refused over HTTP and at the socket', async () => {
    const { token, visitor } = await world.visit();
    await world.db
      .updateTable('visitor_tokens')
      .set({ expires_at: new Date(Date.now() - 1_000) })
      .where('visitor_id', '=', visitor.id)
      .execute();
    const path = `/api/v1/conversations/${contact.conversationId}/messages`;
    await refusedOverHttp(world, path, { token }, 'visitor_token_invalid');
    await expect(world.visitor(token)).rejects.toMatchObject({ data: { code: 'visitor_token_invalid' } });
  });
});

describe('the handshake of a socket', () => {
  const statusOfUpgrade = (origin: string, cookie: string): Promise<{ status: number; text: string }> =>
    new Promise((done, failed) => {
      const upgrade = request(`${world.url}/socket/?EIO=4&transport=websocket`, {
        headers: {
          ...{ connection: 'Upgrade', upgrade: 'websocket', origin, cookie },
          ...{ 'sec-websocket-version': '13', 'sec-websocket-key': Buffer.alloc(16).toString('base64') },
        },
      });
      upgrade.on('upgrade', (_answer, socket) => {
        socket.destroy();
        done({ status: 101, text: '' });
      });
      upgrade.on('response', (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
      });
      upgrade.on('error', failed);
      upgrade.end();
    });

  it('from a foreign page is refused before it is a socket, cookie or not', async () => {
    const cookie = await world.signIn('jun@demo.visavis');
    const before = await world.print();
    const refused = await statusOfUpgrade('https://evil.example', cookie);
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('origin_refused');
    expect((await statusOfUpgrade('null', cookie)).status).toBe(400);
    expect(await world.print()).toEqual(before);
    expect((await statusOfUpgrade(world.url, cookie)).status).toBe(101);
  });

  it.each([
    ['an agent without a cookie', '/agent', {}, 'auth_required'],
    ['a visitor without a token', '/visitor', {}, 'visitor_token_invalid'],
    ['a visitor with a token that is no text', '/visitor', { auth: { token: { $ne: null } } }, 'visitor_token_invalid'],
    ['a visitor token where staff is asked for', '/agent', { auth: { token: 'x'.repeat(43) } }, 'auth_required'],
  ])('of %s is refused', async (_who, namespace, options, code) => {
    const before = await world.print();
    const socket = io(`${world.url}${namespace}`, {
      ...{ path: '/socket', transports: ['websocket'], forceNew: true, reconnection: false },
      ...options,
    });
    const error = await new Promise((done) => socket.once('connect_error', done));
    socket.close();
    expect(error).toMatchObject({ data: { code } });
    expect(await world.print()).toEqual(before);
  });

  it('into a namespace that does not exist is refused', async () => {
    const socket = io(`${world.url}/nowhere`, {
      ...{ path: '/socket', transports: ['websocket'], forceNew: true, reconnection: false },
    });
    expect(await new Promise((done) => socket.once('connect_error', done))).toMatchObject({
      message: expect.stringMatching(/invalid namespace/i),
    });
    socket.close();
  });
});

describe('bodies', () => {
  it('with an unknown field are refused with its name', async () => {
    const body = { email: 'grace@demo.visavis', password: wirePassword, role: 'administrator' };
    const answer = await refusedOverHttp(world, '/api/v1/auth/sign-in', { body }, 'request_invalid');
    expect(answer.json.details.fields).toEqual({ role: 'unknown field' });
  });

  it('of one megabyte are refused', async () => {
    const body = { email: 'grace@demo.visavis', password: 'x'.repeat(1024 * 1024) };
    await refusedOverHttp(world, '/api/v1/auth/sign-in', { body }, 'request_too_large');
  });

  it('that are no JSON, or another shape, are refused', async () => {
    for (const body of ['{"email":', '[]', 'null', '"text"', '{"__proto__":{"email":"a"}}'])
      await refusedOverHttp(world, '/api/v1/auth/sign-in', { body }, 'request_invalid');
  });
});

describe('files', () => {
  const path = () => `/api/v1/conversations/${contact.conversationId}/files`;
  const formOf = (name: string, data: Buffer, type = 'application/octet-stream'): FormData => {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(data)], { type }), name);
    return form;
  };
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

  it.each([
    ['26 MB', 'big.txt', Buffer.alloc(26 * 1024 * 1024, 'a'), 'text/plain', 'file_too_large'],
    ['a program called a picture', 'a.png', Buffer.from(`MZ${'\0'.repeat(200)}`), 'image/png', 'file_type_refused'],
    [
      'a page called a picture',
      'a.jpg',
      Buffer.from('<!doctype html><script>1</script>'),
      'image/jpeg',
      'file_type_refused',
    ],
    ['an SVG with a script', 'a.svg', Buffer.from(script), 'image/svg+xml', 'file_type_refused'],
    ['an SVG that calls itself a PNG', 'a.png', Buffer.from(script), 'image/png', 'file_type_refused'],
    ['half a picture', 'a.gif', Buffer.from('GIF89a\x10\0\x10\0', 'latin1'), 'image/gif', 'file_broken'],
    ['nothing', 'a.txt', Buffer.alloc(0), 'text/plain', 'file_type_refused'],
  ] as const)('are refused without a trace: %s', async (_what, name, data, type, code) => {
    const { token } = contact;
    await refusedOverHttp(world, path(), { token, form: formOf(name, data, type) }, code);
  });

  it('of others do not exist, and cannot be added to', async () => {
    const { json } = await world.rest(path(), { token: contact.token, form: formOf('a.txt', Buffer.from('secret')) });
    const { token } = await world.visit();
    const stranger = await world.signIn('jun@demo.visavis');
    for (const who of [{ token }, { cookie: stranger }]) {
      await refusedOverHttp(world, `/api/v1/files/${json.file.id}`, who, 'file_not_found');
      await refusedOverHttp(
        world,
        path(),
        { ...who, form: formOf('b.txt', Buffer.from('b')) },
        'conversation_not_found',
      );
    }
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['a head that never ends', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="file"'],
    [
      'an end in the middle',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhalf',
    ],
    ['another boundary', 'multipart/form-data; boundary=b', '--c\r\n\r\nx\r\n--c--\r\n'],
  ])('in a broken form are refused: %s', async (_what, type, body) => {
    const before = await world.print();
    const answer = await fetch(world.url + path(), {
      method: 'POST',
      headers: { authorization: `Bearer ${contact.token}`, 'content-type': type },
      body,
    });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([400, 'request_invalid']);
    expect(await world.print()).toEqual(before);
  });

  it('must come as the right kind of body', async () => {
    await refusedOverHttp(world, path(), { token: contact.token, body: { file: 'x' } }, 'request_invalid');
    const form = new FormData();
    form.set('other', 'text');
    await refusedOverHttp(world, path(), { token: contact.token, form }, 'request_invalid');
    await refusedOverHttp(world, path(), { token: contact.token, form: new FormData() }, 'request_invalid');
    const two = formOf('a.txt', Buffer.from('a'));
    two.append('file', new Blob(['b']), 'b.txt');
    const answer = await world.rest(path(), { token: contact.token, form: two });
    expect([200, 400]).toContain(answer.status);
  });
});
