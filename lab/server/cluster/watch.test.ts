import pino from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { applyEvent, type ClusterEvent, type ClusterSnapshot } from '../../contract/index.ts';
import { EngineRefusal } from '../sandbox/index.ts';
import { engineService, engineTask, ScriptedSandbox, swarmNode } from './scripted-sandbox.ts';
import { type ClusterWatch, watchCluster } from './watch.ts';

const log = pino({ level: 'silent' });
const NO_LEADER = new EngineRefusal(500, 'rpc error: code = Unknown desc = The swarm does not have a leader.');
const watches: ClusterWatch[] = [];

afterEach(() => {
  for (const watch of watches.splice(0)) watch.close();
});

const open = (sandbox: ScriptedSandbox, now: () => number = Date.now): ClusterWatch => {
  const watch = watchCluster({ sandbox, now, log });
  watches.push(watch);
  return watch;
};

/** Resolves when a snapshot fits; the test's own limit ends it otherwise. */
const until = (watch: ClusterWatch, fits: (snapshot: ClusterSnapshot) => boolean): Promise<ClusterSnapshot> =>
  new Promise((resolve) => {
    if (fits(watch.snapshot)) return resolve(watch.snapshot);
    const off = watch.subscribe((_, snapshot) => {
      if (!fits(snapshot)) return;
      off();
      resolve(snapshot);
    });
  });

const formed = async (managers: number, workers: number) => {
  const sandbox = new ScriptedSandbox(['node1', 'node2', 'node3', 'node4', 'node5']);
  sandbox.form(managers, workers);
  const watch = open(sandbox);
  await until(watch, (s) => s.members.length === managers + workers);
  return { sandbox, watch };
};

describe('a cluster that is watched', () => {
  test('shows its nodes before anything was read', () => {
    const watch = open(new ScriptedSandbox(['node1', 'node2']));
    expect(watch.snapshot.nodes.map((n) => n.name)).toEqual(['node1', 'node2']);
    expect(watch.snapshot.swarm.state).toBe('none');
  });

  test('follows the beginning of a swarm', async () => {
    const sandbox = new ScriptedSandbox(['node1', 'node2']);
    const watch = open(sandbox);
    await watch.refresh(AbortSignal.timeout(2000));
    sandbox.form(1, 0);
    sandbox.node('node1').say('node', 'create');
    const snapshot = await until(watch, (s) => s.members.length === 1);
    expect(snapshot.swarm).toMatchObject({ state: 'active', id: 'swarm-a', managers: 1, reachable: 1 });
    expect(snapshot.nodes[0]).toMatchObject({ local: 'active', memberId: 'id-node1', swarmId: 'swarm-a' });
    expect(snapshot.nodes[1]).toMatchObject({ local: 'inactive' });
  });

  test('tells a service and its tasks after one event, and events lead to the snapshot', async () => {
    const { sandbox, watch } = await formed(3, 2);
    let followed = watch.snapshot;
    watch.subscribe((event: ClusterEvent) => {
      expect(event.seq).toBe(followed.seq + 1);
      followed = applyEvent(followed, event);
    });
    sandbox.swarm.services = [engineService('sleeper')];
    sandbox.swarm.tasks = [engineTask('sleeper', 1, 'running')];
    sandbox.node('node1').say('service', 'create', { name: 'sleeper' });
    const snapshot = await until(watch, (s) => s.tasks.length === 1 && s.services.length === 1);
    expect(snapshot.tasks[0]).toMatchObject({ serviceName: 'sleeper', node: 'node1', slot: 1, state: 'running' });
    expect(followed).toEqual(watch.snapshot);
  });

  test('reads tasks again until what a container said is recorded', async () => {
    const { sandbox, watch } = await formed(1, 1);
    sandbox.swarm.services = [engineService('sleeper')];
    sandbox.swarm.tasks = [engineTask('sleeper', 1, 'starting')];
    sandbox.node('node1').say('service', 'create');
    await until(watch, (s) => s.tasks[0]?.state === 'starting');
    const labels = { 'com.docker.swarm.task.id': 'task-sleeper-1' };
    sandbox.node('node2').say('container', 'start', labels, 'local');
    await until(watch, () => sandbox.node('node1').asked.length > 0);
    sandbox.swarm.tasks = [engineTask('sleeper', 1, 'running')];
    await until(watch, (s) => s.tasks[0]?.state === 'running');
  });

  test('asks another manager when one hangs', { timeout: 8000 }, async () => {
    const { sandbox, watch } = await formed(3, 0);
    sandbox.node('node1').trouble = 'hangs';
    sandbox.swarm.services = [engineService('sleeper')];
    sandbox.node('node1').say('service', 'create');
    const snapshot = await until(watch, (s) => s.services.length === 1);
    expect(snapshot.swarm.state).toBe('active');
  });

  test('keeps the id of a node that is off, and drops what ran on it', async () => {
    const { sandbox, watch } = await formed(3, 2);
    sandbox.node('node5').containers = [
      { Id: 'c1', Names: ['/x'], Image: 'alpine', State: 'running', Created: 1, Labels: {} },
    ];
    sandbox.node('node5').say('container', 'start', { name: 'x', image: 'alpine' }, 'local');
    await until(watch, (s) => s.containers.length === 1);
    sandbox.node('node5').turn('stopped');
    const node = watch.snapshot.nodes[4];
    expect(node).toMatchObject({
      power: 'stopped',
      engine: 'down',
      problem: 'node5 is stopped.',
      memberId: 'id-node5',
    });
    expect(watch.snapshot.containers).toEqual([]);
  });

  test('opens the events of a node again when it comes back', async () => {
    const { sandbox, watch } = await formed(3, 2);
    const node = sandbox.node('node5');
    node.turn('stopped');
    await expect.poll(() => node.isListenedTo).toBe(false);
    node.turn('running');
    node.containers = [{ Id: 'c1', Names: ['/x'], Image: 'alpine', State: 'running', Created: 1, Labels: {} }];
    await until(watch, (s) => s.containers.length === 1);
    await expect.poll(() => node.isListenedTo).toBe(true);
  });
});

describe('a swarm without quorum', () => {
  test('is told at once when too few managers are on, with what is last known', async () => {
    const { sandbox, watch } = await formed(3, 2);
    for (const node of sandbox.nodes) node.trouble = NO_LEADER;
    sandbox.node('node2').turn('stopped');
    expect(watch.snapshot.swarm.state).toBe('active');
    sandbox.node('node3').turn('stopped');
    expect(watch.snapshot.swarm).toMatchObject({ state: 'noQuorum', managers: 3, reachable: 1 });
    const told = await until(watch, (s) => s.swarm.error !== undefined);
    expect(told.swarm.error).toBe(NO_LEADER.message);
    expect(told.members.map((m) => m.state)).toEqual(['ready', 'down', 'down', 'ready', 'ready']);
    expect(told.members.some((m) => m.leader)).toBe(false);
  });

  test('is active again as soon as a manager answers', async () => {
    const { sandbox, watch } = await formed(3, 0);
    for (const node of sandbox.nodes) node.trouble = NO_LEADER;
    sandbox.node('node2').turn('stopped');
    sandbox.node('node3').turn('stopped');
    await until(watch, (s) => s.swarm.error !== undefined);
    sandbox.node('node3').turn('running');
    expect(watch.snapshot.swarm.state).toBe('noQuorum');
    for (const node of sandbox.nodes) delete node.trouble;
    const back = await until(watch, (s) => s.swarm.state === 'active');
    expect(back.swarm.error).toBeUndefined();
    expect(back.members.find((m) => m.leader)?.hostname).toBe('node1');
  });

  test('is not told while enough managers are on and elect a leader', async () => {
    const { sandbox, watch } = await formed(3, 0);
    for (const node of sandbox.nodes) node.trouble = NO_LEADER;
    sandbox.node('node1').turn('stopped');
    const told = await until(watch, (s) => s.swarm.error !== undefined);
    expect(told.swarm.state).toBe('active');
  });

  test('is told of a cluster that had none when the server came back', async () => {
    const sandbox = new ScriptedSandbox(['node1', 'node2', 'node3']);
    sandbox.form(3, 0);
    for (const node of sandbox.nodes) node.trouble = NO_LEADER;
    sandbox.node('node2').turn('stopped');
    sandbox.node('node3').turn('stopped');
    const told = await until(open(sandbox), (s) => s.swarm.error !== undefined);
    expect(told.swarm).toMatchObject({ state: 'noQuorum', reachable: 1 });
  });
});

describe('members that come and go', () => {
  test('a manager that is just joining costs no quorum', async () => {
    const { sandbox, watch } = await formed(1, 0);
    const states = new Set<string>();
    watch.subscribe((_, snapshot) => states.add(snapshot.swarm.state));
    const joining = swarmNode('node2', 'manager');
    const { ManagerStatus: _, ...voteless } = joining;
    const nameless = { ...voteless, Description: {}, Status: { State: 'unknown' } } as unknown as typeof joining;
    sandbox.swarm.nodes = [...sandbox.swarm.nodes, nameless];
    sandbox.node('node1').say('node', 'create');
    await until(watch, (s) => s.members.length === 2);
    sandbox.node('node2').joined(true);
    sandbox.node('node1').say('node', 'update', { 'role.new': 'manager' });
    const named = await until(watch, (s) => s.members.every((m) => m.hostname !== ''));
    expect(named.members[1]?.hostname).toBe('node2');
    sandbox.swarm.nodes = [swarmNode('node1', 'manager', true), joining];
    sandbox.node('node1').say('node', 'update', { name: 'node2', 'state.new': 'ready' });
    await until(watch, (s) => s.swarm.reachable === 2);
    expect([...states]).toEqual(['active']);
  });

  test('a worker that left is noticed although no event tells it', { timeout: 8000 }, async () => {
    const { sandbox, watch } = await formed(1, 1);
    await until(watch, (s) => s.nodes[1]?.local === 'active');
    sandbox.node('node2').left();
    const gone = await until(watch, (s) => s.nodes[1]?.local === 'inactive');
    expect(gone.members).toHaveLength(2);
    expect(gone.nodes[1]?.memberId).toBeUndefined();
  });
});

describe('several swarms', () => {
  test('the one with most nodes is followed and the others keep their id', async () => {
    const sandbox = new ScriptedSandbox(['node1', 'node2', 'node3']);
    sandbox.node('node1').joined(true, 'swarm-b');
    sandbox.node('node2').joined(true);
    sandbox.node('node3').joined(true);
    sandbox.swarm.nodes = [swarmNode('node2', 'manager', true), swarmNode('node3', 'manager')];
    const watch = open(sandbox);
    const snapshot = await until(watch, (s) => s.members.length === 2);
    expect(snapshot.swarm.id).toBe('swarm-a');
    expect(snapshot.nodes.map((n) => n.swarmId)).toEqual(['swarm-b', 'swarm-a', 'swarm-a']);
  });

  test('a swarm that everybody left is gone with all it held', async () => {
    const { sandbox, watch } = await formed(1, 0);
    sandbox.swarm.services = [engineService('sleeper')];
    sandbox.node('node1').say('service', 'create');
    await until(watch, (s) => s.services.length === 1);
    sandbox.node('node1').left();
    const gone = await until(watch, (s) => s.swarm.state === 'none');
    expect(gone).toMatchObject({ members: [], services: [], tasks: [] });
  });
});

describe('a cluster that nobody looks at', () => {
  test('is not read for an event before its round', async () => {
    let clock = 1_000_000;
    const sandbox = new ScriptedSandbox(['node1']);
    sandbox.form(1, 0);
    const watch = open(sandbox, () => clock);
    await watch.refresh(AbortSignal.timeout(2000));
    watch.setLooking(false);
    const before = sandbox.asked;
    for (let i = 0; i < 5; i++) sandbox.node('node1').say('service', 'update');
    clock += 4000;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sandbox.asked).toBe(before);
    sandbox.swarm.services = [engineService('sleeper')];
    watch.setLooking(true);
    await until(watch, (s) => s.services.length === 1);
  });
});
