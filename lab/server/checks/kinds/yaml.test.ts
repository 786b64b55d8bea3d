import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import { sampleNode, sampleSnapshot, sampleWorld } from '../sample-world.ts';
import { type YamlEvidence, yaml } from './yaml.ts';

const FILE = `
services:
  redis:
    image: redis:8
    command: sh -c 'redis-server --requirepass "$$(cat /run/secrets/redis)"'
    secrets: [redis]
  miner:
    command: [redis-server, --appendonly, "yes"]
    secrets:
      - source: redis
        target: password
secrets:
  redis:
    external: true
hashRate: 20000
`;
const find = (expected: Partial<CheckOf<'yaml'>>, text: string | undefined = FILE, snapshot = sampleSnapshot()) =>
  yaml.judge(
    { kind: 'yaml', title: 'x', node: 'node1', path: '~/stack.yml', ...expected },
    sampleWorld<YamlEvidence>(snapshot, { evidence: text === undefined ? {} : { text } }),
  );

describe('a place in a YAML file', () => {
  test('has a value', () => {
    expect(find({ at: 'secrets.redis.external', equals: true }).because).toBe('secrets.redis.external is true.');
    expect(find({ at: 'secrets.redis.external', equals: false }).because).toContain('is true; false is wanted');
    expect(find({ at: 'secrets.redis.external', equals: 'true' }).state).toBe('notYet');
  });

  test('is missing, and the first key on the way to it is named', () => {
    expect(find({ at: 'secrets.my-password.external' }).because).toBe(
      '~/stack.yml on node1 has no secrets.my-password.',
    );
    expect(find({ at: 'services.redis.image.tag' }).state).toBe('notYet');
    expect(find({ at: 'configs', exists: false }).state).toBe('met');
    expect(find({ at: 'secrets', exists: false }).state).toBe('notYet');
  });

  test('has another value than before', () => {
    expect(find({ at: 'hashRate', not: 20000 }).because).toBe('hashRate is still 20000.');
    expect(find({ at: 'hashRate', not: 40000 }).state).toBe('met');
  });

  test('lists an entry, in the short and in the long form', () => {
    expect(find({ at: 'services.redis.secrets', contains: 'redis' }).state).toBe('met');
    expect(find({ at: 'services.miner.secrets', contains: 'redis' }).state).toBe('met');
    expect(find({ at: 'services.miner.secrets', contains: 'password' }).because).toContain('“password” is missing');
  });

  test('contains a text, over the words of a list too', () => {
    expect(find({ at: 'services.redis.command', contains: '$$(cat /run/secrets/redis)' }).state).toBe('met');
    expect(find({ at: 'services.miner.command', contains: '--appendonly yes' }).state).toBe('met');
    expect(find({ at: 'services.miner.command', contains: '--requirepass' }).state).toBe('notYet');
  });

  test('with a single dollar where two are wanted gets a sentence of its own', () => {
    const finding = find(
      { at: 'services.redis.command', contains: '$$(cat /run/secrets/redis)' },
      FILE.replace('$$(', '$('),
    );
    expect(finding.because).toContain('has a single dollar in “$(cat /run/secrets/redis)”');
    expect(finding.likely).toContain('Two dollars, $$, become one');
  });

  test.each([
    ['a key out of its column', 'a:\n  b: 1\n c: 2\n', 3, 'same column'],
    ['a tab', 'a:\n\tb: 1\n', 2, 'no tabs'],
    ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', 3, 'there twice'],
    ['a quotation mark that is not closed', 'a: 1\nb: "x\n', 3, 'not closed'],
  ])('in a file with %s is told with its line', (_, text, line, likely) => {
    const finding = find({ at: 'a' }, text);
    expect(finding.because).toContain(`has a mistake in line ${line}: `);
    expect(finding.likely).toContain(likely);
  });

  test('needs the file, and a node that runs', () => {
    expect(
      yaml.judge(
        { kind: 'yaml', title: 'x', node: 'node1', path: '~/stack.yml', at: 'a' },
        sampleWorld<YamlEvidence>(sampleSnapshot(), { evidence: {} }),
      ).because,
    ).toBe('There is no ~/stack.yml on node1.');
    const nodes = [sampleNode(1, { power: 'stopped' })];
    expect(find({ at: 'a' }, FILE, sampleSnapshot({ nodes })).because).toContain('node1 is stopped');
    expect(
      yaml.judge({ kind: 'yaml', title: 'x', node: 'node1', path: '~/a', at: 'a' }, sampleWorld(sampleSnapshot()))
        .state,
    ).toBe('couldNotCheck');
  });
});
