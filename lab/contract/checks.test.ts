import { describe, expect, test } from 'vitest';
import { checkSchema } from './checks.ts';

const parse = (check: object) => checkSchema.safeParse({ title: 'A fact', ...check });
const problem = (check: object) =>
  parse(check)
    .error?.issues.map((i) => i.message)
    .join(' ');

describe('a check', () => {
  test.each([
    { kind: 'swarm', state: 'active', members: 5 },
    { kind: 'node', node: 'node1', role: 'manager' },
    { kind: 'power', among: 'managers', stopped: 2 },
    { kind: 'service', service: 'sleeper', running: 5 },
    { kind: 'task', service: 'sleeper', replaced: true },
    { kind: 'container', service: 'sleeper', running: 1 },
    { kind: 'container', compose: ['miner'], exactly: 3 },
    { kind: 'image', node: 'node1', image: 'devcoin/api:1.0' },
    { kind: 'network', network: 'private', driver: 'overlay' },
    { kind: 'http', node: 'node1', port: 80, json: { path: 'total', grows: true } },
    { kind: 'resolve', node: 'node1', name: 'coin.lab' },
    { kind: 'file', node: 'node1', path: '~/token', equals: 'joinToken.manager' },
    { kind: 'answer', ask: 'Who leads?', expect: { value: 'leader' } },
  ])('of kind $kind is read', (check) => {
    expect(parse(check).success).toBe(true);
  });

  test('names one node or several, and gives a list either way', () => {
    expect(parse({ kind: 'node', node: 'node1' }).data).toMatchObject({ node: ['node1'] });
    expect(parse({ kind: 'node', node: ['node1', 'node2'] }).data).toMatchObject({ node: ['node1', 'node2'] });
    expect(parse({ kind: 'node', node: [] }).success).toBe(false);
  });

  test('of containers says whose they are, in one way', () => {
    expect(problem({ kind: 'container', running: 1 })).toContain('service, compose or project');
    expect(problem({ kind: 'container', service: 'a', compose: 'b' })).toContain('compose and project are not');
  });

  test('of an unknown kind is refused', () => {
    expect(parse({ kind: 'weather' }).success).toBe(false);
  });

  test('with a word that is not known is refused, and the word is named', () => {
    expect(problem({ kind: 'service', service: 'x', replica: 5 })).toContain('replica');
  });

  test('without a title is refused', () => {
    expect(checkSchema.safeParse({ kind: 'swarm', state: 'active' }).success).toBe(false);
  });

  test('with a value of the wrong type is refused', () => {
    expect(parse({ kind: 'service', service: 'x', replicas: 'five' }).success).toBe(false);
    expect(parse({ kind: 'answer', ask: 'x', expect: { value: 'weather' } }).success).toBe(false);
  });
});
