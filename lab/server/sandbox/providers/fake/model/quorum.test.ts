import { describe, expect, it } from 'vitest';
import { memberOf, startBench, startSwarm, swarmOf } from '../fake.fixtures.ts';

const NO_LEADER = /The swarm does not have a leader. It's possible that too few managers are online/;

describe('forming a swarm', () => {
  it('makes the first node manager and leader, with its own address', async () => {
    const bench = startBench();
    expect(await bench.read(1, 'docker swarm init --advertise-addr $(hostname -i)')).toMatch(
      /^Swarm initialized: current node \(\w{25}\) is now a manager/,
    );
    expect(await bench.read(1, "docker node inspect self --format '{{.Status.Addr}} {{.ManagerStatus.Leader}}'")).toBe(
      `${bench.machine(1).address} true`,
    );
  });

  it('gives out tokens that differ in their last part only', async () => {
    const bench = await startSwarm(1, 1);
    const tokens = (await bench.read(1, 'docker swarm join-token -q manager; docker swarm join-token -q worker'))
      .split('\n')
      .map((token) => token.split('-'));
    expect(tokens.map((parts) => parts.map((part) => part.length))).toEqual([
      [6, 1, 50, 25],
      [6, 1, 50, 25],
    ]);
    expect(tokens[0]?.slice(0, 3)).toEqual(tokens[1]?.slice(0, 3));
    expect(tokens[0]?.[3]).not.toBe(tokens[1]?.[3]);
  });

  it('lets in by the token: a manager by the one, a worker by the other', async () => {
    const bench = await startSwarm(3, 5);
    const table = await bench.read(1, "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
    expect(table.split('\n').map((line) => line.trim())).toEqual([
      'node1 Ready Leader',
      'node2 Ready Reachable',
      'node3 Ready Reachable',
      'node4 Ready',
      'node5 Ready',
    ]);
  });

  it.each([
    ['a wrong token', 'docker swarm join --token nonsense node1:2377', /invalid join token/],
    ['a manager that is not there', 'docker swarm join --token $T node9:2377', /lookup node9: no such host/],
    ['a node that is no manager', 'docker swarm join --token $T node3:2377', /connection refused/],
    ['an address nobody has', 'docker swarm join --token $T 172.30.99.9:2377', /no route to host/],
    ['another port', 'docker swarm join --token $T node1:2378', /connection refused/],
  ])('does not join with %s', async (_, line, sentence) => {
    const bench = startBench(3);
    await bench.read(1, 'docker swarm init');
    const token = await bench.read(1, 'docker swarm join-token -q worker');
    const result = await bench.sh(2, line.replace('$T', token));
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(sentence);
  });

  it('does not join with the token of another swarm', async () => {
    const bench = await startSwarm(1, 1);
    const other = startBench(2, 7);
    await other.read(1, 'docker swarm init');
    const foreign = await bench.read(1, 'docker swarm join-token -q manager');
    expect((await other.sh(2, `docker swarm join --token ${foreign} node1:2377`)).stderr).toMatch(/fingerprint/);
  });

  it('does not take an old token after a rotation', async () => {
    const bench = startBench(2);
    await bench.read(1, 'docker swarm init');
    const old = await bench.read(1, 'docker swarm join-token -q worker');
    const next = await bench.read(1, 'docker swarm join-token --rotate -q worker');
    expect(next).not.toBe(old);
    expect((await bench.sh(2, `docker swarm join --token ${old} node1:2377`)).stderr).toMatch(/valid join token/);
    expect(await bench.read(2, `docker swarm join --token ${next} node1:2377`)).toMatch(/as a worker/);
  });

  it('refuses a second swarm on the same node', async () => {
    const bench = await startSwarm(1, 1);
    expect((await bench.sh(1, 'docker swarm init')).stderr).toMatch(/already part of a swarm/);
  });
});

describe('who answers', () => {
  it('sends a worker to a manager', async () => {
    const bench = await startSwarm(1, 2);
    expect((await bench.sh(2, 'docker node ls')).stderr).toMatch(
      /^Error response from daemon: This node is not a swarm manager. Worker nodes can't be used/,
    );
  });

  it('marks a manager that is off as unreachable before the node is down', async () => {
    const bench = await startSwarm();
    bench.site.setPower(bench.machine(2), 'stopped');
    await bench.steps(10);
    expect(memberOf(bench, 2)).toMatchObject({ reachable: false, state: 'ready' });
    await bench.steps(20);
    expect(memberOf(bench, 2)).toMatchObject({ reachable: false, state: 'down' });
    bench.site.setPower(bench.machine(2), 'running');
    await bench.steps(3);
    expect(memberOf(bench, 2)).toMatchObject({ reachable: true, state: 'ready' });
  });

  it('elects another leader when the leader is off', async () => {
    const bench = await startSwarm();
    bench.site.setPower(bench.machine(1), 'stopped');
    expect((await bench.sh(2, 'docker node ls')).stderr).toMatch(NO_LEADER);
    await bench.steps(13);
    const leader = await bench.read(2, "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}' | grep Leader");
    expect(leader).toMatch(/^node[23] Leader$/);
  });

  it('loses the quorum with two of three managers, and finds it again when one is back', async () => {
    const bench = await startSwarm();
    await bench.read(1, 'docker service create --detach --name sleeper --replicas 5 alpine:3.22 sleep 100000');
    await bench.steps(10);
    for (const number of [2, 3]) bench.site.setPower(bench.machine(number), 'stopped');
    for (const line of ['docker node ls', 'docker service ls', 'docker service scale sleeper=1'])
      expect((await bench.sh(1, line)).stderr).toMatch(NO_LEADER);
    expect(await bench.read(1, 'docker info')).toMatch(
      /Swarm: active.*Error: .*does not have a leader.*Is Manager: true/s,
    );
    expect(await bench.read(1, 'docker ps -q | wc -l')).toBe('1');
    bench.site.setPower(bench.machine(3), 'running');
    await bench.steps(70);
    expect(await bench.read(1, 'docker service ls')).toMatch(/sleeper\s+replicated\s+5\/5/);
  });

  it('tells neither of two managers anything when one of them is off', async () => {
    const bench = await startSwarm(2, 2);
    bench.site.setPower(bench.machine(2), 'paused');
    expect((await bench.sh(1, 'docker node ls')).stderr).toMatch(NO_LEADER);
  });
});

describe('forcing a new cluster', () => {
  async function lostQuorum() {
    const bench = await startSwarm();
    await bench.read(1, 'docker service create --name sleeper --replicas 5 alpine:3.22 sleep 100000');
    for (const number of [2, 3]) bench.site.setPower(bench.machine(number), 'stopped');
    return bench;
  }

  it('makes the survivor the only manager and keeps services, workers and the swarm’s id', async () => {
    const bench = await lostQuorum();
    const { id } = swarmOf(bench);
    await bench.read(1, 'docker swarm init --force-new-cluster --advertise-addr $(hostname -i)');
    expect(swarmOf(bench).id).toBe(id);
    expect(await bench.read(1, "docker node ls --filter role=manager --format '{{.Hostname}}'")).toBe('node1');
    await bench.steps(60);
    expect(await bench.read(1, 'docker service ls')).toMatch(/5\/5/);
    expect([4, 5].map((number) => memberOf(bench, number).state)).toEqual(['ready', 'ready']);
    expect([2, 3].map((number) => memberOf(bench, number).state)).toEqual(['down', 'down']);
  });

  it('does not move the tasks of the workers', async () => {
    const bench = await lostQuorum();
    const before = await bench.read(4, 'docker ps -q');
    await bench.read(1, 'docker swarm init --force-new-cluster');
    await bench.steps(60);
    expect(await bench.read(4, 'docker ps -q')).toContain(before);
  });

  it('leaves the old managers without a leader until they leave and join again', async () => {
    const bench = await lostQuorum();
    await bench.read(1, 'docker swarm init --force-new-cluster');
    for (const number of [2, 3]) bench.site.setPower(bench.machine(number), 'running');
    await bench.steps(100);
    expect((await bench.sh(2, 'docker node ls')).stderr).toMatch(NO_LEADER);
    expect((await bench.sh(2, 'docker swarm leave')).stderr).toMatch(/--force/);
    await bench.read(2, 'docker swarm leave --force');
    const token = await bench.read(1, 'docker swarm join-token -q manager');
    expect(await bench.read(2, `docker swarm join --token ${token} node1:2377`)).toMatch(/as a manager/);
    expect(await bench.read(1, "docker node ls --format '{{.Hostname}} {{.Status}}' | grep node2 | sort")).toBe(
      'node2 Down\nnode2 Ready',
    );
  });

  it('is refused on a worker', async () => {
    const bench = await startSwarm(1, 2);
    expect((await bench.sh(2, 'docker swarm init --force-new-cluster')).exitCode).toBe(1);
  });
});
