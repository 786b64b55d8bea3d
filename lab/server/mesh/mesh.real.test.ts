import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { testDataDir, testDocker, testLog } from '../../test/setup/index.ts';
import { prepareImages } from '../images/index.ts';
import { createDindProvider } from '../sandbox/providers/dind/index.ts';
import { ask, counts } from './answering.fixtures.ts';
import { type Change, changing, lossesOf, lossLines } from './changes.fixtures.ts';
import { withMesh } from './index.ts';
import { type Probe, probeFromOutside, probeFromTask } from './probes.fixtures.ts';
import { answeredBy, IMAGE, PORT, RealSwarm, soon, UDP_PORT } from './real-swarm.fixtures.ts';
import { IN_USER_NAMESPACE, meshInNamespaces } from './user-namespace.fixtures.ts';

/** Requests over each way that a figure is made of. */
const MANY = 1000;
/** Requests after which chance has left out one of eight tasks once in sixty million times. */
const TURNS = 150;

let swarm: RealSwarm;
let address: string;

const on = (name: string, script: string): Promise<string> => swarm.on(name, script);

/** Runs the asking program in a container of a node. */
async function askFrom(name: string, container: string, args: string): Promise<string[]> {
  const said = await on(name, `docker exec ${container} chroot /host perl /root/ask.pl ${args}`);
  return said.split('\n').map((line) => line.trim());
}

/** All tasks answered, each as often as the others within a tenth; gives the worst in percent. */
function unevenness(said: readonly string[], tasks: readonly string[]): number {
  const each = counts(said);
  expect([...each.keys()].toSorted()).toEqual(tasks);
  const share = said.length / tasks.length;
  const worst = Math.max(...[...each.values()].map((count) => Math.abs(count - share) / share)) * 100;
  expect(worst, `${JSON.stringify([...each])} of ${said.length}`).toBeLessThanOrEqual(10);
  return worst;
}

/** Every way to the service: its ports at these nodes from outside, its address from tasks on nodes that keep theirs. */
async function everyWay(outside: readonly string[], inside: readonly string[]): Promise<Probe[]> {
  const ports = outside
    .map(swarm.node)
    .flatMap((node) => [probeFromOutside('tcp', node, PORT, MANY), probeFromOutside('udp', node, UDP_PORT, MANY)]);
  const addresses = inside.map(async (name) => {
    const container = await swarm.taskOn(name, 'caller');
    const o = { node: swarm.node(name), container, host: address, least: MANY, signal: soon(120_000) };
    return [probeFromTask({ ...o, protocol: 'tcp', port: 8080 }), probeFromTask({ ...o, protocol: 'udp', port: 9090 })];
  });
  const all = [...ports, ...(await Promise.all(addresses)).flat()];
  // Else the next try would have these beside its own.
  onTestFailed(async () => void (await Promise.allSettled(all.map((probe) => probe.stop()))));
  return all;
}

/** Waits until a choice by chance has had time to reach every task over each way; those inside nodes ask as fast as the others. */
async function eachHasItsTurn(probes: readonly Probe[]): Promise<void> {
  const wanted = probes.map(({ asked }) => ({ asked, at: (asked?.() ?? 0) + TURNS }));
  const behind = (): number => wanted.filter(({ asked, at }) => asked && asked() < at).length;
  await expect.poll(behind, { timeout: 60_000 }).toBe(0);
}

/** Scales the service, or gives the reason: until there is a leader nobody can be told anything. */
const scaled = (count: number): Promise<string> =>
  on('node2', `docker service scale -d web=${count}`).then(() => 'done', String);

/** Ends the probes: none lost a request but in the second after a change, and each was answered by all these tasks. */
async function judge(probes: readonly Probe[], tasks: readonly string[], changes: readonly Change[]): Promise<void> {
  await eachHasItsTurn(probes);
  const ways = await Promise.all(probes.map(async ({ way, stop }) => ({ way, answers: await stop() })));
  const all = ways.map(({ way, answers }) => lossesOf(way, answers, changes));
  console.log(lossLines(all, changes));
  expect(all.flatMap(({ outside }) => outside)).toEqual([]);
  for (const { way, answers } of ways) {
    const reached = new Set(answers.map(({ name }) => name));
    const missed = tasks.filter((task) => !reached.has(task));
    expect(missed, `not reached by the ${way}`).toEqual([]);
  }
}

beforeAll(async () => {
  const [docker, dataDir] = [await testDocker(), testDataDir()];
  const prepared = { docker, images: [IMAGE], dataDir, onProgress: () => {}, signal: soon(900_000), log: testLog };
  const images = await prepareImages(prepared);
  const openProvider = async () =>
    withMesh(await createDindProvider({ docker, dataDir, images, log: testLog }), { log: testLog, now: Date.now });
  const nodes = ['node1', 'node2', 'node3', 'node4'];
  swarm = await RealSwarm.open({ nodes, managers: 2, replicas: 4, docker, openProvider });
  address = await swarm.addressOf('web');
});
afterAll(() => swarm?.close());

describe('a service on real nodes', () => {
  it('answers at its port on every node, from outside and inside, each task as often as the others', async () => {
    const tasks = await swarm.settles(4);
    const spread = swarm.nodes.map(async ({ address: host }) => {
      const said: string[] = [];
      while (said.length < MANY) said.push(await ask(host, PORT));
      return unevenness(said, tasks);
    });
    console.log(`${MANY} requests to each node: ${Math.max(...(await Promise.all(spread))).toFixed(1)} % from even`);
    for (const { name, address: host } of swarm.nodes) {
      unevenness((await on(name, `perl /root/ask.pl tcp localhost ${PORT} 40`)).split('\n'), tasks);
      const udp = (to: string): string => `perl /root/ask.pl udp ${to} ${UDP_PORT} 40`;
      unevenness((await on(name, `${udp('127.0.0.1')}; ${udp(host)}`)).split('\n'), tasks);
    }
  });

  it('answers at its virtual address to tasks on every node, to itself, and to a container that joined the network', async () => {
    const tasks = await swarm.tasksOf('web');
    const spread = swarm.nodes.map(async ({ name }) => {
      const caller = await swarm.taskOn(name, 'caller');
      expect(await on(name, `docker exec ${caller} ping -c 1 -W 2 web`)).toContain(`(${address})`);
      return Math.max(
        unevenness(await askFrom(name, caller, `tcp ${address} 8080 ${MANY}`), tasks),
        unevenness(await askFrom(name, caller, `udp ${address} 9090 200`), tasks),
      );
    });
    console.log(`${MANY} requests from each node: ${Math.max(...(await Promise.all(spread))).toFixed(1)} % from even`);
    const self = await swarm.nodeOf('web');
    unevenness(await askFrom(self, await swarm.taskOn(self, 'web'), `tcp ${address} 8080 40`), tasks);
    const joined = await on('node3', `docker run -d --network back -v /:/host:ro alpine:3.22 sleep 1000`);
    unevenness(await askFrom('node3', joined, `tcp ${address} 8080 40`), tasks);
    await on('node3', `docker rm -f ${joined}`);
  });

  it('loses nothing over any way while it is scaled up and down, drained and updated', async () => {
    const stay = ['node1', 'node2', 'node3'];
    const probes = await everyWay([...stay, 'node4'], stay);
    const tasks = new Set(await swarm.tasksOf('web'));
    const changes: Change[] = [];
    const change = async (what: string, command: string, count: number): Promise<void> => {
      changes.push(await changing(what, () => on('node1', command)));
      for (const task of await swarm.settles(count)) tasks.add(task);
      await eachHasItsTurn(probes);
    };
    await change('scaled up', 'docker service scale -d web=7', 7);
    await change('scaled down', 'docker service scale -d web=4', 4);
    changes.push(await changing('drained', () => on('node1', 'docker node update --availability drain node4')));
    await expect.poll(() => swarm.taskOn('node4', 'web'), { timeout: 30_000 }).toBe('');
    for (const task of await swarm.settles(4)) tasks.add(task);
    await eachHasItsTurn(probes);
    await on('node1', 'docker node update --availability active node4');
    const before = await swarm.tasksOf('web');
    // Another value each time: a second try would else change nothing.
    const update = `docker service update -q -d --env-add ROUND=${Date.now()} --update-parallelism 2 --update-monitor 1s web`;
    changes.push(await changing('updated', () => on('node1', update)));
    const state = (): Promise<string> => on('node1', `docker service inspect web | jq -r '.[0].UpdateStatus.State'`);
    await expect.poll(state, { timeout: 90_000, interval: 500 }).toBe('completed');
    const after = await swarm.settles(4);
    expect(after.filter((task) => before.includes(task))).toEqual([]);
    await judge(probes, [...tasks, ...after], changes);
  });

  it('keeps a connection on its task while other tasks come and go', async () => {
    const socket = connect({ host: swarm.node('node2').address, port: PORT });
    const heard = async (): Promise<string> => String(await new Promise((resolve) => socket.once('data', resolve)));
    const first = await heard();
    await on('node1', 'docker service scale -d web=6');
    await swarm.settles(6);
    for (let i = 0; i < 5; i++) {
      socket.write('?\n');
      expect(await heard()).toBe(first);
    }
    socket.destroy();
  });

  it('sends datagrams of one sender to another task when theirs has ended', async () => {
    const before = await swarm.tasksOf('web');
    const saying = on('node2', `perl /root/keep-asking.pl 127.0.0.1 ${UDP_PORT} 60 | tee /root/said`);
    await expect.poll(() => on('node2', 'cat /root/said'), { timeout: 10_000 }).not.toBe('');
    await on('node1', 'docker service scale -d web=0');
    await expect.poll(() => swarm.tasksOf('web'), { timeout: 30_000 }).toHaveLength(0);
    await on('node1', 'docker service scale -d web=6');
    const said = (await saying).split('\n');
    expect(before).toContain(said[0]);
    expect(await swarm.tasksOf('web')).toContain(said.at(-1));
  });

  it('forgets the tasks of a node that loses power within a second, and finds them again; of the leader too', async () => {
    // A second try begins with the nodes that the first switched off.
    for (const { name } of swarm.sandbox.nodes) await swarm.node(name).fault('start', soon());
    await expect.poll(() => scaled(6), { timeout: 60_000, interval: 500 }).toBe('done');
    await swarm.settles(6);
    const stay = ['node2', 'node3'];
    const hosts = stay.map((name) => swarm.node(name).address);
    const probes = await everyWay(stay, stay);
    const changes = [await changing('power off of a worker', () => swarm.powerOff('node4'))];
    for (const host of hosts) await answeredBy(await swarm.tasksOf('web'), host, soon(1000));
    changes.push(await changing('power on', () => swarm.node('node4').fault('start', soon())));
    await expect.poll(() => swarm.taskOn('node4', 'web'), { timeout: 60_000 }).not.toBe('');
    await swarm.agrees(hosts);
    changes.push(await changing('power off of the leader', () => swarm.powerOff('node1')));
    for (const host of hosts) await answeredBy(await swarm.tasksOf('web'), host, soon(1000));
    await expect.poll(() => scaled(8), { timeout: 60_000, interval: 500 }).toBe('done');
    await expect.poll(async () => (await swarm.tasksOf('web')).length, { timeout: 60_000 }).toBeGreaterThan(6);
    await judge(probes, await swarm.agrees(hosts), changes);
    await swarm.node('node1').fault('start', soon());
    await swarm.settles(8);
  });

  it('is spread by the same programs in a user namespace, whose root may do less', async ({ skip }) => {
    const node = swarm.node('node2');
    const [program = '', ...options] = IN_USER_NAMESPACE;
    const may = await node.run([program, ...options, '-c', 'mount -t tmpfs tmpfs /run'], soon());
    if (may.exitCode !== 0) skip(`This machine gives nodes no user namespaces: ${may.stderr}`);
    const { stdout, stderr } = await node.run(IN_USER_NAMESPACE, soon(), meshInNamespaces());
    const answers = stdout.split('\n').filter((line) => line.includes('task'));
    expect(answers, stderr).toEqual([...Array(4).fill(' 4 task1 4 task2 '), ...Array(4).fill(' 8 task2 ')]);
  });

  it('is kept by the next server, which takes its rules out when the service goes', async () => {
    swarm.sandbox.release();
    await swarm.provider.close();
    const tasks = await swarm.tasksOf('web');
    for (const { address: host } of swarm.nodes) await answeredBy(tasks, host);
    // What the server kept running in the node has gone with it.
    await expect.poll(() => on('node2', 'pgrep -fc "[w]hile read -r -t" || true'), { timeout: 5000 }).toBe('0');
    await swarm.reopen();
    await on('node2', 'docker service scale -d web=3');
    await swarm.settles(3);
    await on('node2', 'docker service rm web');
    for (const { address: host } of swarm.nodes) await answeredBy([], host);
    const rules = (): Promise<string> => on('node2', 'iptables-save -t nat | grep -c "^-A DEVCOIN" || true');
    await expect.poll(rules, { timeout: 10_000 }).toBe('0');
  });
});
