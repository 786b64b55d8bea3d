import { describe, expect, test } from 'vitest';
import type { CheckOf } from '../../../contract/index.ts';
import type { Trouble } from '../finding.ts';
import { sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { type FileEvidence, file } from './file.ts';

const tokens = { manager: 'SWMTKN-1-ca-mmm', worker: 'SWMTKN-1-ca-www' };
const check: CheckOf<'file'> = {
  kind: 'file',
  title: 'x',
  node: 'node1',
  path: '~/token.manager',
  equals: 'joinToken.manager',
};
const find = (
  evidence: FileEvidence | Trouble | undefined,
  snapshot = sampleSnapshot(),
  changes: Partial<CheckOf<'file'>> = {},
) => file.judge({ ...check, ...changes }, sampleWorld(snapshot, evidence ? { evidence } : {}));

describe('a file on a node', () => {
  test('is met when it holds the live token, white space aside', () => {
    expect(find({ text: 'SWMTKN-1-ca-mmm\n', tokens })).toEqual({
      state: 'met',
      because: '~/token.manager on node1 holds the manager token.',
    });
  });

  test('is not yet met while it is missing or empty', () => {
    expect(find({ tokens }).because).toBe('There is no ~/token.manager on node1.');
    expect(find({ text: '\n', tokens }).likely).toContain('no manager');
  });

  test('tells the other token, a whole command, and an old token', () => {
    expect(find({ text: tokens.worker, tokens }).because).toContain('holds the worker token, not the manager token');
    expect(find({ text: `docker swarm join --token ${tokens.manager} 10.9.0.1:2377`, tokens }).likely).toContain('-q');
    expect(find({ text: 'SWMTKN-1-old-mmm', tokens }).because).toContain('not the manager token of this swarm');
    expect(find({ text: 'hello', tokens }).state).toBe('notYet');
  });

  test('is searched for a text', () => {
    const wanted = { equals: undefined, contains: 'version:' } as unknown as Partial<CheckOf<'file'>>;
    expect(find({ text: 'version: "3"' }, sampleSnapshot(), wanted).state).toBe('met');
    expect(find({ text: 'services:' }, sampleSnapshot(), wanted).because).toContain('does not contain “version:”');
  });

  test('is searched for what must not be in it, and tells the line', () => {
    const wanted = { equals: undefined, lacks: 'failed' } as unknown as Partial<CheckOf<'file'>>;
    expect(find({ text: '200 ok' }, sampleSnapshot(), wanted).state).toBe('met');
    expect(find({ text: '200 ok\n000 failed at once\n' }, sampleSnapshot(), wanted).because).toContain(
      'has the line “000 failed at once”',
    );
  });

  test('is not yet met on a node that is off, or without a quorum', () => {
    const nodes = [sampleNode(1, { power: 'stopped' })];
    expect(find({ text: 'x' }, sampleSnapshot({ nodes })).because).toContain('node1 is stopped');
    expect(find({ text: tokens.manager, tokens }, withoutQuorum()).because).toContain('no quorum');
  });

  test('could not be checked when it was not read', () => {
    expect(find(undefined).state).toBe('couldNotCheck');
    expect(find({ trouble: 'It is too long.' }).because).toBe(
      'It is too long. This is not your mistake; it is tried again.',
    );
  });
});
