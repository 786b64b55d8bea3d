import { describe, expect, it } from 'vitest';
import { memberOf, startSwarm, swarmOf } from '../fake.fixtures.ts';

describe('leaving a swarm', () => {
  it('lets a worker go; its entry stays and is soon down', async () => {
    const bench = await startSwarm(1, 2);
    expect(await bench.read(2, 'docker swarm leave')).toBe('Node left the swarm.');
    expect(await bench.read(2, "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe('inactive');
    await bench.steps(7);
    expect(memberOf(bench, 2).state).toBe('down');
    expect(await bench.read(1, 'docker node rm node2')).toBe('node2');
    expect(swarmOf(bench).members.size).toBe(1);
  });

  it.each([
    [1, 1, /Removing the last manager erases all current state/],
    [2, 2, /Removing this node leaves 1 managers out of 2. Without a Raft quorum/],
    [3, 3, /participating as a manager. The only way to restore/],
  ])('warns one of %i managers', async (managers, nodes, sentence) => {
    const bench = await startSwarm(managers, nodes);
    const result = await bench.sh(1, 'docker swarm leave');
    expect([result.exitCode, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toMatch(sentence);
  });

  it('takes the containers of its tasks with it', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, 'docker service create --name sleeper --mode global alpine:3.22 sleep 100000');
    await bench.read(2, 'docker run -d --name own alpine:3.22 sleep 100000; docker swarm leave');
    expect(await bench.read(2, "docker ps -a --format '{{.Names}}'")).toBe('own');
  });

  it('says so on a node that is in no swarm', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker swarm leave --force');
    expect((await bench.sh(1, 'docker swarm leave')).stderr).toMatch(/not part of a swarm/);
    expect((await bench.sh(1, 'docker node ls')).stderr).toMatch(/Use "docker swarm init" or "docker swarm join"/);
  });
});

describe('changing nodes', () => {
  it('promotes and demotes', async () => {
    const bench = await startSwarm(1, 2);
    expect(await bench.read(1, 'docker node promote node2')).toBe('Node node2 promoted to a manager in the swarm.');
    expect(await bench.read(2, 'docker node ls -q | wc -l')).toBe('2');
    expect(await bench.read(1, 'docker node promote node2')).toMatch(/^Node \w{25} is already a manager.$/);
    expect(await bench.read(1, 'docker node demote node2')).toBe('Manager node2 demoted in the swarm.');
    expect((await bench.sh(2, 'docker node ls')).exitCode).toBe(1);
  });

  it('keeps the last manager', async () => {
    const bench = await startSwarm(1, 2);
    expect((await bench.sh(1, 'docker node demote node1')).stderr).toMatch(/demote the last manager of the swarm/);
  });

  it('does not demote into a lost quorum', async () => {
    const bench = await startSwarm(3, 3);
    bench.site.setPower(bench.machine(3), 'stopped');
    expect((await bench.sh(1, 'docker node demote node2')).stderr).toMatch(/would result in a loss of quorum/);
    await bench.read(1, 'docker node demote node3');
  });

  it('gives the lead away when the leader is demoted', async () => {
    const bench = await startSwarm(3, 3);
    await bench.read(1, 'docker node demote node1');
    await bench.steps(15);
    expect(await bench.read(2, "docker node ls --format '{{.ManagerStatus}}' | grep -c Leader")).toBe('1');
  });

  it('removes neither a manager nor a node that is up, unless it is forced', async () => {
    const bench = await startSwarm(2, 3);
    expect((await bench.sh(1, 'docker node rm --force node2')).stderr).toMatch(/must be demoted to worker/);
    expect((await bench.sh(1, 'docker node rm node3')).stderr).toMatch(/is not down and can't be removed/);
    expect(await bench.read(1, 'docker node rm --force node3')).toBe('node3');
  });

  it('labels a node and finds it by the label', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, 'docker node update --label-add zone=b node2');
    expect(await bench.read(1, "docker node ls --filter node.label=zone=b --format '{{.Hostname}}'")).toBe('node2');
    await bench.read(1, 'docker node update --label-rm zone node2');
    expect(await bench.read(1, 'docker node ls -q --filter node.label=zone')).toBe('');
  });

  it.each([
    ['docker node update --availability asleep node1', /invalid Availability: "asleep"/],
    ['docker node update --availability drain node7', /node node7 not found/],
    ['docker node inspect node7', /node node7 not found/],
  ])('refuses %s', async (line, sentence) => {
    const bench = await startSwarm(1, 1);
    const result = await bench.sh(1, line);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(sentence);
  });

  it('raises the version with every change', async () => {
    const bench = await startSwarm(1, 2);
    const { version } = memberOf(bench, 2);
    await bench.read(1, 'docker node update --availability drain node2');
    expect(memberOf(bench, 2).version).toBeGreaterThan(version);
  });
});
