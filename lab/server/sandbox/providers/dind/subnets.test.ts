import { describe, expect, test } from 'vitest';
import { type AddressRange, createSubnetPool, freePrefix, nodeAddress, parseSubnet, routedRanges } from './subnets.ts';

function ranges(...subnets: string[]): AddressRange[] {
  return subnets.map(parseSubnet).filter((range) => range !== undefined);
}

describe('networks for sandboxes', () => {
  test('the first is taken while nothing is in the way', () => {
    expect(freePrefix([])).toBe('172.30.0');
  });

  test('a network of any size is gone round', () => {
    expect(freePrefix(ranges('172.30.0.0/24', '172.30.1.128/25', '172.30.2.7/32'))).toBe('172.30.3');
    expect(freePrefix(ranges('172.30.0.0/23'))).toBe('172.30.2');
    expect(freePrefix(ranges('172.16.0.0/12'))).toBe('10.230.0');
    expect(freePrefix(ranges('172.16.0.0/12', '10.0.0.0/8', '192.168.0.0/17'))).toBe('192.168.128');
  });

  test('none is given when all are taken', () => {
    expect(freePrefix(ranges('0.0.0.0/0'))).toBeUndefined();
  });

  test('nodes begin at eleven', () => {
    expect([nodeAddress('172.30.4', 0), nodeAddress('172.30.4', 4)]).toEqual(['172.30.4.11', '172.30.4.15']);
  });

  test('what is no IPv4 network is no range', () => {
    expect(parseSubnet('fd00::/64')).toBeUndefined();
    expect(parseSubnet('')).toBeUndefined();
  });

  test('the routes of a host are read, but for those that say where the internet is', () => {
    const table = [
      'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT',
      'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
      'tun0\t00000080\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0',
      'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
      'tun0\t00001EAC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
      '',
    ].join('\n');
    expect(routedRanges(table)).toEqual(ranges('192.0.2.0/24', '172.30.0.0/16'));
  });

  test('two that are taken at the same time are two, and one that was given back is taken again', async () => {
    const pool = createSubnetPool(async () => ['172.30.0.0/16', '10.230.0.0/24']);
    const [first, second] = [await pool.take(), await pool.take()];
    expect(first).not.toBe(second);
    pool.give(first);
    expect(await pool.take()).toBe(first);
  });
});
