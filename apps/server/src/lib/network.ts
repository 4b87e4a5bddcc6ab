import { BlockList, isIPv6 } from 'node:net';

/** Throws for what is no network. A single address is a network of one. */
export const networkList = (networks: readonly string[]): BlockList => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    list.addSubnet(address, bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family);
  }
  return list;
};

export const isNetwork = (text: string): boolean => {
  try {
    networkList([text]);
    return true;
  } catch {
    return false;
  }
};
