import { execFileSync } from 'node:child_process';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { ROOT } from '../../cli/paths.ts';
import type { Sandbox, SandboxNode } from '../../server/sandbox/index.ts';
import { testCluster } from '../setup/cluster.ts';

const IMAGES = ['traefik:v3.7', 'redis:8', 'registry:2', 'node:24-slim', 'devcoin/webui:1.0'];
const NODES = ['node1', 'node2', 'node3', 'node4', 'node5'];
const PAGE = 'devcoin.dev-lab.io';
const API = 'devcoin-api.dev-lab.io';
/** Five nodes on two cores, each starting containers. */
const CONVERGED = { timeout: 120_000, interval: 500 };
const signal = AbortSignal.timeout(900_000);

let sandbox: Sandbox;
let node1: SandboxNode;
let closeCluster: (() => Promise<void>) | undefined;

interface Numbers {
  readonly total: number;
  readonly duplicates: number;
  readonly rate: number;
  readonly miners: readonly { readonly node: string | null; readonly hashRate: number }[];
  readonly proxy: string | null;
}

/** Runs a line in bash on a node, in the folder of the stack; throws with what it wrote when it fails. */
async function bash(line: string, node = node1): Promise<string> {
  const end = await node.run(['bash', '-c', `cd ~/devcoin 2>/dev/null; ${line}`], signal);
  if (end.exitCode !== 0) throw new Error(`${line}\n${end.stdout}${end.stderr}`);
  return end.stdout.trim();
}

function get(node: SandboxNode, host: string, path = '/'): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    const asked = request({ host: node.address, port: 80, path, headers: { Host: host }, timeout: 5000 }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.on('end', () => done({ status: answer.statusCode ?? 0, text }));
      answer.on('error', (error) => done({ status: 0, text: error.message }));
    });
    asked.on('timeout', () => asked.destroy(new Error('timeout')));
    asked.on('error', (error) => done({ status: 0, text: error.message }));
    asked.end();
  });
}

async function numbers(node = node1): Promise<Numbers> {
  const { status, text } = await get(node, API);
  if (status !== 200) throw new Error(`the API answered ${status}: ${text}`);
  return JSON.parse(text) as Numbers;
}

/** `0/1` and the like of each service of the stack. */
async function replicas(): Promise<Record<string, string>> {
  const lines = await bash("docker stack services devcoin --format '{{.Name}} {{.Replicas}}'");
  return Object.fromEntries(lines.split('\n').map((line) => line.split(' ') as [string, string]));
}

const allUp = (miners = '1/1') => ({
  devcoin_proxy: '1/1',
  devcoin_webui: '1/1',
  devcoin_api: '1/1',
  devcoin_redis: '1/1',
  devcoin_miner: miners,
});

async function coinsGrow(): Promise<void> {
  let before = -1;
  await expect
    .poll(async () => {
      const { total } = await numbers();
      const grew = before >= 0 && total > before;
      before = total;
      return grew;
    }, CONVERGED)
    .toBe(true);
}

beforeAll(async () => {
  const cluster = await testCluster({ nodes: NODES, images: IMAGES, signal });
  ({ sandbox } = cluster);
  closeCluster = cluster.close;
  node1 = sandbox.nodes[0] as SandboxNode;
  const files = execFileSync(
    'tar',
    [
      '-c',
      '--exclude=node_modules',
      '--exclude=dist',
      'apps',
      'proxy',
      ...['', '.swarm', '.final'].map((kind) => `docker-compose${kind}.yml`),
    ],
    { cwd: ROOT, maxBuffer: 64 * 1024 ** 2 },
  );
  await node1.run(['mkdir', '-p', '/root/devcoin'], signal);
  await node1.run(['tar', '-x', '-C', '/root/devcoin'], signal, files);
  await bash(`docker swarm init --advertise-addr ${node1.address}`);
  for (const [i, node] of sandbox.nodes.slice(1).entries()) {
    const token = await bash(`docker swarm join-token -q ${i < 2 ? 'manager' : 'worker'}`);
    await bash(`docker swarm join --token ${token} ${node1.address}:2377`, node);
  }
}, 600_000);

afterAll(async () => {
  await closeCluster?.();
}, 120_000);

describe('the DevCoin stack on a swarm of five nodes', () => {
  it('is built without a network, and pushed to a registry that every node reaches', async () => {
    await bash('docker service create --name registry --publish 5000:5000 registry:2');
    const since = performance.now();
    await bash('docker compose -f docker-compose.swarm.yml build api miner');
    expect(performance.now() - since).toBeLessThan(120_000);
    await expect
      .poll(() => bash('docker compose -f docker-compose.swarm.yml push api miner').then(() => 'pushed'), CONVERGED)
      .toBe('pushed');
    const { repositories } = JSON.parse(await bash('curl -fsS http://127.0.0.1:5000/v2/_catalog', sandbox.nodes[4]));
    expect(repositories).toEqual(['devcoin/api', 'devcoin/miner']);
  });

  it('is refused before its networks are there', async () => {
    await expect(bash('docker stack deploy -c docker-compose.swarm.yml devcoin')).rejects.toThrow(/devcoin_overlay_/);
    await bash('docker network create --driver overlay devcoin_overlay_private');
    await bash('docker network create --driver overlay devcoin_overlay_proxy');
  });

  it('comes up; both names answer on every node, and coins grow', async () => {
    await bash('docker stack deploy -c docker-compose.swarm.yml devcoin');
    await expect.poll(replicas, CONVERGED).toEqual(allUp());
    for (const node of sandbox.nodes) {
      await expect.poll(async () => (await get(node, PAGE)).text, CONVERGED).toContain('<title>');
      await expect.poll(async () => (await get(node, API)).status, CONVERGED).toBe(200);
    }
    await coinsGrow();
    expect(NODES).toContain((await numbers()).proxy);
  });

  it('mines three times as fast with three miners, and no job twice', async () => {
    await expect.poll(async () => (await numbers()).miners.length, CONVERGED).toBe(1);
    let one = 0;
    // The rate looks back ten seconds; it has settled when it stays where the miner's own hash rate puts it.
    await expect
      .poll(async () => (one = (await numbers()).rate), { timeout: 40_000, interval: 1000 })
      .toBeGreaterThan(3);
    await bash('docker service scale --detach devcoin_miner=3');
    await expect.poll(replicas, CONVERGED).toEqual(allUp('3/3'));
    await expect
      .poll(async () => (await numbers()).rate / one, { timeout: 60_000, interval: 1000 })
      .toBeGreaterThan(2.2);
    const now = await numbers();
    expect(new Set(now.miners.map(({ node }) => node)).size).toBeGreaterThan(1);
    expect(now.duplicates).toBe(0);
  });

  it('takes its configuration from configs', async () => {
    await bash('docker config create miner apps/miner/config.yml');
    await bash('docker config create traefik proxy/traefik-swarm.yml');
    await bash('docker stack deploy -c docker-compose.final.yml devcoin');
    await expect.poll(replicas, CONVERGED).toEqual(allUp());
    await coinsGrow();
    await bash("sed 's/^hashRate: .*/hashRate: 40000/' apps/miner/config.yml | docker config create miner_v2 -");
    await bash(
      'docker service update --detach --config-rm miner --config-add source=miner_v2,target=/etc/devcoin/miner.yml devcoin_miner',
    );
    await expect
      .poll(async () => (await numbers()).miners.map(({ hashRate }) => Math.round(hashRate / 10_000)), CONVERGED)
      .toEqual([4]);
  });

  it('hides Redis behind a password that nobody knows', async () => {
    await bash('openssl rand -base64 20 | docker secret create redis -');
    await node1.writeFile('~/devcoin/docker-compose.final.yml', Buffer.from(withSecret()), signal);
    await bash('docker stack deploy -c docker-compose.final.yml devcoin');
    const refused = async (): Promise<string> => {
      for (const node of sandbox.nodes) {
        const id = await bash('docker ps -q --filter label=com.docker.swarm.service.name=devcoin_redis', node);
        if (id) return bash(`docker exec ${id.split('\n')[0]} redis-cli ping`, node);
      }
      return 'no redis';
    };
    await expect.poll(refused, CONVERGED).toMatch(/NOAUTH/);
    await expect.poll(replicas, CONVERGED).toEqual(allUp());
    await coinsGrow();
  });
});

/** The final file as it is after the exercise: the secret is external, mounted where it is read, and Redis asks for it. */
function withSecret(): string {
  const file = parse(execFileSync('cat', ['docker-compose.final.yml'], { cwd: ROOT, encoding: 'utf8' }));
  file.secrets = { redis: { external: true } };
  for (const name of ['redis', 'miner', 'api']) file.services[name].secrets = ['redis'];
  file.services.redis.command =
    'sh -c \'redis-server --appendonly yes --appendfsync always --requirepass "$$(cat /run/secrets/redis)"\'';
  return stringify(file);
}
