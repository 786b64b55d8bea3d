import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyEvent,
  type ClusterSnapshot,
  COLLECTION_KEYS,
  type CollectionName,
  emptySnapshot,
} from '../../contract/index.ts';
import { diffSnapshots } from './diff.ts';

const KINDS = Object.keys(COLLECTION_KEYS) as CollectionName[];

/** Items with few keys and few values, so that two snapshots share some of both. */
const items = (key: string) =>
  fc.uniqueArray(
    fc.record(
      { [key]: fc.constantFrom('a', 'b', 'c', 'd'), state: fc.constantFrom(1, 2), deep: fc.array(fc.boolean()) },
      { noNullPrototype: true },
    ),
    { selector: (item) => item[key], maxLength: 4 },
  );
const snapshots: fc.Arbitrary<ClusterSnapshot> = fc
  .record(
    {
      swarm: fc.record(
        { state: fc.constantFrom('none', 'active'), managers: fc.nat(3), reachable: fc.nat(3) },
        { noNullPrototype: true },
      ),
      ...Object.fromEntries(KINDS.map((kind) => [kind, items(COLLECTION_KEYS[kind])])),
    },
    { noNullPrototype: true },
  )
  .map((parts) => ({ ...emptySnapshot(), ...parts }) as ClusterSnapshot);

/** The same snapshot whatever the order of its items. */
const ordered = (snapshot: ClusterSnapshot) => ({
  ...snapshot,
  ...Object.fromEntries(
    KINDS.map((kind) => {
      const key = COLLECTION_KEYS[kind];
      const idOf = (item: object) => (item as Record<string, string>)[key] ?? '';
      return [kind, [...snapshot[kind]].toSorted((a, b) => idOf(a).localeCompare(idOf(b)))];
    }),
  ),
});

describe('the difference of two snapshots', () => {
  test('leads from one to the other', () => {
    fc.assert(
      fc.property(snapshots, snapshots, (previous, next) => {
        const event = diffSnapshots(previous, { ...next, at: 5 });
        if (event) expect(ordered(applyEvent(previous, event))).toEqual(ordered({ ...next, seq: 1, at: 5 }));
        else expect(ordered(previous)).toEqual(ordered(next));
      }),
    );
  });

  test('has a change for what differs only', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        expect(diffSnapshots(snapshot, structuredClone({ ...snapshot, at: 9 }))).toBeUndefined();
      }),
    );
  });

  test('names one item that is gone and one that is new', () => {
    const secret = (id: string) => ({ id, name: id, createdAt: 0 });
    const previous = { ...emptySnapshot(), seq: 4, secrets: [secret('a'), secret('b')] };
    const event = diffSnapshots(previous, { ...previous, at: 8, secrets: [secret('b'), secret('c')] });
    expect(event).toEqual({
      seq: 5,
      at: 8,
      changes: [
        { kind: 'secrets', put: secret('c') },
        { kind: 'secrets', remove: 'a' },
      ],
    });
  });
});
