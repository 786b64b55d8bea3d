import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDataDir, testDocker, testImages, testLog } from '../../test/setup/index.ts';
import type { Provider, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { createDindProvider } from '../sandbox/providers/dind/index.ts';
import { ANSWER, type Answer, ASK, Asker, ask, counts, KEEP_ASKING } from './answering.fixtures.ts';
import { withMesh } from './index.ts';

const soon = (ms = 60_000): AbortSignal => AbortSignal.timeout(ms);
const PORT = 8000;
const UDP_PORT = 9000;
/** What a change may take until it is felt everywhere. */
const WITHIN_MS = 1000;
const IN_TASK = '--no-resolve-image --mount type=bind,source=/,target=/host,readonly';

let dataDir: string;
let provider: Provider;
let sandbox: Sandbox;

function node(name: string): SandboxNode {
  const found = sandbox.nodes.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}
const addresses = (): string[] => sandbox.nodes.map(({ address }) => address);

async function on(name: string, script: string): Promise<string> {
  const { exitCode, stdout, stderr } = await node(name).run(['bash', '-c', script], soon());
  if (exitCode !== 0) throw new Error(`${name}: ${script}: ${stdout}${stderr}`);
  return stdout.trim();
}

async function openProvider(): Promise<Provider> {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  return withMesh(await createDindProvider({ docker, dataDir, images, log: testLog }), { log: testLog, now: Date.now });
}

/** Host names of the tasks that answer, as their engines see them. */
async function tasksOf(service: string): Promise<string[]> {
  const found = await Promise.all(
    sandbox.nodes
      .filter(({ power }) => power === 'running')
      .map(({ name }) => on(name, `docker ps -q --filter label=com.docker.swarm.service.name=${service}`)),
  );
  return found.flatMap((ids) => ids.split('\n').filter(Boolean)).toSorted();
}

/** Asks a node in turn until exactly these tasks answer. */
async function answeredBy(wanted: readonly string[], host: string, port = PORT, limit = soon(30_000)): Promise<void> {
  for (;;) {
    const said = await Promise.all(Array.from({ length: wanted.length * 2 || 1 }, () => ask(host, port)));
    const names = [...counts(said).keys()].filter(Boolean).toSorted();
    if (names.join() === wanted.join()) return;
    if (limit.aborted) throw new Error(`${host}:${port} is answered by ${names.join()}, not by ${wanted.join()}`);
  }
}

/** Runs the asking program in a container of a node. */
async function askFrom(name: string, container: string, args: string): Promise<string[]> {
  const said = await on(name, `docker exec ${container} chroot /host perl /root/ask.pl ${args}`);
  return said.split('\n').map((line) => line.trim());
}

const taskOn = (name: string, service: string): Promise<string> =>
  on(name, `docker ps -q --filter label=com.docker.swarm.service.name=${service} | head -n 1`);

function expectEven(said: readonly string[], tasks: readonly string[]): void {
  const each = counts(said);
  expect([...each.keys()].toSorted()).toEqual(tasks);
  const share = said.length / tasks.length;
  for (const [task, count] of each) {
    expect(Math.abs(count - share), `${task} answered ${count} of ${said.length}`).toBeLessThanOrEqual(share * 0.1 + 1);
  }
}

/** Lost answers that cannot be put down to the second after a change. */
function lostOutside(answers: readonly Answer[], changes: readonly { from: number; to: number }[]): Answer[] {
  return answers.filter(({ name, at }) => name === '' && !changes.some((c) => at >= c.from && at <= c.to + WITHIN_MS));
}

async function timed(change: () => Promise<unknown>): Promise<{ from: number; to: number }> {
  const from = performance.now();
  await change();
  return { from, to: performance.now() };
}

beforeAll(async () => {
  dataDir = testDataDir();
  provider = await openProvider();
  const spec = { id: `mesh${process.pid}`, nodes: ['node1', 'node2', 'node3'], labels: {} };
  sandbox = await provider.open(spec, { signal: soon() });
  for (const one of sandbox.nodes) {
    await one.writeFile('/root/answer.pl', Buffer.from(ANSWER), soon());
    await one.writeFile('/root/ask.pl', Buffer.from(ASK), soon());
    await one.writeFile('/root/keep-asking.pl', Buffer.from(KEEP_ASKING), soon());
  }
  await on('node1', 'docker swarm init --advertise-addr $(hostname -i)');
  const token = await on('node1', 'docker swarm join-token -q worker');
  for (const name of ['node2', 'node3']) await on(name, `docker swarm join --token ${token} node1:2377`);
  await on('node1', 'docker network create -d overlay --attachable back');
  await on(
    'node1',
    `docker service create -q -d --name web --replicas 4 --network back -p ${PORT}:8080 -p ${UDP_PORT}:9090/udp \
      --restart-delay 0s ${IN_TASK} alpine:3.22 chroot /host perl /root/answer.pl
    docker service create -q -d --name caller --mode global --network back ${IN_TASK} alpine:3.22 sleep 10000`,
  );
});
afterAll(async () => {
  await sandbox?.destroy(soon());
  await provider?.close();
});

describe('a service on real nodes', () => {
  it('answers at its port on every node, from outside and inside, each task as often as the others', async () => {
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(4);
    const tasks = await tasksOf('web');
    for (const host of addresses()) await answeredBy(tasks, host);
    for (const host of addresses()) {
      const said: string[] = [];
      for (let i = 0; i < 200; i++) said.push(await ask(host, PORT));
      expectEven(said, tasks);
    }
    for (const { name } of sandbox.nodes) {
      expectEven((await on(name, `perl /root/ask.pl tcp localhost ${PORT} 40`)).split('\n'), tasks);
    }
  });

  it('answers datagrams on every node', async () => {
    const tasks = await tasksOf('web');
    for (const { name, address } of sandbox.nodes) {
      const said = await on(
        name,
        `perl /root/ask.pl udp 127.0.0.1 ${UDP_PORT} 8; perl /root/ask.pl udp ${address} ${UDP_PORT} 8`,
      );
      expectEven(said.split('\n'), tasks);
    }
  });

  it('answers at its virtual address to tasks on every node, to itself, and to a container that joined the network', async () => {
    const tasks = await tasksOf('web');
    const address = await on(
      'node1',
      `docker service inspect web | jq -r '.[0].Endpoint.VirtualIPs[].Addr' | grep -v "^$(docker network inspect ingress | jq -r '.[0].IPAM.Config[0].Subnet' | cut -d. -f1-3)\\." | cut -d/ -f1`,
    );
    for (const { name } of sandbox.nodes) {
      const caller = await taskOn(name, 'caller');
      expectEven(await askFrom(name, caller, `tcp ${address} 8080 200`), tasks);
      expectEven(await askFrom(name, caller, `udp ${address} 9090 20`), tasks);
      expect(await on(name, `docker exec ${caller} ping -c 1 -W 2 web`)).toContain(`(${address})`);
    }
    expectEven(await askFrom('node1', await taskOn('node1', 'web'), `tcp ${address} 8080 20`), tasks);
    const joined = await on('node3', `docker run -d --network back -v /:/host:ro alpine:3.22 sleep 1000`);
    expectEven(await askFrom('node3', joined, `tcp ${address} 8080 20`), tasks);
    await on('node3', `docker rm -f ${joined}`);
  });

  it('loses nothing while it is scaled up and down, and all tasks take part', async () => {
    const asker = new Asker(addresses(), PORT);
    const changes = [await timed(() => on('node1', 'docker service scale -d web=6'))];
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(6);
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
    changes.push(await timed(() => on('node1', 'docker service scale -d web=2')));
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(2);
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
    const answers = await asker.stop();
    expect(answers.length).toBeGreaterThan(300);
    expect(lostOutside(answers, changes)).toEqual([]);
  });

  it('keeps a connection on its task while other tasks come and go', async () => {
    const socket = connect({ host: node('node2').address, port: PORT });
    const heard = async (): Promise<string> => String(await new Promise((resolve) => socket.once('data', resolve)));
    const first = await heard();
    await on('node1', 'docker service scale -d web=4');
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(4);
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
    for (let i = 0; i < 5; i++) {
      socket.write('?\n');
      expect(await heard()).toBe(first);
    }
    socket.destroy();
  });

  it('loses nothing when a node is drained', async () => {
    const before = await tasksOf('web');
    const asker = new Asker(addresses(), PORT);
    const change = await timed(() => on('node1', 'docker node update --availability drain node3'));
    await expect.poll(async () => (await taskOn('node3', 'web')) === '', { timeout: 30_000 }).toBe(true);
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(4);
    const after = await tasksOf('web');
    expect(after).not.toEqual(before);
    for (const host of addresses()) await answeredBy(after, host);
    expect(lostOutside(await asker.stop(), [change])).toEqual([]);
    await on('node1', 'docker node update --availability active node3');
  });

  it('loses nothing while it is updated task by task', async () => {
    const before = await tasksOf('web');
    const asker = new Asker(addresses(), PORT);
    await on('node1', 'docker service update -q -d --env-add ROUND=2 --update-delay 1s web');
    const isDone = (): Promise<string> => on('node1', `docker service inspect web | jq -r '.[0].UpdateStatus.State'`);
    await expect.poll(isDone, { timeout: 90_000 }).toBe('completed');
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(4);
    const after = await tasksOf('web');
    expect(after.filter((task) => before.includes(task))).toEqual([]);
    for (const host of addresses()) await answeredBy(after, host);
    // No change but the first comes from outside, so that none is an excuse.
    expect(lostOutside(await asker.stop(), [])).toEqual([]);
  });

  it('forgets the tasks of a node that stops within a second, and finds them again after its start', async () => {
    const rest = sandbox.nodes.filter(({ name }) => name !== 'node3').map(({ address }) => address);
    const asker = new Asker(rest, PORT);
    const change = await timed(() => node('node3').fault('stop', soon()));
    const after = await tasksOf('web');
    for (const host of rest) await answeredBy(after, host, PORT, soon(WITHIN_MS));
    expect(lostOutside(await asker.stop(), [change])).toEqual([]);
    await node('node3').fault('start', soon());
    await expect.poll(() => tasksOf('web'), { timeout: 60_000 }).toHaveLength(4);
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
  });

  it('sends datagrams of one sender to another task when theirs has ended', async () => {
    const before = await tasksOf('web');
    const saying = on('node2', `perl /root/keep-asking.pl 127.0.0.1 ${UDP_PORT} 80`);
    await on('node1', 'docker service scale -d web=0');
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(0);
    await on('node1', 'docker service scale -d web=4');
    const said = (await saying).split('\n');
    expect(before).toContain(said[0]);
    expect(await tasksOf('web')).toContain(said.at(-1));
  });

  it('is kept by the next server, which takes its rules out when the service goes', async () => {
    sandbox.release();
    await provider.close();
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
    provider = await openProvider();
    const [adopted] = await provider.adopt(soon());
    if (!adopted) throw new Error('the sandbox was not found again');
    sandbox = adopted;
    await on('node1', 'docker service scale -d web=3');
    await expect.poll(() => tasksOf('web'), { timeout: 30_000 }).toHaveLength(3);
    for (const host of addresses()) await answeredBy(await tasksOf('web'), host);
    await on('node1', 'docker service rm web');
    for (const host of addresses()) await answeredBy([], host);
    const rules = (): Promise<string> => on('node2', 'iptables-save -t nat | grep -c "^-A DEVCOIN" || true');
    await expect.poll(rules, { timeout: 10_000 }).toBe('0');
  });
});
