import { isDeepStrictEqual } from 'node:util';
import {
  type ClusterChange,
  type ClusterEvent,
  type ClusterSnapshot,
  COLLECTION_KEYS,
  type CollectionName,
} from '../../contract/index.ts';

/** What leads from one snapshot to the next; undefined when nothing but the time of reading differs. */
export function diffSnapshots(previous: ClusterSnapshot, next: ClusterSnapshot): ClusterEvent | undefined {
  const changes: ClusterChange[] = [];
  if (!isDeepStrictEqual(previous.swarm, next.swarm)) changes.push({ kind: 'swarm', value: next.swarm });
  for (const kind of Object.keys(COLLECTION_KEYS) as CollectionName[]) {
    changes.push(...diffCollection(kind, previous[kind], next[kind]));
  }
  return changes.length === 0 ? undefined : { seq: previous.seq + 1, at: next.at, changes };
}

type Items = readonly object[];

function diffCollection(kind: CollectionName, previous: Items, next: Items): ClusterChange[] {
  if (previous === next) return [];
  const key = COLLECTION_KEYS[kind];
  const idOf = (item: object) => (item as Record<string, string>)[key] ?? '';
  const gone = new Map(previous.map((item) => [idOf(item), item]));
  const changes: ClusterChange[] = [];
  for (const item of next) {
    const before = gone.get(idOf(item));
    gone.delete(idOf(item));
    if (before !== item && !isDeepStrictEqual(before, item)) changes.push({ kind, put: item } as ClusterChange);
  }
  for (const id of gone.keys()) changes.push({ kind, remove: id });
  return changes;
}
