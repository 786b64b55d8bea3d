import { describe, expect, it } from 'vitest';
import {
  type ClusterSnapshot,
  emptySnapshot,
  type NodeView,
  type SwarmMember,
  type TaskView,
} from '../../contract/index.ts';
import { sentencesBetween } from './event-sentences.ts';
import { ageWord, giveHues, mapModel, quorumSentence } from './map-model.ts';

const NOW = 1_000_000;

function node(n: number, more: Partial<NodeView> = {}): NodeView {
  return {
    name: `node${n}`,
    address: `172.30.1.${n + 10}`,
    power: 'running',
    engine: 'up',
    local: 'active',
    memberId: `m${n}`,
    ...more,
  };
}
function member(n: number, more: Partial<SwarmMember> = {}): SwarmMember {
  const role = n <= 3 ? 'manager' : 'worker';
  return {
    id: `m${n}`,
    hostname: `node${n}`,
    role,
    availability: 'active',
    state: 'ready',
    leader: n === 1,
    address: '',
    labels: {},
    version: 1,
    ...more,
  };
}
function task(slot: number, on: number, more: Partial<TaskView> = {}): TaskView {
  return {
    id: `t${slot}`,
    serviceId: 's1',
    serviceName: 'sleeper',
    slot,
    memberId: `m${on}`,
    node: `node${on}`,
    state: 'running',
    desired: 'running',
    createdAt: slot,
    stateAt: NOW - 60_000,
    updatedAt: NOW - 60_000,
    ...more,
  };
}
function snapshot(more: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    ...emptySnapshot(),
    seq: 3,
    swarm: { state: 'active', managers: 3, reachable: 3 },
    nodes: [1, 2, 3, 4, 5].map((n) => node(n)),
    members: [1, 2, 3, 4, 5].map((n) => member(n)),
    services: [
      {
        id: 's1',
        name: 'sleeper',
        mode: 'replicated',
        replicas: 2,
        image: 'alpine:3.22',
        command: [],
        args: [],
        networks: [],
        ports: [],
        secrets: [],
        configs: [],
        version: 1,
        createdAt: 1,
      },
    ],
    ...more,
  };
}
const hues = new Map([['s1', 1]]);

describe('the map', () => {
  it('puts managers left and workers right, each under its rail', () => {
    const model = mapModel(
      snapshot({ members: [member(1), member(2, { role: 'worker' }), member(3), member(4), member(5)] }),
      hues,
      NOW,
    );
    expect(model.columns.map((c) => c.name)).toEqual(['node1', 'node3', 'node2', 'node4', 'node5']);
    expect(model.rails).toEqual([
      { kind: 'managers', from: 1, to: 3 },
      { kind: 'workers', from: 3, to: 6 },
    ]);
  });

  it('shows bare engines as engines, not as ready nodes', () => {
    const bare = snapshot({
      members: [],
      swarm: { state: 'none', managers: 0, reachable: 0 },
      nodes: [node(1, { local: 'inactive', memberId: undefined })],
    });
    expect(mapModel(bare, hues, NOW).columns[0]).toMatchObject({
      role: 'none',
      word: 'Engine up',
      tone: 'ok',
      emptyWord: 'No containers',
    });
  });

  it('keeps an ended task as a ghost for half a minute and joins it to its heir', () => {
    const ended = task(1, 5, { id: 'old', state: 'shutdown', desired: 'shutdown', stateAt: NOW - 3000, createdAt: 0 });
    const heir = task(1, 2, { id: 'new', createdAt: 5 });
    const soon = mapModel(snapshot({ tasks: [ended, heir] }), hues, NOW);
    expect(soon.columns[4]?.chips).toMatchObject([{ key: 'old', state: 'stop' }]);
    expect(soon.moves).toMatchObject([{ from: 'old', to: 'new' }]);
    const later = mapModel(snapshot({ tasks: [ended, heir] }), hues, NOW + 60_000);
    expect(later.columns[4]?.chips).toEqual([]);
    expect(later.moves).toEqual([]);
  });

  it('shows machines that are not created yet last, on a rail of their own', () => {
    const spare = { ...node(9, { power: 'spare', engine: 'down', local: 'inactive' }), name: 'swarm-1' };
    const { memberId: _, ...stranger } = spare;
    const { columns, rails } = mapModel(snapshot({ nodes: [stranger, node(1), node(4)] }), new Map(), NOW);
    expect(columns.map(({ name, word }) => `${name} ${word}`)).toEqual([
      'node1 Ready',
      'node4 Ready',
      'swarm-1 Not created yet',
    ]);
    expect(rails.map(({ kind }) => kind)).toEqual(['managers', 'workers', 'spare']);
  });

  it('hatches what is last known of a node that is off', () => {
    const off = snapshot({ nodes: [node(1), node(2, { power: 'stopped', engine: 'down' })], tasks: [task(1, 2)] });
    const model = mapModel(off, hues, NOW);
    expect(model.columns[1]).toMatchObject({ word: 'Stopped', tone: 'bad', chips: [{ state: 'lost' }] });
    expect(model.services[0]).toMatchObject({ count: '0 of 2', short: true });
  });

  it('folds many tasks of one service on a node into one chip', () => {
    const many = snapshot({ tasks: Array.from({ length: 9 }, (_, i) => task(i + 1, 4)) });
    expect(mapModel(many, hues, NOW).columns[3]?.chips).toMatchObject([{ name: 'sleeper', count: 9 }]);
  });

  it('shows tasks that found no node apart', () => {
    const waiting = task(2, 1, { memberId: undefined, node: undefined, state: 'pending', error: 'no suitable node' });
    expect(mapModel(snapshot({ tasks: [waiting] }), hues, NOW).unplaced).toMatchObject([
      { state: 'wait', reason: 'no suitable node' },
    ]);
  });

  it.each([
    [{ state: 'active', managers: 3, reachable: 3 }, '3 of 3 vote, one may fail'],
    [{ state: 'active', managers: 3, reachable: 2 }, '2 of 3 vote, none may fail'],
    [{ state: 'active', managers: 4, reachable: 4 }, '4 of 4 vote, one may fail; an even number is no safer than 3'],
    [{ state: 'active', managers: 1, reachable: 1 }, 'one manager: if it fails, nothing is decided'],
    [{ state: 'noQuorum', managers: 3, reachable: 1 }, '1 of 3 votes, 2 needed'],
  ] as const)('says of the quorum %o: %s', (swarm, sentence) => {
    expect(quorumSentence(snapshot({ swarm }))).toBe(sentence);
  });

  it('gives a service the same hue while others come and go', () => {
    const base = snapshot().services[0];
    if (!base) throw new Error('the snapshot has a service');
    const first = giveHues(new Map(), [base, { ...base, id: 's2', createdAt: 2 }]);
    const second = giveHues(first, [
      { ...base, id: 's2', createdAt: 2 },
      { ...base, id: 's3', createdAt: 3 },
    ]);
    expect(second.get('s2')).toBe(2);
    expect(second.get('s3')).toBe(1);
  });

  it.each([
    [3_400, '3 s'],
    [14 * 60_000, '14 min'],
    [102 * 60_000, '1 h 42'],
    [50 * 3_600_000, '2 d'],
  ])('writes %i ms as %s', (ms, word) => {
    expect(ageWord(ms)).toBe(word);
  });
});

describe('the feed', () => {
  it('tells a move in one sentence', () => {
    const before = snapshot({ tasks: [task(1, 5, { id: 'old', createdAt: 0 })] });
    const after = {
      ...before,
      seq: 4,
      tasks: [task(1, 5, { id: 'old', createdAt: 0 }), task(1, 3, { id: 'new', createdAt: 5 })],
    };
    expect(sentencesBetween(before, after).map((line) => line.sentence)).toEqual([
      'sleeper.1 running on node3, moved from node5',
    ]);
  });

  it('says nothing of the first read', () => {
    expect(sentencesBetween(emptySnapshot(), snapshot())).toEqual([]);
  });

  it('tells that the quorum was lost and came back', () => {
    const lost = snapshot({ swarm: { state: 'noQuorum', managers: 3, reachable: 1 } });
    expect(sentencesBetween(snapshot(), lost).map((l) => l.sentence)).toEqual(['The quorum is lost']);
    expect(sentencesBetween(lost, snapshot()).map((l) => l.sentence)).toEqual(['The quorum is back']);
  });
});
