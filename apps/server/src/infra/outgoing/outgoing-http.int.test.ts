// The way out: addresses of our own network are refused before anybody is asked, time and size are bounded, nothing is followed.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutgoingHttp } from './outgoing-http.ts';
import { addressGuard } from './public-address.ts';

let server: http.Server;
let base: string;
const seen: string[] = [];
beforeAll(async () => {
  server = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (request.url === '/silent') return;
    if (request.url === '/slow') {
      response.writeHead(200);
      response.write('a');
      return;
    }
    if (request.url === '/away') response.writeHead(307, { location: '/there' }).end();
    else response.end('x'.repeat(request.url === '/long' ? 500 : 5));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});

const open = createOutgoingHttp({ allowedNetworks: ['127.0.0.0/8', '::1'], maxAnswerBytes: 100 });
const shut = createOutgoingHttp({ allowedNetworks: [] });
const post = (url: string, timeoutMs = 5_000) => open.post({ url, headers: {}, body: '{}', timeoutMs });

describe('which addresses may be asked', () => {
  const may = addressGuard([]);
  it.each([
    ...['127.0.0.1', '10.0.0.1', '172.16.5.5', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
    ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1', '::', '::1', 'fe80::1', 'fc00::1', 'fd12::1'],
    ...[
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:db8::1',
      'ff02::1',
      'localhost',
      '',
    ],
  ])('not %s', (address) => expect(may(address)).toBe(false));
  it.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s', (address) =>
    expect(may(address)).toBe(true),
  );
  it('and those of allowed networks, nothing beside them', () => {
    const some = addressGuard(['10.1.0.0/16', 'fd12::/64', '192.168.1.7']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::9', '192.168.1.7'].map(some)).toEqual([true, true, true, true]);
    expect(['10.2.0.1', 'fd13::9', '192.168.1.8'].map(some)).toEqual([false, false, false]);
  });
});

describe('asking', () => {
  it('gives the answer, cut where it becomes too long', async () => {
    expect(await post(`${base}/ok`)).toEqual({ kind: 'answer', status: 200, body: 'xxxxx', whole: true });
    expect(await post(`${base}/long`)).toMatchObject({ kind: 'answer', status: 200, whole: false });
  });
  it('also by name, and follows no redirect', async () => {
    const byName = base.replace('127.0.0.1', 'localhost');
    expect(await post(`${byName}/ok`)).toMatchObject({ kind: 'answer', status: 200 });
    expect(await post(`${base}/away`)).toMatchObject({ kind: 'answer', status: 307 });
    expect(seen).not.toContain('POST /there');
  });
  it.each(['/silent', '/slow'])('ends when the time is over: %s', async (path) => {
    expect(await post(`${base}${path}`, 150)).toEqual({ kind: 'timed_out' });
  });
  it('says when nobody is there, or somebody called it off', async () => {
    expect(await post('http://127.0.0.1:1/')).toMatchObject({ kind: 'unreachable' });
    const request = { url: `${base}/silent`, headers: {}, body: '', timeoutMs: 5_000 };
    expect(await open.post({ ...request, signal: AbortSignal.timeout(50) })).toMatchObject({ kind: 'unreachable' });
  });
  it('refuses private addresses however they are written, and what is no http address, before anything is sent', async () => {
    const { port } = new URL(base);
    const before = seen.length;
    const urls = [
      ...[
        `${base}/no`,
        `http://localhost:${port}/no`,
        `http://[::1]:${port}/no`,
        `http://[::ffff:127.0.0.1]:${port}/no`,
      ],
      ...[`http://2130706433:${port}/no`, `http://0x7f.1:${port}/no`, `http://0:${port}/no`],
      ...['ftp://example.com/', 'file:///etc/passwd', 'http://user:pass@example.com/', 'nonsense'],
    ];
    for (const url of urls)
      expect(await shut.post({ url, headers: {}, body: '{}', timeoutMs: 2_000 }), url).toEqual({ kind: 'refused' });
    expect(seen).toHaveLength(before);
  });
});
