/** `npm start -- --lan`: a certificate for this machine's addresses and a QR code, so that a phone on the same network can use its camera. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { toString as toQrCode } from 'qrcode';
import { generate } from 'selfsigned';

export interface LanSetup {
  readonly addresses: readonly string[];
  readonly tls: { readonly key: string; readonly cert: string };
}

const year = 365 * 24 * 60 * 60 * 1000;

/** IPv4 addresses others on the network can reach. */
export const lanAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address);

/** The kept certificate, or a new one when there is none, the addresses changed or it is nearly over. */
export const prepareLan = async (dataDir: string, now: Date): Promise<LanSetup> => {
  const addresses = lanAddresses();
  if (addresses.length === 0)
    throw new Error('This machine has no network address besides loopback, so --lan has nothing to offer to a phone.');
  const folder = join(dataDir, 'lan');
  const file = join(folder, 'certificate.json');
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as {
      addresses: string[];
      until: number;
      key: string;
      cert: string;
    };
    if (kept.addresses.join() === addresses.join() && kept.until > now.getTime() + year / 12)
      return { addresses, tls: { key: kept.key, cert: kept.cert } };
  }
  const until = new Date(now.getTime() + year);
  const made = await generate([{ name: 'commonName', value: 'Visavis on this network' }], {
    keyType: 'ec',
    notBeforeDate: now,
    notAfterDate: until,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          ...addresses.map((ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  });
  const tls = { key: made.private, cert: made.cert };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify({ addresses, until: until.getTime(), ...tls }), { mode: 0o600 });
  chmodSync(file, 0o600);
  return { addresses, tls };
};

/** The visitor page's address as a QR code for a terminal. */
export const lanInvitation = async (address: string, port: number): Promise<string> => {
  const url = `https://${address}:${port}/c/h5`;
  return `  On a phone in the same network: ${url}\n  (the phone warns once about the certificate, because this machine made it itself)\n\n${await toQrCode(url, { type: 'terminal', small: true })}`;
};
