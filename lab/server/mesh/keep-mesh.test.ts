import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepMesh, type Mesh } from './index.ts';
import { INGRESS_ID, service, task } from './mesh.fixtures.ts';
import { ScriptedSwarm } from './scripted.fixtures.ts';

const log = pino({ level: 'silent' });
const BACK = 'backbackbackback1';
const LB = 'lb_backbackb';
const TASK_ID = 'com.docker.swarm.task.id';

let swarm: ScriptedSwarm;
let mesh: Mesh;

function tasks(...states: { desired?: string; state?: string }[]): void {
  swarm.tasks = states.map((state, i) =>
    task({
      id: `t${i + 1}`,
      service: 'web',
      node: `id-node${(i % 3) + 1}`,
      addresses: { [BACK]: `10.0.1.${i + 11}`, [INGRESS_ID]: `10.0.0.${i + 11}` },
      ...state,
    }),
  );
}

/** The tasks to which a node's namespace sends connections, by the last part of their address. */
function reached(node: string, namespace: string): string[] {
  const text = swarm.node(node).rulesOf(namespace);
  return [...text.matchAll(/-p tcp .*--to-destination 10\.0\.[01]\.(\d+)/g)].map((match) => match[1] ?? '');
}

const runs = (): number => swarm.nodes.reduce((sum, node) => sum + node.runs.length, 0);
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

async function keep(isAdopted = false): Promise<void> {
  mesh = keepMesh({ sandbox: swarm, now: Date.now, log, isAdopted });
  await pass(3000);
}

beforeEach(() => {
  vi.useFakeTimers();
  swarm = new ScriptedSwarm(['node1', 'node2', 'node3']);
  swarm.services = [service({ id: 'web', ports: [{ from: 8000, to: 80 }], addresses: { [BACK]: '10.0.1.2' } })];
  tasks({}, {}, {});
});
afterEach(() => {
  mesh.close();
  vi.useRealTimers();
});

describe('the mesh of a sandbox', () => {
  it('writes the same rules on every node, in one run each, and then rests', async () => {
    await keep();
    for (const { name, runs } of swarm.nodes) {
      expect(runs.map((calls) => calls.map((call) => call.name))).toEqual([['host', 'ingress_sbox', LB]]);
      expect(reached(name, LB)).toEqual(['11', '12', '13']);
      expect(reached(name, 'ingress_sbox')).toEqual(['11', '12', '13']);
    }
    const reads = swarm.reads;
    await pass(60_000);
    expect(runs()).toBe(3);
    expect(swarm.reads - reads).toBeLessThanOrEqual(9);
  });

  it('takes out a task whose container ends before managers know, and forgets its flows', async () => {
    await keep();
    swarm.node('node2').say('container', 'die', { [TASK_ID]: 't2' });
    await pass(0);
    for (const { name, runs } of swarm.nodes) {
      expect(reached(name, LB)).toEqual(['11', '13']);
      expect(runs.at(-1)?.map((call) => [call.name, call.flows])).toEqual([
        ['ingress_sbox', 'gone:10.0.0.12'],
        [LB, 'gone:10.0.1.12'],
      ]);
    }
  });

  it('takes out a task that is to end while it still runs, and lets its connections finish', async () => {
    await keep();
    tasks({}, {}, { desired: 'shutdown' });
    swarm.node('node1').say('service', 'update');
    await pass(100);
    expect(reached('node3', LB)).toEqual(['11', '12']);
    expect(swarm.node('node3').runs.at(-1)?.[1]).toMatchObject({
      time: 'again',
      flows: 'leaving:10.0.1.13',
      addresses: '10.0.1.2',
    });
  });

  it('takes in a task as soon as managers record its start, however long that takes', async () => {
    tasks({}, {}, { state: 'starting' });
    await keep();
    expect(reached('node1', LB)).toEqual(['11', '12']);
    swarm.node('node3').say('container', 'start', { [TASK_ID]: 't3' });
    await pass(4000);
    expect(reached('node1', LB)).toEqual(['11', '12']);
    tasks({}, {}, {});
    await pass(400);
    expect(reached('node1', LB)).toEqual(['11', '12', '13']);
  });

  it('takes in again a task that was asked to end and did not', async () => {
    await keep();
    swarm.node('node2').say('container', 'kill', { [TASK_ID]: 't2', signal: '15' });
    await pass(0);
    expect(reached('node1', LB)).toEqual(['11', '13']);
    await pass(60_000);
    expect(reached('node1', LB)).toEqual(['11', '12', '13']);
  });

  it('takes out the tasks of a node that stops at once, and writes anew what it needs after its start', async () => {
    await keep();
    swarm.node('node3').turn('stopped');
    await pass(0);
    expect(reached('node1', LB)).toEqual(['11', '12']);
    swarm.node('node3').turn('starting');
    swarm.node('node3').turn('running');
    await pass(2000);
    expect(
      swarm
        .node('node3')
        .runs.at(-1)
        ?.map((call) => call.time),
    ).toEqual(['first', 'first', 'first']);
    // Managers still say that its old task runs; it does not.
    expect(reached('node3', LB)).toEqual(['11', '12']);
  });

  it('leaves the tasks of a node that is paused in peace until it goes on', async () => {
    await keep();
    swarm.node('node2').turn('paused');
    await pass(0);
    expect(reached('node1', LB)).toEqual(['11', '13']);
    swarm.node('node2').turn('running');
    await pass(0);
    expect(reached('node1', LB)).toEqual(['11', '12', '13']);
    expect(swarm.node('node2').runs).toHaveLength(1);
  });

  it('reads every second while a service is updated, as its progress has no event', async () => {
    await keep();
    swarm.services = swarm.services.map((one) => ({ ...one, UpdateStatus: { State: 'updating' } }));
    swarm.node('node1').say('service', 'update');
    await pass(5000);
    tasks({}, { desired: 'shutdown' }, {});
    await pass(1100);
    expect(reached('node2', LB)).toEqual(['11', '13']);
  });

  it('reads again soon until managers say which tasks go, but not for ever', async () => {
    await keep();
    swarm.services = [
      service({ id: 'web', ports: [{ from: 8000, to: 80 }], addresses: { [BACK]: '10.0.1.2' }, replicas: 2 }),
    ];
    swarm.node('node1').say('service', 'update');
    await pass(3000);
    tasks({}, {}, { desired: 'shutdown' });
    await pass(400);
    expect(reached('node2', LB)).toEqual(['11', '12']);
    tasks({}, {}, {});
    swarm.node('node1').say('service', 'update');
    await pass(11_000);
    const reads = swarm.reads;
    await pass(25_000);
    expect(swarm.reads - reads).toBeLessThanOrEqual(3);
  });

  it('tries again when a node was away', async () => {
    swarm.node('node2').fails = true;
    await keep();
    expect(reached('node2', LB)).toEqual(['11', '12', '13']);
  });

  it('waits for a network that is not on a node yet', async () => {
    swarm.node('node2').outcomes.set(LB, 'absent');
    await keep();
    tasks({}, {});
    swarm.node('node1').say('service', 'update');
    await pass(2000);
    expect(
      swarm
        .node('node2')
        .runs.at(-1)
        ?.map((call) => call.name),
    ).toEqual(['ingress_sbox']);
    swarm.node('node2').outcomes.clear();
    swarm.node('node2').say('network', 'create', { type: 'overlay', name: 'back' }, BACK);
    await pass(0);
    expect(
      swarm
        .node('node2')
        .runs.at(-1)
        ?.map((call) => [call.name, call.time]),
    ).toEqual([[LB, 'first']]);
  });

  it('takes its rules out when the last service goes', async () => {
    await keep();
    swarm.services = [];
    swarm.tasks = [];
    swarm.node('node1').say('service', 'remove');
    await pass(2000);
    for (const { runs } of swarm.nodes) {
      expect(runs.at(-1)?.map((call) => [call.name, call.time])).toEqual([
        ['host', 'out'],
        ['ingress_sbox', 'out'],
        [LB, 'out'],
      ]);
    }
  });

  it('writes nothing where there is no service, but for what an ended server may have left', async () => {
    swarm.services = [];
    swarm.tasks = [];
    await keep();
    expect(runs()).toBe(0);
    mesh.close();
    await keep(true);
    expect(swarm.node('node1').runs).toHaveLength(1);
  });

  describe('with changes that come one after another', () => {
    const change = async (count: number): Promise<void> => {
      tasks(...Array.from({ length: count }, () => ({})));
      swarm.node('node1').say('service', 'update');
      await pass(3000);
    };

    it('keeps a line into each node, and lets go of it at its end', async () => {
      for (const node of swarm.nodes) node.hasShell = true;
      await keep();
      await change(2);
      await change(4);
      await change(5);
      for (const { name, lines } of swarm.nodes) {
        // What the node is taught first, and the two changes.
        expect(lines.map((line) => line.programs)).toEqual([3]);
        expect(reached(name, LB)).toEqual(['11', '12', '13', '14', '15']);
      }
      mesh.close();
      expect(swarm.nodes.every(({ lines }) => lines.every((line) => line.isTold && line.isClosed))).toBe(true);
    });

    it('goes on without a line that ended, and takes a new one', async () => {
      const node = swarm.node('node2');
      node.hasShell = true;
      await keep();
      await change(2);
      node.lines[0]?.end();
      await change(4);
      expect(reached('node2', LB)).toEqual(['11', '12', '13', '14']);
      expect(node.lines).toHaveLength(2);
    });

    it('goes on without a line that does not answer', async () => {
      const node = swarm.node('node2');
      node.hasShell = true;
      await keep();
      await change(2);
      const [line] = node.lines;
      if (line) line.isDumb = true;
      await change(4);
      await pass(5000);
      expect(reached('node2', LB)).toEqual(['11', '12', '13', '14']);
      expect(line?.isClosed).toBe(true);
    });
  });

  it('steps back for good where Docker’s own mesh works', async () => {
    swarm.node('node2').outcomes.set('ingress_sbox', 'docker');
    await keep();
    const last = swarm.node('node1').runs.at(-1);
    expect(last?.map((call) => call.time)).toEqual(['out', 'out', 'out']);
    const before = { reads: swarm.reads, runs: runs() };
    swarm.node('node2').say('container', 'die', { [TASK_ID]: 't2' });
    await pass(120_000);
    expect({ reads: swarm.reads, runs: runs() }).toEqual(before);
  });

  it('takes back what it wrote in a namespace before Docker’s own mesh worked there', async () => {
    await keep();
    swarm.node('node2').outcomes.set('ingress_sbox', 'docker');
    swarm.node('node2').say('container', 'die', { [TASK_ID]: 't2' });
    await pass(3000);
    const last = swarm.node('node2').runs.at(-1);
    expect(last?.map((call) => `${call.name} ${call.time}`)).toContain('ingress_sbox out');
  });

  it('takes out what an ended server wrote where Docker’s own mesh works now', async () => {
    swarm.node('node2').outcomes.set('ingress_sbox', 'docker');
    await keep(true);
    const last = swarm.node('node2').runs.at(-1);
    expect(last?.map((call) => `${call.name} ${call.time}`)).toContain('ingress_sbox out');
  });

  it('keeps what it knew while managers are silent, but for tasks that end', async () => {
    await keep();
    swarm.node('node1').engine.tasks = () => Promise.reject(new Error('no leader'));
    swarm.node('node2').say('container', 'die', { [TASK_ID]: 't2' });
    await pass(5000);
    expect(reached('node3', LB)).toEqual(['11', '13']);
  });

  it.each([
    ['members', 'nodes', [{}]],
    ['services', 'services', 'none'],
    ['tasks', 'tasks', [null]],
  ] as const)('bears %s that make no sense', async (_, topic, nonsense) => {
    await keep();
    const { engine } = swarm.node('node1');
    const before = engine[topic];
    engine[topic] = () => Promise.resolve(nonsense as never);
    swarm.node('node1').say('service', 'update');
    swarm.node('node1').say('node', 'create');
    await pass(3000);
    engine[topic] = before as never;
    tasks({}, {});
    await pass(31_000);
    expect(reached('node3', LB)).toEqual(['11', '12']);
  });

  it('does nothing after its end', async () => {
    await keep();
    mesh.close();
    const before = { reads: swarm.reads, runs: runs() };
    swarm.node('node2').say('container', 'die', { [TASK_ID]: 't2' });
    swarm.node('node2').turn('stopped');
    await pass(120_000);
    expect({ reads: swarm.reads, runs: runs() }).toEqual(before);
  });
});
