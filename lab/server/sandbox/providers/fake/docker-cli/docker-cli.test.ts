import { describe, expect, it } from 'vitest';
import { memberOf, startBench, startSwarm, swarmOf } from '../fake.fixtures.ts';

/** A table with everything that differs from run to run made the same. */
const plain = (text: string) =>
  text
    .replace(/\b[0-9a-z]{25}\b/g, '<25 letters>')
    .replace(/\b[0-9a-f]{12}\b/g, '<12 hex>')
    .replace(/\b(?=\w*\d)[0-9a-z]{12}\b/g, '<short id>')
    .split('\n')
    .map((line) => line.trimEnd());

describe('the tables of the command line', () => {
  it('lists nodes, its own with a star', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, 'docker node update --availability drain node2');
    expect(plain(await bench.read(1, 'docker node ls'))).toEqual([
      'ID                            HOSTNAME   STATUS    AVAILABILITY   MANAGER STATUS   ENGINE VERSION',
      '<25 letters> *   node1      Ready     Active         Leader           26.1.5+dfsg1',
      '<25 letters>     node2      Ready     Drain                           26.1.5+dfsg1',
    ]);
  });

  it('lists services, their tasks and the containers', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create --name sleeper alpine:3.22 sleep 100000');
    expect(plain(await bench.read(1, 'docker service ls'))).toEqual([
      'ID             NAME      MODE         REPLICAS   IMAGE         PORTS',
      '<short id>   sleeper   replicated   1/1        alpine:3.22',
    ]);
    await bench.read(1, 'docker kill $(docker ps -q)');
    await bench.steps(200);
    const [head, now, before, ...more] = (await bench.read(1, 'docker service ps sleeper')).split('\n');
    expect(head).toMatch(/^ID {13}NAME {12}IMAGE {9}NODE {6}DESIRED STATE {3}CURRENT STATE +ERROR {25}PORTS$/);
    expect(now?.slice(15)).toMatch(/^sleeper\.1 {7}alpine:3\.22 {3}node1 {5}Running {9}Running \d second(s)? ago +$/);
    expect(before?.slice(15)).toMatch(
      /^ \\_ sleeper\.1 {3}alpine.*Shutdown {8}Failed \d seconds ago +"task: non-zero exit \(137\)"/,
    );
    expect(more).toEqual([]);
    expect((await bench.read(1, 'docker ps')).split('\n')[1]?.slice(15)).toMatch(
      /^alpine:3\.22 {3}"sleep 100000" {3}\d seconds? ago {3,}Up (?:\d seconds?|Less than a second) +sleeper\.1\.\w{25}$/,
    );
    expect(await bench.read(1, "docker ps -a --filter status=exited --format '{{.Status}}'")).toMatch(
      /^Exited \(137\)/,
    );
  });

  it('cuts long errors and long commands', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, 'docker service create -d --name bad registry.example/team/nosuch-image:1.2.3');
    await bench.read(1, 'docker run -d alpine:3.22 sleep 1000000000000000000');
    await bench.steps(10);
    expect(await bench.read(1, 'docker service ps bad')).toContain('"No such image: registry.examp…"');
    expect(await bench.read(1, 'docker ps')).toContain('"sleep 1000000000000…"');
  });

  it('prints ids only, templates, tables of templates and JSON', async () => {
    const bench = await startSwarm(2, 2);
    expect(await bench.read(1, 'docker node ls -q | wc -l')).toBe('2');
    expect(await bench.read(1, "docker node ls --format 'table {{.Hostname}}\\t{{.ManagerStatus}}'")).toBe(
      'HOSTNAME   MANAGER STATUS\nnode1      Leader\nnode2      Reachable',
    );
    const json = (await bench.read(2, "docker node ls --format '{{json .}}' | tail -1")).trim();
    expect(JSON.parse(json)).toMatchObject({ Hostname: 'node2', Self: 'true', ManagerStatus: 'Reachable' });
    expect(
      await bench.read(1, "docker info --format '{{.Swarm.LocalNodeState}} {{json .Swarm.ControlAvailable}}'"),
    ).toBe('active true');
  });

  it('inspects what it has, and says so of what it has not', async () => {
    const bench = await startSwarm(1, 1);
    const [node] = JSON.parse(await bench.read(1, 'docker node inspect self'));
    expect(node).toMatchObject({ ID: memberOf(bench, 1).id, Spec: { Role: 'manager', Availability: 'active' } });
    await bench.read(1, 'docker service create -d --name web --replicas 3 -p 8080:80 nginx');
    expect(await bench.read(1, "docker service inspect --format '{{.Spec.Mode.Replicated.Replicas}}' web")).toBe('3');
    const [service] = JSON.parse(await bench.read(1, 'docker service inspect web'));
    expect(service.Endpoint.VirtualIPs[0].Addr).toMatch(/^10\.0\.0\.\d+\/24$/);
    expect(await bench.sh(1, 'docker service inspect nothing')).toEqual({
      exitCode: 1,
      stdout: '[]\n',
      stderr: 'Status: Error: no such service: nothing, Code: 1\n',
    });
    expect((await bench.sh(1, 'docker inspect nothing')).stderr).toBe('Error: No such object: nothing\n');
  });

  it('gives the whole id of a container and finds it by its beginning', async () => {
    const bench = startBench(1);
    const id = await bench.read(1, 'docker run -d --name own alpine:3.22 sleep 100');
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(await bench.read(1, `docker inspect --format '{{.State.Status}}' ${id.slice(0, 6)}`)).toBe('running');
  });
});

describe('containers by hand', () => {
  it('runs, stops, starts, kills and removes them', async () => {
    const bench = startBench(1);
    expect(await bench.read(1, 'docker run --rm alpine:3.22 echo hi')).toBe('hi');
    expect(await bench.read(1, 'docker ps -aq')).toBe('');
    await bench.read(1, 'docker run -d --name own alpine:3.22 sleep 100000');
    expect((await bench.sh(1, 'docker rm own')).stderr).toMatch(
      /container is running: stop the container before removing/,
    );
    const state = () => bench.read(1, "docker ps -a --format '{{.State}}'");
    await bench.read(1, 'docker stop own');
    expect(await state()).toBe('exited');
    await bench.read(1, 'docker start own');
    expect(await state()).toBe('running');
    await bench.read(1, 'docker kill own');
    expect((await bench.sh(1, 'docker kill own')).stderr).toMatch(/is not running/);
    await bench.read(1, 'docker rm own');
    expect(await state()).toBe('');
  });

  it('gives the program’s exit code', async () => {
    const bench = startBench(1);
    expect((await bench.sh(1, "docker run --rm alpine:3.22 sh -c 'exit 3'")).exitCode).toBe(3);
    expect((await bench.sh(1, 'docker run --rm alpine:3.22 foo')).exitCode).toBe(127);
    expect((await bench.sh(1, 'docker run --rm nosuch')).exitCode).toBe(125);
  });
});

describe('networks, secrets and configs', () => {
  it('keeps an overlay in the swarm, where only managers see it, and a bridge on its node', async () => {
    const bench = await startSwarm(1, 2);
    await bench.read(1, 'docker network create -d overlay net1; docker network create own');
    const names = (n: number) => bench.read(n, "docker network ls --format '{{.Name}}' | tr '\\n' ' '");
    expect(await names(1)).toBe('bridge docker_gwbridge host ingress net1 none own');
    expect(await names(2)).toBe('bridge docker_gwbridge host ingress none');
    await bench.read(1, 'docker service create --name s --mode global --network net1 nginx');
    expect(await names(2)).toContain('net1');
    expect((await bench.sh(1, 'docker network rm net1')).stderr).toMatch(/in use by service s/);
    expect((await bench.sh(2, 'docker network create -d overlay net2')).stderr).toMatch(/not a swarm manager/);
  });

  it('stores secrets that it gives nobody back, and configs that it does', async () => {
    const bench = await startSwarm(1, 1);
    await bench.read(1, "printf hidden | docker secret create word -; echo '{}' > f; docker config create conf f");
    expect(await bench.read(1, "docker secret ls --format '{{.Name}}'; docker config ls --format '{{.Name}}'")).toBe(
      'word\nconf',
    );
    expect(await bench.read(1, 'docker secret inspect word')).not.toMatch(/hidden|aGlkZGVu/);
    expect(await bench.read(1, "docker config inspect --format '{{.Spec.Data}}' conf")).toBe('e30K');
    await bench.read(1, 'docker service create -d --name s --secret word nginx');
    expect((await bench.sh(1, 'docker secret rm word')).stderr).toMatch(
      /secret 'word' is in use by the following service: s/,
    );
    expect((await bench.sh(1, 'docker service create -d --secret other nginx')).stderr).toMatch(
      /secret other not found/,
    );
    expect(swarmOf(bench).secrets.size).toBe(1);
  });
});

describe('what it does not know', () => {
  it.each([
    ['docker stack deploy x', 1, /practice nodes of the demonstration do not know 'docker stack'/],
    ['docker node frobnicate', 1, /do not know 'docker node frobnicate'/],
    ['docker toString', 1, /do not know 'docker toString'/],
    ['docker ps --bogus', 125, /unknown flag: --bogus\n.*--all --quiet/],
    ['docker ps -Z', 125, /unknown shorthand flag: 'Z' in -Z/],
    ['docker service create --name', 125, /flag needs an argument: --name/],
    ['docker service create --replicas x nginx', 125, /invalid argument "x" for "--replicas" flag/],
    ['docker service create', 1, /"docker service create" requires at least 1 argument\./],
    ['docker node update', 1, /"docker node update" requires exactly 1 argument\./],
    ['docker swarm init now', 1, /"docker swarm init" accepts no arguments\./],
    ['docker service scale s', 1, /Invalid scale specifier 's'/],
    ['docker service scale s=1', 1, /^s: Error response from daemon: service s not found/],
    ["docker node ls --format '{{range .}}x{{end}}'", 64, /do not know this piece of a template/],
    ['docker swarm init --advertise-addr nope', 1, /advertise address must be a non-zero IP address/],
  ])('%s', async (line, exitCode, sentence) => {
    const bench = await startSwarm(1, 1);
    const result = await bench.sh(1, line);
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toMatch(sentence);
  });

  it('says what it knows', async () => {
    const bench = startBench(1);
    expect(await bench.read(1, 'docker --help')).toMatch(/docker swarm \(init, join, leave, join-token/);
    expect(await bench.read(1, 'docker service create --help')).toMatch(
      /^Usage: {2}docker service create \[OPTIONS\] IMAGE/,
    );
  });
});

describe('a wrong address', () => {
  it('is advertised like a right one, and then nobody can join', async () => {
    const bench = startBench(2);
    expect(await bench.read(1, 'docker swarm init --advertise-addr 10.9.9.9')).toContain('10.9.9.9:2377');
    expect(await bench.read(1, "docker info --format '{{.Swarm.NodeAddr}}'")).toBe('10.9.9.9');
    const token = await bench.read(1, 'docker swarm join-token -q worker');
    expect((await bench.sh(2, `docker swarm join --token ${token} node1:2377`)).stderr).toMatch(/Timeout was reached/);
  });
});
