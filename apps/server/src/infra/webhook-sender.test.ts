import { describe, expect, it } from 'vitest';
import { createWebhookSender, isPublicAddress } from './webhook-sender.ts';

describe('a public address', () => {
  it.each(['93.184.216.34', '8.8.8.8', '2606:4700:4700::1111'])('%s is one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
  it.each([
    ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '::1',
      '::',
      'fe80::1',
      'fc00::1',
      '::ffff:127.0.0.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:db8::1',
      'nonsense',
    ],
  ])('%s is none', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('an address to send to', () => {
  const sender = (addresses: readonly string[], allowPrivate = false) =>
    createWebhookSender({ allowPrivate, resolve: async () => addresses });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'fine',
      (error: { code?: string }) => error.code,
    );
  it('may be public, or private where the deployment says so', async () => {
    expect(await codeOf(sender(['8.8.8.8']).assertAllowed('https://hooks.example'))).toBe('fine');
    expect(await codeOf(sender(['10.0.0.1'], true).assertAllowed('http://hooks.example'))).toBe('fine');
  });
  it.each([
    ['a name that leads inside', ['10.0.0.1'], 'https://hooks.example'],
    ['a name of which one address leads inside', ['8.8.8.8', '127.0.0.1'], 'https://hooks.example'],
    ['an address in digits', [], 'http://127.0.0.1:9000/'],
    ['an address in one number', [], 'http://2130706433/'],
    ['an address in IPv6', [], 'http://[::1]/'],
    ['a mapped address', [], 'http://[::ffff:10.0.0.1]/'],
    ['a name without an address', [], 'https://nowhere.example'],
    ['another protocol', ['8.8.8.8'], 'ftp://hooks.example'],
  ])('%s is refused', async (_what, addresses, url) => {
    expect(await codeOf(sender(addresses).assertAllowed(url))).toBe('webhook_address_refused');
  });
  it('is judged again when it is sent: a name that moved inside is not followed', async () => {
    const turning = createWebhookSender({ allowPrivate: false, resolve: async () => ['192.168.0.1'] });
    const post = turning.post({
      url: 'http://hooks.example/',
      headers: {},
      body: '{}',
      signal: new AbortController().signal,
    });
    expect(await codeOf(post)).toBe('webhook_address_refused');
  });
});
