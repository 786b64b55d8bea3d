import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import type { Trouble } from '../finding.ts';
import { NOW, sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { type ConfigEvidence, config } from './config.ts';
import { secret } from './secret.ts';

const stored = (name: string, createdAt = NOW + 1000) => ({ id: name, name, createdAt });
const world = sampleSnapshot({ configs: [stored('miner', NOW - 1000), stored('miner_v2')] });
const bytes = (text: string) => Buffer.from(text).toString('base64');
const find = (
  expected: Partial<CheckOf<'config'>>,
  evidence?: ConfigEvidence | Trouble,
  snapshot = world,
  baseline = sampleSnapshot(),
) =>
  config.judge(
    { kind: 'config', title: 'x', config: 'miner_v2', exists: true, ...expected },
    sampleWorld<ConfigEvidence>(snapshot, { baseline, ...(evidence ? { evidence } : {}) }),
  );
const equalsFile = { node: 'node1', path: '~/miner.yml' };

describe('a config', () => {
  test('is met by its name, and told with those that are there instead', () => {
    expect(find({}).because).toBe('The config miner_v2 is there.');
    expect(find({ config: 'traefik' })).toEqual({
      state: 'notYet',
      because: 'There is no config traefik.',
      likely: 'There are miner and miner_v2.',
    });
  });

  test('is met by its absence when it must be gone', () => {
    expect(find({ config: 'miner_v1', exists: false }).state).toBe('met');
    expect(find({ exists: false }).likely).toContain('once no service uses it');
  });

  test('has the bytes of a file, or is told with the first line that differs', () => {
    expect(find({ equalsFile }, { own: bytes('a\nb'), file: bytes('a\nb') }).because).toBe(
      'The config miner_v2 has the bytes of ~/miner.yml on node1.',
    );
    const finding = find({ equalsFile }, { own: bytes('a: 1\nb: 1\n'), file: bytes('a: 1\nb: 2\n') });
    expect(finding.because).toContain('in line 2 the file has “b: 2”, the config “b: 1”');
    expect(finding.likely).toContain('keeps the bytes it was made with');
    expect(find({ equalsFile }, { own: bytes('a\nb'), file: bytes('a') }).because).toContain('goes on after the end');
    expect(find({ equalsFile }, { own: bytes('a') }).because).toBe('There is no ~/miner.yml on node1.');
  });

  test('has other bytes than another config', () => {
    expect(find({ differsFrom: 'miner' }, { own: bytes('b'), other: bytes('a') }).state).toBe('met');
    const same = find({ differsFrom: 'miner' }, { own: bytes('a'), other: bytes('a') });
    expect(same.because).toBe('miner_v2 has the same bytes as miner.');
    expect(same.likely).toContain('The file was not edited, or not saved');
  });

  test('is new since the step was opened', () => {
    expect(find({ newerThanStep: true }).state).toBe('met');
    expect(find({ config: 'miner', newerThanStep: true }).likely).toContain('A config cannot be changed.');
  });

  test('could not be checked while it was not read, and is not yet met without a quorum or its node', () => {
    expect(find({ equalsFile }).state).toBe('couldNotCheck');
    expect(find({ equalsFile }, { trouble: 'No answer.' }).state).toBe('couldNotCheck');
    expect(find({}, undefined, withoutQuorum()).because).toContain('no quorum');
    const off = { ...world, nodes: [sampleNode(1, { power: 'stopped' })] };
    expect(find({ equalsFile }, { own: bytes('a') }, off).because).toContain('node1 is stopped');
  });
});

describe('a secret', () => {
  const ask = (expected: Partial<CheckOf<'secret'>>) =>
    secret.judge(
      { kind: 'secret', title: 'x', secret: 'redis', exists: true, ...expected },
      sampleWorld(sampleSnapshot({ secrets: [stored('redis', NOW - 1000)] }), { baseline: sampleSnapshot() }),
    );

  test('is met by its name', () => {
    expect(ask({}).because).toBe('The secret redis is there.');
    expect(ask({ secret: 'my-password' }).likely).toBe('There is redis.');
    expect(ask({ secret: 'my-password', exists: false }).because).toBe('There is no secret my-password.');
  });

  test('that must be gone or new is told while it is not', () => {
    expect(ask({ exists: false }).because).toBe('There is still a secret redis.');
    expect(ask({ newerThanStep: true }).because).toContain('was there before this step was opened');
  });
});
