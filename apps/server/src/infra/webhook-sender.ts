/** Sends webhooks to public addresses only. The name is looked up once and that address is used: no rebinding, no redirects. */
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import { DomainError } from '../lib/domain-error.ts';

/** Everything that is not the public Internet. */
const notPublic = new BlockList();
for (const [address, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  notPublic.addSubnet(address, bits, 'ipv4');

/** Of IPv6 only global unicast is public, without documentation, Teredo, 6to4 and NAT64 (which lead back to IPv4). */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
for (const [address, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  notPublic.addSubnet(address, bits, 'ipv6');

export const isPublicAddress = (address: string): boolean => {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  return family === 6 && globalUnicast.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
};

export interface WebhookSenderOptions {
  readonly allowPrivate: boolean;
  /** Every address of a name. */
  readonly resolve?: (host: string) => Promise<readonly string[]>;
}

const everyAddress = async (host: string): Promise<readonly string[]> =>
  (await lookup(host, { all: true })).map(({ address }) => address);

export const createWebhookSender = ({ allowPrivate, resolve = everyAddress }: WebhookSenderOptions) => {
  /** The address to connect to. One that is not public spoils all of a name: it would be chosen by chance. */
  const pin = async (url: URL): Promise<string> => {
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new DomainError('webhook_address_refused', { protocol: url.protocol });
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) ? [host] : await resolve(host);
    const [first] = addresses;
    if (!first) throw new Error(`${host} has no address`);
    const bad = addresses.find((address) => !isPublicAddress(address));
    if (bad && !allowPrivate) throw new DomainError('webhook_address_refused', { host });
    return first;
  };

  return {
    async assertAllowed(url: string): Promise<void> {
      const parsed = new URL(url);
      try {
        await pin(parsed);
      } catch (error) {
        if (error instanceof DomainError) throw error;
        throw new DomainError('webhook_address_refused', { host: parsed.hostname }, { cause: error });
      }
    },

    async post(request: {
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly signal: AbortSignal;
    }): Promise<{ status: number }> {
      const url = new URL(request.url);
      const address = await pin(url);
      const family = isIP(address);
      return new Promise((done, failed) => {
        const { request: open } = url.protocol === 'https:' ? https : http;
        const sent = open(
          url,
          {
            method: 'POST',
            headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body) },
            signal: request.signal,
            agent: false,
            lookup: (_host, options, found) =>
              options.all ? found(null, [{ address, family }]) : found(null, address, family),
          },
          (answer) => {
            // What it says is nobody's business; the status is.
            answer.resume();
            answer.once('end', () => done({ status: answer.statusCode ?? 0 }));
            answer.once('error', failed);
          },
        );
        sent.once('error', failed);
        sent.end(request.body);
      });
    },
  };
};
