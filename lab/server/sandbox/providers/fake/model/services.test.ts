import { describe, expect, it } from 'vitest';
import { runningTasks, startSwarm, swarmOf } from '../fake.fixtures.ts';

const SLEEPER = 'docker service create --detach --name sleeper alpine:3.22 sleep 100000';

/** The nodes that run a task, by slot. */
const places = (bench: Awaited<ReturnType<typeof startSwarm>>) => {
  const swarm = swarmOf(bench);
  return runningTasks(swarm)
    .toSorted((a, b) => (a.slot ?? 0) - (b.slot ?? 0))
    .map((t) => `${t.slot ?? 'g'} ${swarm.members.get(t.memberId ?? '')?.machine}`);
};

describe('a replicated service', () => {
  it('goes through the states of a task one by one', async () => {
    const bench = await startSwarm(1, 1);
    const seen: string[] = [];
    bench.site.onChange(() => {
      const state = [...swarmOf(bench).tasks.values()][0]?.state;
      if (state && seen.at(-1) !== state) seen.push(state);
    });
    await bench.read(1, SLEEPER);
    await bench.steps(10);
    expect(seen).toEqual(['new', 'assigned', 'accepted', 'preparing', 'ready', 'starting', 'running']);
  });

  it('spreads five tasks over five nodes, in slots 1 to 5', async () => {
    const bench = await startSwarm();
    await bench.read(1, `${SLEEPER}; docker service update --replicas 5 sleeper`);
    expect(places(bench).map((place) => place.split(' ')[0])).toEqual(['1', '2', '3', '4', '5']);
    expect(new Set(places(bench).map((place) => place.split(' ')[1])).size).toBe(5);
  });

  it('replaces a task whose container was killed, in the same slot, and changes nothing of the service', async () => {
    const bench = await startSwarm();
    await bench.read(1, 'docker service create --name sleeper alpine:3.22 sleep 100000');
    const [service] = swarmOf(bench).services.values();
    const version = service?.version;
    const [first] = runningTasks(swarmOf(bench));
    const node = Number(
      swarmOf(bench)
        .members.get(first?.memberId ?? '')
        ?.machine.slice(4),
    );
    await bench.read(node, 'docker kill $(docker ps -q --filter name=sleeper)');
    expect(first).toMatchObject({ state: 'failed', desired: 'shutdown', err: 'task: non-zero exit (137)' });
    await bench.steps(25);
    const [next] = runningTasks(swarmOf(bench));
    expect(next).toMatchObject({ slot: 1 });
    expect(next?.containerId).not.toBe(first?.containerId);
    expect(service?.version).toBe(version);
  });

  it('keeps the last five tasks of a slot as history', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, SLEEPER);
    for (let i = 0; i < 7; i++) {
      await bench.steps(30);
      await bench.read(1, 'docker rm -f $(docker ps -q --filter name=sleeper)');
    }
    await bench.steps(30);
    expect((await bench.read(1, 'docker service ps sleeper')).split('\n')).toHaveLength(6);
  });

  it('takes the tasks from the fullest nodes when it is scaled down, and removes them', async () => {
    const bench = await startSwarm(1, 3);
    await bench.read(1, `${SLEEPER}; docker service scale sleeper=6; docker service scale sleeper=3`);
    await bench.steps(10);
    const { tasks } = swarmOf(bench);
    expect(tasks.size).toBe(3);
    expect(new Set(runningTasks(swarmOf(bench)).map((t) => t.memberId)).size).toBe(3);
    expect(await bench.read(1, 'docker ps -aq | wc -l')).toBe('1');
  });

  it('goes with all its tasks and containers', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, `${SLEEPER}; docker service scale sleeper=4; docker service rm sleeper`);
    expect((await bench.sh(1, 'docker service ps sleeper')).stderr).toBe('no such service: sleeper\n');
    await bench.steps(10);
    expect(swarmOf(bench).tasks.size).toBe(0);
    expect(await bench.read(2, 'docker ps -aq')).toBe('');
  });

  it('is not made twice under one name', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, SLEEPER);
    expect((await bench.sh(1, SLEEPER)).stderr).toMatch(/name conflicts with an existing object/);
  });

  it('shares no published port', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create -d --name a -p 8080:80 nginx');
    expect((await bench.sh(1, 'docker service create -d --name b -p 8080:80 nginx')).stderr).toMatch(
      /port '8080' is already in use by service 'a'/,
    );
    expect(await bench.read(1, "docker service ls --format '{{.Ports}}'")).toBe('*:8080->80/tcp');
  });
});

describe('nodes that come and go', () => {
  it('moves tasks away from a drained node, and none back when it is active again', async () => {
    const bench = await startSwarm();
    await bench.read(1, `${SLEEPER}; docker service update --replicas 5 sleeper`);
    await bench.read(1, 'docker node update --availability drain node5');
    await bench.steps(30);
    expect(places(bench)).toHaveLength(5);
    expect(places(bench).join()).not.toContain('node5');
    await bench.read(1, 'docker node update --availability active node5');
    await bench.steps(30);
    expect(places(bench).join()).not.toContain('node5');
  });

  it('gives a paused node no new task and leaves the old ones', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 2 sleeper`);
    await bench.read(1, 'docker node update --availability pause node2');
    await bench.read(1, 'docker service scale sleeper=6');
    expect(places(bench).filter((place) => place.endsWith('node2'))).toHaveLength(1);
  });

  it('starts the tasks of a dead node elsewhere, and clears it up when it is back', async () => {
    const bench = await startSwarm(1, 3);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 3 sleeper`);
    bench.site.setPower(bench.machine(3), 'stopped');
    await bench.steps(60);
    expect(places(bench)).toHaveLength(3);
    expect(places(bench).join()).not.toContain('node3');
    bench.site.setPower(bench.machine(3), 'running');
    await bench.steps(10);
    expect(await bench.read(3, 'docker ps -q')).toBe('');
    expect(await bench.read(3, "docker ps -a --format '{{.Status}}'")).toMatch(/^Exited/);
  });

  it('stops what still ran on a frozen node once it thaws', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 2 sleeper`);
    bench.site.setPower(bench.machine(2), 'paused');
    await bench.steps(60);
    expect(places(bench)).toEqual(['1 node1', '2 node1'].toSorted());
    bench.site.setPower(bench.machine(2), 'running');
    await bench.steps(15);
    expect(await bench.read(2, 'docker ps -q')).toBe('');
  });

  it('says why a task waits', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, 'docker node update --availability drain node1');
    await bench.read(1, `${SLEEPER} && docker service update -d --constraint-add node.hostname==node9 sleeper`);
    await bench.steps(20);
    expect(await bench.read(1, 'docker service ps --no-trunc sleeper')).toContain(
      '"no suitable node (scheduling constraints not satisfied on 1 node; 1 node not available for new tasks)"',
    );
  });

  it('keeps to constraints', async () => {
    const bench = await startSwarm(1, 3);
    await bench.read(1, 'docker node update --label-add disk=ssd node3');
    await bench.read(1, 'docker service create --name a --replicas 3 --constraint node.labels.disk==ssd nginx');
    await bench.read(1, 'docker service create --name b --replicas 2 --constraint node.role!=manager nginx');
    expect(places(bench).filter((place) => place.endsWith('node1'))).toEqual([]);
    expect(places(bench).filter((place) => place.endsWith('node2')).length).toBeLessThanOrEqual(2);
  });
});

describe('a global service', () => {
  it('runs once on every node, also on one that joins later, and not on a drained one', async () => {
    const bench = await startSwarm(1, 3);
    await bench.read(3, 'docker swarm leave');
    await bench.steps(10);
    await bench.read(1, 'docker node rm node3');
    await bench.read(1, 'docker service create --name g --mode global nginx');
    expect(places(bench).toSorted()).toEqual(['g node1', 'g node2']);
    const token = await bench.read(1, 'docker swarm join-token -q worker');
    await bench.read(3, `docker swarm join --token ${token} node1:2377`);
    await bench.read(1, 'docker node update --availability drain node1');
    await bench.steps(30);
    expect(places(bench).toSorted()).toEqual(['g node2', 'g node3']);
    expect(await bench.read(1, "docker service ls --format '{{.Mode}} {{.Replicas}}'")).toBe('global 2/2');
  });

  it('takes no number of replicas', async () => {
    const bench = await startSwarm(1, 1);
    expect((await bench.sh(1, 'docker service create --mode global --replicas 2 nginx')).stderr).toMatch(
      /replicas can only be used with replicated/,
    );
  });
});

describe('what tasks end with', () => {
  it('rejects an image that no node has', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create -d --name bad nosuch:1');
    await bench.steps(10);
    expect(await bench.read(1, 'docker service ps bad')).toMatch(/Rejected.*"No such image: nosuch:1"/);
  });

  it('fails when the image has no such program', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create -d --name bad alpine:3.22 foo');
    await bench.steps(10);
    expect(await bench.read(1, 'docker service ps --no-trunc bad')).toMatch(
      /Failed.*exec: "foo": executable file not found/,
    );
  });

  it('starts a task again that came to its end, unless the condition says no', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create -d --name again alpine:3.22 sleep 0.1');
    await bench.read(1, 'docker service create -d --name once --restart-condition none alpine:3.22 sleep 0.1');
    await bench.read(1, 'docker service create -d --name fails --restart-condition on-failure alpine:3.22 false');
    await bench.steps(80);
    const count = async (name: string) => Number(await bench.read(1, `docker service ps -q ${name} | wc -l`));
    expect(await count('again')).toBeGreaterThan(1);
    expect(await count('once')).toBe(1);
    expect(await count('fails')).toBeGreaterThan(1);
    expect(await bench.read(1, 'docker service ps once')).toMatch(/Shutdown\s+Complete/);
  });
});

describe('an update', () => {
  it('replaces the tasks one by one, the old one first, and says when it is done', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 3 sleeper`);
    const before = runningTasks(swarmOf(bench)).map((t) => t.id);
    let [fewest, most] = [3, 3];
    bench.site.onChange(() => {
      fewest = Math.min(fewest, runningTasks(swarmOf(bench)).length);
      const containers = bench.site.cluster.machines.flatMap((m) => [...m.containers.values()]);
      most = Math.max(most, containers.filter((c) => c.state === 'running').length);
    });
    await bench.read(1, 'docker service update --image alpine:3.21 sleeper');
    expect([fewest, most]).toEqual([2, 3]);
    expect(runningTasks(swarmOf(bench)).map((t) => t.template.image)).toEqual(Array(3).fill('alpine:3.21'));
    expect(runningTasks(swarmOf(bench)).filter((t) => before.includes(t.id))).toEqual([]);
    expect(await bench.read(1, "docker service inspect --format '{{.UpdateStatus.State}}' sleeper")).toBe('completed');
  });

  it('is forced when nothing has changed, and changes nothing when only the number does', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 1 sleeper`);
    const [first] = runningTasks(swarmOf(bench));
    await bench.read(1, 'docker service update --replicas 2 sleeper');
    expect(runningTasks(swarmOf(bench)).map((t) => t.id)).toContain(first?.id);
    await bench.read(1, 'docker service update --force sleeper');
    expect(runningTasks(swarmOf(bench)).map((t) => t.id)).not.toContain(first?.id);
  });

  it('pauses at the first task that fails, and goes back on a rollback', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, `${SLEEPER}; docker service update --replicas 2 sleeper`);
    const result = await bench.sh(1, 'docker service update --image nosuch:1 sleeper');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/update paused due to failure or early termination of task/);
    expect(runningTasks(swarmOf(bench)).map((t) => t.template.image)).toEqual(['alpine:3.22']);
    await bench.read(1, 'docker service rollback sleeper');
    expect(runningTasks(swarmOf(bench)).map((t) => t.template.image)).toEqual(['alpine:3.22', 'alpine:3.22']);
  });
});
