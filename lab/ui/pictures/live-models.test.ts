import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot, ContainerView, TaskView } from '../../contract/index.ts';
import { meshDoors, meshPicture } from './mesh-model.ts';
import { overlayPictures } from './overlay-model.ts';
import { NOW, node, service, snapshot, task } from './pictures.fixtures.ts';
import { bearing, quorumPicture } from './quorum-model.ts';
import { rollingPicture, rollingServices } from './rolling-model.ts';
import { stackPicture } from './stack-model.ts';
import { versionOf } from './task-words.ts';

describe('the picture of the quorum', () => {
  it('says who votes, who leads and how many may fail', () => {
    const { votes, sentence, isLost } = quorumPicture(snapshot());
    expect(votes).toEqual([
      { name: 'node1', isThere: true, isLeader: true },
      { name: 'node2', isThere: true, isLeader: false },
      { name: 'node3', isThere: true, isLeader: false },
    ]);
    expect(sentence).toBe('3 of 3 vote, 2 must agree. 1 may fail.');
    expect(isLost).toBe(false);
  });

  it('counts a manager that is off as one that does not vote', () => {
    const nodes = [1, 2, 3, 4].map((n) => node(n, n === 2 ? { power: 'stopped', engine: 'down' } : {}));
    expect(quorumPicture(snapshot({ nodes })).sentence).toBe('2 of 3 vote, 2 must agree. None may fail.');
  });

  it('says when nothing can be decided, and when there is no swarm', () => {
    const nodes = [1, 2, 3, 4].map((n) => node(n, n === 2 || n === 3 ? { power: 'stopped', engine: 'down' } : {}));
    const swarm = { state: 'noQuorum', managers: 3, reachable: 1 } as const;
    expect(quorumPicture(snapshot({ nodes, swarm })).sentence).toContain('1 of 3 votes, 2 must agree. Nothing can be');
    expect(quorumPicture(snapshot({ members: [] })).sentence).toBe('No swarm yet, so nobody votes.');
  });

  it.each([
    [1, '1 manager: 1 must agree. None may fail.'],
    [2, '2 managers: 2 must agree. None may fail, no more than of 1.'],
    [3, '3 managers: 2 must agree. 1 may fail.'],
    [4, '4 managers: 3 must agree. 1 may fail, no more than of 3.'],
    [7, '7 managers: 4 must agree. 3 may fail.'],
  ])('says what %i managers can bear', (managers, sentence) => {
    expect(bearing(managers)).toBe(sentence);
  });
});

describe('the picture of the stack', () => {
  const miner = service('miner', { replicas: 3 });

  it('says that nothing runs while nothing does', () => {
    const { parts, sentence } = stackPicture(snapshot());
    expect(parts.map((part) => part.title)).toEqual(['proxy', 'web UI', 'api', 'miner', 'redis']);
    expect(parts.every((part) => !part.isThere && part.words === 'not there')).toBe(true);
    expect(sentence).toBe('Nothing of DevCoin runs yet.');
  });

  it('counts the tasks of the stack by node, those that run of those that are wanted', () => {
    const tasks = [task(miner, 1, 1), task(miner, 2, 1), task(miner, 3, 4, { state: 'preparing' })];
    const { parts, sentence } = stackPicture(snapshot({ services: [miner], tasks }));
    const part = parts.find((p) => p.name === 'miner');
    expect(part).toMatchObject({ words: '2 of 3 tasks', places: [{ node: 'node1', count: 2 }], isThere: true });
    expect(sentence).toBe('1 of 5 parts run, on node1.');
  });

  it('shows containers of Compose where there is no stack, and leaves out those that have ended', () => {
    const box = (name: string, state: string): ContainerView => ({
      ...{ key: `node1/${name}`, id: name, node: 'node1', name, image: 'i', state, createdAt: 0, project: 'devcoin' },
      compose: name.split('-')[0] ?? '',
    });
    const containers = [box('redis-1', 'running'), box('miner-1', 'running'), box('miner-2', 'exited')];
    const { parts, sentence } = stackPicture(snapshot({ containers }));
    expect(parts.filter((part) => part.isThere).map((part) => `${part.name}: ${part.words}`)).toEqual([
      'miner: 1 container',
      'redis: 1 container',
    ]);
    expect(sentence).toBe('2 of 5 parts run, by Compose, on node1.');
  });
});

describe('the picture of the overlay', () => {
  const networks = ['ingress', 'devcoin_overlay_private'].map((name) => ({
    ...{ id: name, name, driver: 'overlay', scope: 'swarm' },
  }));
  const api = service('api', { networks: ['devcoin_overlay_private'] });

  it('has the nodes with tasks on the network, and leaves ingress out', () => {
    const tasks = [task(api, 1, 2), task(api, 2, 4), task(api, 3, 4, { state: 'starting' })];
    const [picture, ...more] = overlayPictures(snapshot({ networks, services: [api], tasks }));
    expect(more).toEqual([]);
    expect(picture?.sentence).toBe('It reaches node2 and node4.');
    expect(picture?.nodes.map((n) => n.tasks.map((t) => t.name))).toEqual([[], ['api.1'], [], ['api.2']]);
  });

  it('says that a network without a task is nowhere', () => {
    expect(overlayPictures(snapshot({ networks }))[0]?.sentence).toBe('No task is on it yet, so no node has it.');
  });
});

describe('the picture of the way through the mesh', () => {
  const ports = [{ published: 8080, target: 80, protocol: 'tcp', mode: 'ingress' as const }];
  const web = service('web', { ports });
  const at = (asked: string, tasks: readonly TaskView[], more: Partial<ClusterSnapshot> = {}) => {
    const all = snapshot({ services: [web], tasks, ...more });
    const door = meshDoors(all)[0];
    return door && meshPicture(all, door, asked);
  };

  it('has no port while none is published', () => {
    expect(meshDoors(snapshot({ services: [service('api')] }))).toEqual([]);
  });

  it('says where a request goes from a node with a task, and from one without', () => {
    const tasks = [task(web, 1, 1), task(web, 2, 2)];
    expect(at('node1', tasks)?.sentence).toBe('Each connection goes to the next task: here, or on node2.');
    expect(at('node4', tasks)?.sentence).toBe('node4 has none, and passes it on to node1 and node2.');
    expect(at('node4', [task(web, 1, 4)])?.sentence).toBe('It goes to node4 itself.');
  });

  it('says why nobody answers', () => {
    expect(at('node1', [])?.sentence).toBe('No task of devcoin_web runs, so nobody answers.');
    const nodes = [1, 2, 3, 4].map((n) => node(n, n === 4 ? { power: 'stopped' } : {}));
    expect(at('node4', [task(web, 1, 1)], { nodes })?.sentence).toContain('node4 is off or not in the swarm');
    // Without a quorum nobody says that the task of a node that is off has ended.
    expect(at('node1', [task(web, 1, 4)], { nodes })?.sentence).toBe('No task of devcoin_web runs, so nobody answers.');
  });
});

describe('the picture of an update', () => {
  const old = { image: 'devcoin/api:1.0@sha256:aa' };
  const api = service('api', { image: 'devcoin/api:1.1@sha256:bb', updateState: 'updating' });
  const show = (tasks: readonly TaskView[], more = api) =>
    rollingPicture(snapshot({ services: [more], tasks }), more, NOW);

  it('puts the wanted version first, with the states of its tasks', () => {
    const made = { image: 'devcoin/api:1.1@sha256:bb' };
    const picture = show([
      task(api, 1, 1, old),
      task(api, 1, 2, { ...made, id: 'n1', state: 'starting' }),
      task(api, 2, 3, { ...made, id: 'n2' }),
    ]);
    expect(picture.rows.map(({ version, isNew, tasks }) => [version, isNew, tasks.map((t) => t.word)])).toEqual([
      ['1.1', true, ['starting', 'running']],
      ['1.0', false, ['running']],
    ]);
    expect(picture.sentence).toBe('1 runs 1.1, 1 runs 1.0. The update is on its way.');
  });

  it('says of a task on a node that is off what was last known', () => {
    const nodes = [1, 2, 3, 4].map((n) => node(n, n === 4 ? { power: 'stopped' } : {}));
    const picture = rollingPicture(snapshot({ services: [api], tasks: [task(api, 1, 4)], nodes }), api, NOW);
    expect(picture.rows[0]?.tasks).toMatchObject([{ word: 'last known', isRunning: false }]);
    expect(picture.sentence).toBe('No task runs. The update is on its way.');
  });

  it('keeps what failed for a while, and forgets what was stopped', () => {
    const failed = task(api, 1, 1, { id: 'f', state: 'failed', desired: 'shutdown', stateAt: NOW - 5000 });
    const stopped = task(api, 2, 1, { id: 's', state: 'shutdown', desired: 'shutdown' });
    expect(show([failed, stopped]).rows.flatMap((row) => row.tasks.map((t) => [t.id, t.isFailed]))).toEqual([
      ['f', true],
    ]);
    expect(show([{ ...failed, stateAt: NOW - 200_000 }]).rows).toEqual([]);
  });

  it('tells apart tasks that differ in their configs only', () => {
    const miner = service('miner', { image: 'miner:1', configs: ['miner_v2'] });
    const tasks = [
      task(miner, 1, 1, { image: 'miner:1', configs: ['miner'] }),
      task(miner, 2, 1, { image: 'miner:1', configs: ['miner_v2'] }),
    ];
    expect(show(tasks, miner).rows.map((row) => row.version)).toEqual(['1 + miner_v2', '1 + miner']);
  });

  it('takes the service that is being updated, else the one that changed last', () => {
    const idle = service('redis');
    const tasks = [task(idle, 1, 1, { createdAt: NOW })];
    const { updateState: _, ...done } = api;
    expect(rollingServices(snapshot({ services: [idle, api], tasks }))[0]?.id).toBe('api');
    expect(rollingServices(snapshot({ services: [done, idle], tasks }))[0]?.id).toBe('redis');
  });

  it.each([
    ['devcoin/api:1.1@sha256:abc', '1.1'],
    ['127.0.0.1:5000/devcoin/api', 'latest'],
    ['127.0.0.1:5000/devcoin/api:2', '2'],
  ])('reads the version of %s', (image, version) => {
    expect(versionOf(image)).toBe(version);
  });
});
