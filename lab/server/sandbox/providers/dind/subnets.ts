import { readFile } from 'node:fs/promises';
import { LabError } from '../../../../contract/index.ts';

/** A range of IPv4 addresses, both ends included. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The first two numbers of the /24 networks that sandboxes get. Docker's own pools inside the nodes begin at 172.17 and 10.0.0,
 * so that these stay clear of them.
 */
const POOLS = ['172.30', '10.230', '192.168'];

/** The same for second networks: kept for measuring networks, so that nobody in the world has them, and they look public. */
const PUBLIC_POOLS = ['198.18', '198.19'];

/** Node n of a sandbox has the address prefix.(FIRST_HOST + n). */
const FIRST_HOST = 11;

/** A wider route says where the internet is, not that its addresses are in use. */
const SHORTEST_PREFIX = 8;

/** The range of `a.b.c.d/n`; undefined when it is not IPv4. */
export function parseSubnet(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1 };
}

/** The first free prefix (three numbers) in the pools; undefined when none is left. */
export function freePrefix(taken: readonly AddressRange[], pools: readonly string[] = POOLS): string | undefined {
  for (const pool of pools) {
    for (let third = 0; third < 256; third++) {
      const prefix = `${pool}.${third}`;
      const range = parseSubnet(`${prefix}.0/24`);
      if (range && !taken.some((other) => other.first <= range.last && range.first <= other.last)) return prefix;
    }
  }
  return undefined;
}

/** The two networks of a sandbox, as prefixes; the second only where nodes have two interfaces. */
export interface Prefixes {
  readonly own: string;
  readonly open?: string;
}

/** The address of a node, by its place among the nodes from 0. */
export function nodeAddress(prefix: string, index: number): string {
  return `${prefix}.${FIRST_HOST + index}`;
}

/** The prefix of an address. */
export function prefixOf(address: string): string {
  return address.replace(/\.\d+$/, '');
}

/** The ranges that a host's own routes lead to, from the text of /proc/net/route (addresses are little-endian hex). */
export function routedRanges(table: string): AddressRange[] {
  const ranges: AddressRange[] = [];
  for (const line of table.split('\n').slice(1)) {
    const [, destination, , , , , , mask] = line.trim().split(/\s+/);
    if (!destination || !mask) continue;
    const bits = [...Number.parseInt(mask, 16).toString(2)].filter((bit) => bit === '1').length;
    if (bits < SHORTEST_PREFIX) continue;
    const range = parseSubnet(`${dotted(destination)}/${bits}`);
    if (range) ranges.push(range);
  }
  return ranges;
}

function dotted(littleEndianHex: string): string {
  const value = Number.parseInt(littleEndianHex, 16);
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 255).join('.');
}

/** Hands out prefixes that neither the engine's networks nor the host's routes use, each to one sandbox at a time. */
export function createSubnetPool(engineSubnets: () => Promise<readonly string[]>) {
  const held = new Set<string>();
  return {
    async take(isPublic = false): Promise<string> {
      const [subnets, routes] = await Promise.all([engineSubnets(), readFile('/proc/net/route', 'utf8')]);
      const taken = [...subnets, ...[...held].map((prefix) => `${prefix}.0/24`)].map(parseSubnet);
      const used = [...taken.filter((range) => range !== undefined), ...routedRanges(routes)];
      const prefix = freePrefix(used, isPublic ? PUBLIC_POOLS : POOLS);
      if (prefix) held.add(prefix);
      else throw new LabError('full', 'No network is free for another cluster on this host. End one that is not used.');
      return prefix;
    },
    /** The engine knows the network by now, or there is none. */
    give(prefix: string): void {
      held.delete(prefix);
    },
  };
}
export type SubnetPool = ReturnType<typeof createSubnetPool>;
