import { expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import { sampleSnapshot } from '../sample-world.ts';
import { privateAddress, zones } from './cloud.ts';

const ask = (value: 'zones' | 'privateAddress'): CheckOf<'answer'> => ({
  kind: 'answer',
  title: 'x',
  ask: 'x',
  expect: { value, machine: 'swarm-1' },
});
const machine = { machine: 'swarm-1', state: 'running', privateAddress: '172.30.0.12', publicAddress: '198.18.0.12' };
const evidence = {
  cloud: { zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'], facts: { instances: [machine], addresses: [] } },
} as never;
const accepts = (question: typeof zones, value: 'zones' | 'privateAddress', given: string) => {
  const found = question.expect(ask(value), { snapshot: sampleSnapshot(), evidence });
  return 'trouble' in found ? found.trouble : found.accepts(given);
};

test('zones are right by their names, by their letters or by how many there are', () => {
  expect(accepts(zones, 'zones', 'eu-west-1a, eu-west-1b and eu-west-1c')).toBe(true);
  expect(accepts(zones, 'zones', 'a b c')).toBe(true);
  expect(accepts(zones, 'zones', 'three')).toBe(true);
  expect(accepts(zones, 'zones', 'eu-west-1a and eu-west-1b')).toBe(false);
});

test('the private address is right, the public one is not', () => {
  expect(accepts(privateAddress, 'privateAddress', ' 172.30.0.12 ')).toBe(true);
  expect(accepts(privateAddress, 'privateAddress', '198.18.0.12')).toBe(false);
});
