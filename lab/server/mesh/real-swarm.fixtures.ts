import { request } from 'node:http';
import { expect } from 'vitest';
import type { Provider, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { ANSWER, ASK, ask, counts, KEEP_ASKING } from './answering.fixtures.ts';

export const soon = (ms = 60_000): AbortSignal => AbortSignal.timeout(ms);
export const PORT = 8000;
export const UDP_PORT = 9000;
/** What its nodes have to have. */
export const IMAGE = 'alpine:3.22';
/** A task that runs does not listen yet; one that is well does. */
const WHEN_WELL = `--health-start-period 30s --health-start-interval 100ms --health-interval 30s \
  --health-cmd 'chroot /host perl /root/ask.pl tcp 127.0.0.1 8080 1 | grep -q .'`;
const IN_TASK = '--no-resolve-image --mount type=bind,source=/,target=/host,readonly';

export interface RealSwarmOptions {
  readonly nodes: readonly string[];
  /** The first node leads; so many of the others are managers too. */
  readonly managers: number;
  readonly replicas: number;
  /** The engine that runs the nodes. */
  readonly docker: string;
  openProvider(): Promise<Provider>;
}

/** A swarm on real nodes with two services: `web` says who answers, and a `caller` is on each node. */
export class RealSwarm {
  provider: Provider;
  sandbox: Sandbox;
  readonly #o: RealSwarmOptions;

  private constructor(o: RealSwarmOptions, provider: Provider, sandbox: Sandbox) {
    this.#o = o;
    this.provider = provider;
    this.sandbox = sandbox;
  }

  static async open(o: RealSwarmOptions): Promise<RealSwarm> {
    const provider = await o.openProvider();
    const spec = { id: `mesh${process.pid}`, nodes: o.nodes, labels: {} };
    const swarm = new RealSwarm(o, provider, await provider.open(spec, { signal: soon() }));
    try {
      await swarm.#form(o.managers, o.replicas);
      return swarm;
    } catch (error) {
      await swarm.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.sandbox.destroy(soon());
    await this.provider.close();
  }

  /** The next server takes over. */
  async reopen(): Promise<void> {
    this.provider = await this.#o.openProvider();
    const [adopted] = await this.provider.adopt(soon());
    if (!adopted) throw new Error('the sandbox was not found again');
    this.sandbox = adopted;
  }

  get nodes(): readonly SandboxNode[] {
    return this.sandbox.nodes.filter(({ power }) => power === 'running');
  }

  readonly node = (name: string): SandboxNode => {
    const found = this.sandbox.nodes.find((one) => one.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };

  /** Runs a script on a node and gives what it says. */
  async on(name: string, script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.node(name).run(['bash', '-c', script], soon());
    if (exitCode !== 0) throw new Error(`${name}: ${script}: ${stdout}${stderr}`);
    return stdout.trim();
  }

  /** Host names of a service's tasks, as the engines of the nodes see them. */
  async tasksOf(service: string): Promise<string[]> {
    const found = await Promise.all(this.nodes.map(({ name }) => this.on(name, listOf(service))));
    return found.flatMap((ids) => ids.split('\n').filter(Boolean)).toSorted();
  }

  async taskOn(name: string, service: string): Promise<string> {
    return (await this.on(name, listOf(service))).split('\n')[0] ?? '';
  }

  /** A node with a task of the service. */
  async nodeOf(service: string): Promise<string> {
    for (const { name } of this.nodes) if (await this.taskOn(name, service)) return name;
    throw new Error(`no node has a task of ${service}`);
  }

  /** The address that stands for a service on the network `back`. */
  addressOf(service: string): Promise<string> {
    return this.on(
      'node1',
      `id=$(docker network inspect back | jq -r '.[0].Id')
      docker service inspect ${service} | jq -r --arg id "$id" '.[0].Endpoint.VirtualIPs[] | select(.NetworkID == $id).Addr' | cut -d/ -f1`,
    );
  }

  /** Resolves when so many tasks of `web` run and each node that is on is answered by exactly these; gives their names. */
  async settles(count: number, hosts = this.nodes.map(({ address }) => address)): Promise<string[]> {
    await expect.poll(() => this.tasksOf('web'), { timeout: 60_000 }).toHaveLength(count);
    const tasks = await this.tasksOf('web');
    for (const host of hosts) await answeredBy(tasks, host);
    return tasks;
  }

  /** Resolves when these hosts are answered by exactly the tasks of `web` that there are, while their number may change. */
  async agrees(hosts: readonly string[], limit = soon()): Promise<string[]> {
    for (;;) {
      const tasks = await this.tasksOf('web');
      const tries = hosts.map((host) => answeredBy(tasks, host, soon(2000)));
      const failed = (await Promise.allSettled(tries)).find(({ status }) => status === 'rejected');
      if (!failed) return tasks;
      if (limit.aborted) throw (failed as PromiseRejectedResult).reason;
    }
  }

  /** Cuts the power of a node: nothing in it can say goodbye. */
  async powerOff(name: string): Promise<void> {
    const path = `/containers/devcoin-lab-${this.sandbox.spec.id}-${name}/kill`;
    await new Promise<void>((resolve, reject) => {
      const end = this.node(name).onPower((power) => {
        if (power !== 'stopped') return;
        end();
        resolve();
      });
      const sent = request({ socketPath: this.#o.docker, path, method: 'POST' }, (response) => {
        response.resume();
        if (response.statusCode !== 204) reject(new Error(`${name} was not killed: status ${response.statusCode}`));
      });
      sent.on('error', reject).end();
    });
  }

  async #form(managers: number, replicas: number): Promise<void> {
    const programs = { 'answer.pl': ANSWER, 'ask.pl': ASK, 'keep-asking.pl': KEEP_ASKING };
    const files = this.nodes.flatMap((node) => Object.entries(programs).map((file) => [node, ...file] as const));
    await Promise.all(files.map(([node, file, text]) => node.writeFile(`/root/${file}`, Buffer.from(text), soon())));
    await this.on('node1', 'docker swarm init --advertise-addr $(hostname -i)');
    for (const [at, { name }] of this.nodes.entries()) {
      const role = at <= managers ? 'manager' : 'worker';
      if (at === 0) continue;
      const token = await this.on('node1', `docker swarm join-token -q ${role}`);
      await this.on(name, `docker swarm join --token ${token} node1:2377`);
    }
    await this.on(
      'node1',
      `docker network create -d overlay --attachable back
      docker service create -q -d --name web --replicas ${replicas} --network back -p ${PORT}:8080 -p ${UDP_PORT}:9090/udp \
        --restart-delay 0s ${WHEN_WELL} ${IN_TASK} ${IMAGE} chroot /host perl /root/answer.pl
      docker service create -q -d --name caller --mode global --network back ${IN_TASK} ${IMAGE} sleep 10000`,
    );
  }
}

const listOf = (service: string): string => `docker ps -q --filter label=com.docker.swarm.service.name=${service}`;

/** Asks a node in turn until exactly these tasks answer. */
export async function answeredBy(wanted: readonly string[], host: string, limit = soon(30_000)): Promise<void> {
  for (;;) {
    const said = await Promise.all(Array.from({ length: wanted.length * 2 || 1 }, () => ask(host, PORT)));
    const names = [...counts(said).keys()].filter(Boolean).toSorted();
    if (names.join() === wanted.join()) return;
    if (limit.aborted) throw new Error(`${host} is answered by ${names.join()}, not by ${wanted.join()}`);
  }
}
