import { describe, expect, test } from 'vitest';
import { type CheckOf, type ClusterSnapshot, emptySnapshot, type NodePower } from '../../../contract/index.ts';
import { sampleNode, sampleSnapshot, sampleWorld, withoutQuorum } from '../sample-world.ts';
import { power } from './power.ts';

const find = (expected: Partial<CheckOf<'power'>>, snapshot: ClusterSnapshot, baseline = snapshot) =>
  power.judge({ kind: 'power', title: 'x', among: 'managers', ...expected }, sampleWorld(snapshot, { baseline }));
const withPower = (powers: Record<number, NodePower>) =>
  sampleSnapshot({ nodes: [1, 2, 3, 4, 5].map((n) => sampleNode(n, { power: powers[n] ?? 'running' })) });

describe('the power of nodes', () => {
  test('is met when as many are stopped as must be', () => {
    expect(find({ stopped: 2 }, withoutQuorum())).toEqual({
      state: 'met',
      because: 'Two of three managers are stopped: node2 and node3.',
    });
  });

  test('does not count workers among the managers', () => {
    const finding = find({ stopped: 2 }, withPower({ 3: 'stopped', 5: 'stopped' }));
    expect(finding).toMatchObject({ state: 'notYet', because: 'One of three managers is stopped; two must be.' });
  });

  test('is not yet met with one too many', () => {
    expect(find({ stopped: 2 }, withPower({ 1: 'stopped', 2: 'stopped', 3: 'stopped' })).state).toBe('notYet');
  });

  test('tells a pause from a stop', () => {
    expect(find({ stopped: 1 }, withPower({ 2: 'paused' })).likely).toBe('node2 is paused, which is neither.');
  });

  test('counts what runs again', () => {
    expect(find({ running: 3 }, withPower({ 3: 'stopped' }))).toMatchObject({
      state: 'notYet',
      because: 'Two of three managers are running; three must be.',
      likely: 'node3 is stopped.',
    });
    expect(find({ running: 3 }, sampleSnapshot()).state).toBe('met');
    expect(find({ running: 5, among: 'all' }, sampleSnapshot()).state).toBe('met');
  });

  test('takes roles from the opening of the step where nobody tells them now', () => {
    const unknown = withoutQuorum({ members: [] });
    expect(find({ stopped: 2 }, unknown, sampleSnapshot()).state).toBe('met');
    expect(find({ stopped: 2 }, unknown, unknown).because).toBe('No node is a manager.');
  });

  test('could not be checked before anything was read', () => {
    expect(find({ stopped: 2 }, emptySnapshot()).state).toBe('couldNotCheck');
  });
});
