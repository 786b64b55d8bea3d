import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { LabError, type NodePower } from '../../../../contract/index.ts';
import { EngineLine } from '../../../../test/client/engine-line.ts';
import { testDataDir, testDocker, testImages, testLog } from '../../../../test/setup/index.ts';
import type { PreparedImages } from '../../../images/index.ts';
import type { Provider, Sandbox, SandboxNode } from '../../provider.ts';
import { createDindProvider } from './index.ts';
import { containerName, dataKey, LABELS, networkName, ownedBy, sandboxLabels } from './ownership.ts';

const SIZE = { cols: 80, rows: 24 };
const soon = (ms = 60_000) => AbortSignal.timeout(ms);
const id = `host${process.pid}`;

let docker: Docker;
let images: PreparedImages;
let dataDir: string;
let line: EngineLine;
let provider: Provider;
let sandbox: Sandbox;

beforeAll(async () => {
  images = await testImages();
  dataDir = realpathSync(testDataDir());
  docker = new Docker({ socketPath: await testDocker() });
  line = new EngineLine(await testDocker());
  await line.join();
  provider = await makeProvider(line.socket);
  sandbox = await provider.open({ id, nodes: ['m1', 'w-1'], labels: {} }, { signal: soon() });
});
afterAll(async () => {
  await sandbox?.destroy(soon());
  await provider?.close();
  await line?.end();
});

function makeProvider(socket: string, other: Partial<PreparedImages> = {}): Promise<Provider> {
  return createDindProvider({ docker: socket, dataDir, images: { ...images, ...other }, log: testLog });
}

function node(index: number): SandboxNode {
  const found = sandbox.nodes[index];
  if (!found) throw new Error(`there is no node ${index}`);
  return found;
}

/** Names of all that the data folder owns on the engine and in its run folder. */
async function owned(): Promise<string[]> {
  const filters = ownedBy(dataKey(dataDir));
  const [containers, networks, { Volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listNetworks({ filters }),
    docker.listVolumes({ filters }),
  ]);
  const folders = readdirSync(join(dataDir, 'run'));
  return [
    ...containers.flatMap(({ Names }) => Names),
    ...networks.map(({ Name }) => Name),
    ...(Volumes ?? []).map(({ Name }) => Name),
    ...folders,
  ].toSorted();
}

/** Resolves when the node's power is so. */
function power(of: SandboxNode, wanted: NodePower): Promise<void> {
  return new Promise((resolve, reject) => {
    if (of.power === wanted) resolve();
    const end = of.onPower((now) => now === wanted && resolve());
    onTestFinished(end);
    soon(20_000).addEventListener('abort', () => reject(new Error(`${of.name} stayed ${of.power}`)));
  });
}

async function failure(work: Promise<unknown>): Promise<LabError> {
  const error = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  );
  if (!(error instanceof LabError)) throw error;
  return error;
}

describe('a node as a container', () => {
  test('has three capabilities more than any container, and is not privileged', async () => {
    const { HostConfig } = await docker.getContainer(containerName(id, 'm1')).inspect();
    expect(HostConfig.Privileged).toBe(false);
    expect(HostConfig.CapAdd?.toSorted()).toEqual(['NET_ADMIN', 'SYS_ADMIN', 'SYS_PTRACE']);
    expect(HostConfig.SecurityOpt?.some((option: string) => option.startsWith('seccomp={'))).toBe(true);
    expect(HostConfig.RestartPolicy?.Name).toBe('no');
  });

  test('lets docker exec into a container whose program is not root', async () => {
    const start = ['docker', 'run', '-d', '--rm', '--user', '1000', '--name', 'ordinary', 'alpine:3.22', 'sleep', '60'];
    expect((await node(0).run(start, soon())).stderr).toBe('');
    const inside = await node(0).run(['docker', 'exec', 'ordinary', 'id', '-u'], soon());
    expect(inside).toEqual({ exitCode: 0, stdout: '1000\n', stderr: '' });
    await node(0).run(['docker', 'rm', '-f', 'ordinary'], soon());
  });

  test('finds the others by name, and cannot write to the data that all start from', async () => {
    const hosts = await node(0).run(['getent', 'hosts', 'w-1'], soon());
    expect(hosts.stdout).toMatch(new RegExp(`^${node(1).address} `));
    expect((await node(0).run(['touch', '/golden/mine'], soon())).stderr).toMatch(/read-only/i);
  });

  test('is off when somebody else stops it, and on again when somebody starts it', async () => {
    const container = docker.getContainer(containerName(id, 'w-1'));
    await Promise.all([power(node(1), 'stopped'), container.kill()]);
    await Promise.all([power(node(1), 'running'), container.start()]);
    expect((await node(1).engine.info(soon())).Name).toBe('w-1');
  });

  test('kills a program, with what it started, when nobody waits for it any more', async () => {
    const abort = new AbortController();
    const running = node(0).run(['sh', '-c', 'sleep 4321 & sleep 4321; true'], abort.signal);
    const sleepers = async () => (await node(0).run(['pgrep', '-fc', '^sleep 4321'], soon())).stdout.trim();
    await expect.poll(sleepers, { timeout: 10_000 }).toBe('2');
    abort.abort(new Error('no longer'));
    await expect(running).rejects.toThrow('no longer');
    await expect.poll(sleepers, { timeout: 10_000 }).toBe('0');
  });
});

describe('a learner who plays with the shared folder', () => {
  test('does not lead the lab to another engine by a link in place of the engine', async () => {
    const swap = 'mv /run/lab/docker.sock /run/lab/kept && ln -s /var/run/docker.sock /run/lab/docker.sock';
    await node(0).run(['sh', '-c', swap], soon());
    const fresh = await makeProvider(line.socket);
    onTestFinished(() => fresh.close());
    const [again] = await fresh.adopt(soon());
    const refusal = await failure(again?.nodes[0]?.engine.info(soon()) ?? Promise.resolve());
    expect([refusal.code, refusal.message]).toEqual(['unsafePath', expect.stringContaining('is not a socket')]);
    await node(0).run(['sh', '-c', 'mv -T /run/lab/kept /run/lab/docker.sock'], soon());
    expect((await again?.nodes[0]?.engine.info(soon()))?.Name).toBe('m1');
  });

  test('does not lead the lab to another socket by a link in place of a shell', async () => {
    const path = join(dataDir, 'secret.sock');
    let visits = 0;
    const server = createServer(() => visits++).listen(path);
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    symlinkSync(path, join(dataDir, 'run', id, 'm1', 'shell-trap.sock'));
    expect((await failure(node(0).openShell('trap', SIZE, soon()))).code).toBe('unsafePath');
    expect(visits).toBe(0);
  });
});

describe('the engine of the host', () => {
  test('may go away and come back: the nodes live on, and their power is known again', async () => {
    await line.cut();
    try {
      expect((await node(0).engine.info(soon())).Name).toBe('m1');
      expect(await failure(node(0).run(['echo'], soon()))).toMatchObject({ code: 'noEngine' });
      const lost = await failure(provider.open({ id: 'nowhere', nodes: ['a'], labels: {} }, { signal: soon() }));
      expect([lost.code, lost.message]).toEqual(['noEngine', expect.stringContaining('Docker does not answer at')]);
    } finally {
      await line.join();
    }
    const container = docker.getContainer(containerName(id, 'w-1'));
    await Promise.all([power(node(1), 'paused'), container.pause()]);
    await Promise.all([power(node(1), 'running'), container.unpause()]);
  });

  test('that is not there is said as that', async () => {
    const nowhere = await makeProvider('/nowhere/docker.sock');
    onTestFinished(() => nowhere.close());
    expect((await failure(nowhere.adopt(soon()))).code).toBe('noEngine');
  });
});

describe('what an opening leaves that fails', () => {
  test('is nothing, when the nodes end at once; and the sentence names a node', async () => {
    const before = await owned();
    const broken = await makeProvider(line.socket, { nodeImage: 'alpine:3.22' });
    onTestFinished(() => broken.close());
    const opening = broken.open({ id: `broken${id}`, nodes: ['node1', 'node2'], labels: {} }, { signal: soon() });
    expect((await failure(opening)).message).toMatch(/^node\d did not start/);
    expect(await owned()).toEqual(before);
  });

  test('is all of a cluster of the same name that is there', async () => {
    const again = provider.open({ id, nodes: ['m1'], labels: {} }, { signal: soon() });
    expect((await failure(again)).message).toContain(`There is a cluster ${id} already`);
    expect((await node(0).engine.info(soon())).Name).toBe('m1');
  });

  test('is nothing, when the image of the nodes is gone', async () => {
    const before = await owned();
    const broken = await makeProvider(line.socket, { nodeImage: 'devcoin-lab/never-made:1' });
    onTestFinished(() => broken.close());
    const opening = broken.open({ id: `gone${id}`, nodes: ['node1'], labels: {} }, { signal: soon() });
    expect((await failure(opening)).code).toBe('noImage');
    expect(await owned()).toEqual(before);
  });
});

describe('after a server that ended', () => {
  test('another finds its sandbox, and removes what is not whole without following links', async () => {
    const key = dataKey(dataDir);
    const outside = join(dataDir, 'kept');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), 'kept');
    const folder = join(dataDir, 'run', 'halfone', 'node1');
    mkdirSync(folder, { recursive: true });
    symlinkSync(outside, join(folder, 'link'));
    const labels = sandboxLabels(key, 'halfone');
    await docker.createVolume({ Name: containerName('halfone', 'node1'), Labels: labels });
    await docker.createNetwork({ Name: networkName('halftwo'), Labels: sandboxLabels(key, 'halftwo') });
    const spec = JSON.stringify({ id: 'halfone', nodes: ['node1'], labels: {} });
    await docker.createContainer({
      name: containerName('halfone', 'node1'),
      Image: images.nodeImage,
      Labels: { ...labels, [LABELS.spec]: spec, [LABELS.node]: 'node1', [LABELS.address]: '172.30.250.11' },
    });

    const next = await makeProvider(line.socket);
    onTestFinished(() => next.close());
    const found = await next.adopt(soon());
    expect(found.map((one) => one.spec)).toEqual([{ id, nodes: ['m1', 'w-1'], labels: {} }]);
    expect((await owned()).filter((name) => name.includes('half'))).toEqual([]);
    expect(existsSync(join(outside, 'file'))).toBe(true);
  });

  test('a sandbox of another data folder is not touched', async () => {
    const other = await createDindProvider({ docker: line.socket, dataDir: testDataDir(), images, log: testLog });
    onTestFinished(() => other.close());
    expect(await other.adopt(soon())).toEqual([]);
    expect(node(0).power).toBe('running');
  });

  test('nothing is left of a sandbox that was destroyed', async () => {
    await sandbox.destroy(soon());
    expect(await owned()).toEqual([]);
  });
});
