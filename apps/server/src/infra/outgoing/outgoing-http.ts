import { lookup as resolve } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { OutgoingAnswer, OutgoingHttp, OutgoingRequest } from '../../ports/outgoing-http.ts';
import { addressGuard } from './public-address.ts';

export interface OutgoingOptions {
  /** Networks besides the public internet that may be asked: `10.1.0.0/16`, `127.0.0.1`. */
  readonly allowedNetworks: readonly string[];
  /** Longest answer that is read, bytes; 64 kB unless said. */
  readonly maxAnswerBytes?: number;
}

type Address = Awaited<ReturnType<typeof resolve>>;

const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

/** One POST to an address that was looked at before: the connection goes there and nowhere else, whatever the name says then. */
const send = (
  url: URL,
  address: Address,
  request: OutgoingRequest,
  signal: AbortSignal,
  maxBytes: number,
): Promise<OutgoingAnswer> =>
  new Promise((done, failed) => {
    const client = url.protocol === 'https:' ? https : http;
    const outgoing = client.request(
      url,
      {
        method: 'POST',
        signal,
        // A kept connection would be reused for the name, not for the address.
        agent: false,
        headers: { ...request.headers, 'content-length': Buffer.byteLength(request.body) },
        lookup: (_host, options, found) => {
          if (options.all === true) found(null, [address]);
          else found(null, address.address, address.family);
        },
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const finish = (whole: boolean): void =>
          done({ kind: 'answer', status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), whole });
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= maxBytes) chunks.push(chunk);
          else {
            finish(false);
            outgoing.destroy();
          }
        });
        answer.on('end', () => finish(true));
        answer.on('error', failed);
      },
    );
    outgoing.on('error', failed);
    outgoing.end(request.body);
  });

/** The only way out to addresses that people type in: http and https, public addresses or allowed networks, no redirects. */
export const createOutgoingHttp = ({ allowedNetworks, maxAnswerBytes = 65_536 }: OutgoingOptions): OutgoingHttp => {
  const mayAsk = addressGuard(allowedNetworks);

  const post = async (request: OutgoingRequest, signal: AbortSignal): Promise<OutgoingAnswer> => {
    const url = URL.parse(request.url);
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.password !== '')
      return { kind: 'refused' };
    const host = hostOf(url);
    const family = isIP(host);
    const found = family === 0 ? await resolve(host, { all: true }) : [{ address: host, family }];
    signal.throwIfAborted();
    const [address] = found;
    if (!address || !found.every((one) => mayAsk(one.address))) return { kind: 'refused' };
    return send(url, address, request, signal, maxAnswerBytes);
  };

  return {
    async post(request) {
      const timeout = AbortSignal.timeout(request.timeoutMs);
      const signal = request.signal ? AbortSignal.any([timeout, request.signal]) : timeout;
      // Looking up a name cannot be called off: the time counts all the same.
      const called = new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
      const work = post(request, signal);
      work.catch(() => undefined);
      try {
        return await Promise.race([work, called]);
      } catch (error) {
        if (timeout.aborted) return { kind: 'timed_out' };
        return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
      }
    },
  };
};
