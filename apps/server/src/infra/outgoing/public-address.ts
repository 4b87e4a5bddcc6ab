import { isIPv4, isIPv6 } from 'node:net';
import { networkList } from '../../lib/network.ts';

/** Networks that are somebody's own: this machine, private networks, link-local (clouds keep secrets there), reserved ones. */
const ownNetworks: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
  // Of IPv6 only what is routed everywhere is allowed at all; inside it these hide other addresses or are reserved.
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
];
const routedEverywhere = '2000::/3';

/** Whether an address may be asked: public ones, and those of `allowed` networks. */
export const addressGuard = (allowed: readonly string[]): ((address: string) => boolean) => {
  const own = networkList(ownNetworks);
  const exceptions = networkList(allowed);
  const everywhere = networkList([routedEverywhere]);
  const check = (address: string, family: 'ipv4' | 'ipv6'): boolean => {
    if (exceptions.check(address, family)) return true;
    if (family === 'ipv6' && !everywhere.check(address, family)) return false;
    return !own.check(address, family);
  };
  return (address) => {
    // An IPv4 address in IPv6 clothes is judged as what it is.
    const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
    if (mapped !== undefined) return check(mapped, 'ipv4');
    if (isIPv4(address)) return check(address, 'ipv4');
    return isIPv6(address) && check(address, 'ipv6');
  };
};
