import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCatalogue } from './catalogue.ts';
import { currentImage, ensureImage } from './course-images.ts';
import { type ImageTrial, openImageTrial, trialBench } from './image-trial.ts';
import { connectEngine, listImages, prepareNamedImages } from './index.ts';
import { ROOT } from './needs/root.ts';

const DOCKER = '/var/run/docker.sock';
const NAMES = [
  'redis:8',
  'node:24-slim',
  'traefik:v3.7',
  'registry:2',
  '4km3/dnsmasq:2.90-r3',
  'prom/prometheus:v2.53.3',
  'prom/node-exporter:v1.9.0',
];

describe('the images of the DevCoin stack', () => {
  const docker = connectEngine(DOCKER);
  const signal = new AbortController().signal;
  const log = pino({ level: 'silent' });
  let dataDir: string;
  let trial: ImageTrial;

  const prepare = (images: readonly string[], onProgress = (_: string): void => {}) =>
    prepareNamedImages({ docker: DOCKER, images, dataDir, onProgress, signal, log });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'devcoin-lab-named-'));
    trial = await openImageTrial(docker, `devcoin-lab-test-${randomBytes(4).toString('hex')}`);
    await prepare(NAMES);
  });
  afterAll(async () => {
    await trial.close();
    await rm(dataDir, { recursive: true });
  });

  it('are left alone when they are there', async () => {
    const said: string[] = [];
    const before = (await listImages(DOCKER)).flatMap(({ present }) => present?.id ?? []);
    expect((await prepare(NAMES, (sentence) => said.push(sentence))).map(({ image }) => image)).toContain('redis:8');
    expect(said.filter((sentence) => !/^(Looking for|Pulling)/.test(sentence))).toEqual([]);
    expect((await listImages(DOCKER)).flatMap(({ present }) => present?.id ?? [])).toEqual(before);
  });

  it('redis answers from another container, as its own user, and keeps its data when it starts again', async () => {
    const redis = await trial.start('redis:8', { Cmd: ['redis-server', '--appendonly', 'yes'] });
    await trial.until(redis, ['redis-cli', 'ping'], 'PONG');
    const host = await trial.addressOf(redis);
    expect(await trial.once('redis:8', ['redis-cli', '-h', host, 'set', 'coins', '7'])).toBe('OK');
    expect(await trial.exec(redis, ['stat', '-c', '%u', '/proc/1', '/data/appendonlydir'])).toBe('999\n999');
    await redis.restart({ t: 5 });
    await trial.until(redis, ['redis-cli', '--raw', 'get', 'coins'], '7');
  });

  it('redis takes its password from a file, by a shell', async () => {
    const command = 'echo hidden > /run/redis && redis-server --requirepass "$(cat /run/redis)"';
    const redis = await trial.start('redis:8', { Cmd: ['sh', '-c', command] });
    await trial.until(redis, ['redis-cli', '-a', 'hidden', '--no-auth-warning', 'ping'], 'PONG');
    expect(await trial.exec(redis, ['redis-cli', 'ping'])).toContain('NOAUTH');
  });

  it.each(['miner', 'api', 'webui'])('node builds the %s without a network', async (app) => {
    const folder = join(ROOT, 'apps', app);
    expect(existsSync(join(folder, 'Dockerfile'))).toBe(true);
    await trial.build(folder, `${trial.name}-${app}:1`);
  });

  it('node runs a program by itself and looks names up', async () => {
    expect(await trial.once('node:24-slim', ['-p', 'process.versions.node.split(".")[0]'])).toBe('24');
    const other = await trial.start('redis:8', { name: `${trial.name}-other` });
    const look = `require('dns').lookup('${trial.name}-other', (error, address) => console.log(address))`;
    expect(await trial.once('node:24-slim', ['node', '-e', look])).toBe(await trial.addressOf(other));
  });

  it('traefik reads a file of settings and answers its own ping', async () => {
    const file = join(dataDir, 'traefik.yml');
    await writeFile(file, 'entryPoints: { web: { address: ":80" } }\nping: { entryPoint: web }\n');
    const traefik = await trial.start('traefik:v3.7', {
      Cmd: ['--configFile=/etc/traefik/own.yml'],
      HostConfig: { Binds: [`${file}:/etc/traefik/own.yml:ro`] },
    });
    await trial.until(traefik, ['traefik', 'healthcheck', '--configFile=/etc/traefik/own.yml'], /^OK/);
  });

  it('prometheus asks an exporter that it is told of, and has a page for people', async () => {
    const file = join(dataDir, 'prometheus.yml');
    const exporter = await trial.start('prom/node-exporter:v1.9.0', {});
    const target = `${await trial.addressOf(exporter)}:9100`;
    const jobs = [{ job_name: 'nodes', scrape_interval: '1s', static_configs: [{ targets: [target] }] }];
    await writeFile(file, JSON.stringify({ scrape_configs: jobs }));
    const prometheus = await trial.start('prom/prometheus:v2.53.3', {
      Cmd: ['--config.file=/etc/prometheus/own.yml', '--storage.tsdb.path=/prometheus'],
      HostConfig: { Binds: [`${file}:/etc/prometheus/own.yml:ro`] },
    });
    const ask = (path: string) => ['wget', '-q', '-O', '-', `http://127.0.0.1:9090${path}`];
    await trial.until(prometheus, ask('/api/v1/query?query=up{job="nodes"}'), /"value":\[[\d.]+,"1"\]/);
    const page = await trial.exec(prometheus, ask('/'));
    const scripts = [...page.matchAll(/src="([^"]+\.js)[^"]*"/g)].map(([, path]) => path ?? '');
    expect(scripts).not.toEqual([]);
    for (const path of scripts) expect((await trial.exec(prometheus, ask(path))).length, path).toBeGreaterThan(500);
  });

  it('the name server answers for what it is told, and for nothing else', async () => {
    const zone = ['--user=root', '--no-resolv', '--host-record=devcoin.example,192.0.2.7'];
    const server = await trial.start('4km3/dnsmasq:2.90-r3', { Cmd: zone });
    await trial.until(server, ['nslookup', 'devcoin.example', '127.0.0.1'], /192\.0\.2\.7/);
    await trial.until(server, ['sh', '-c', 'nslookup other.example 127.0.0.1 2>&1 || true'], /REFUSED/);
  });

  /** A registry, and the address it has for the engine. */
  async function openRegistry(): Promise<string> {
    const registry = await trial.start('registry:2', {
      ExposedPorts: { '5000/tcp': {} },
      HostConfig: { PortBindings: { '5000/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
    });
    await trial.until(registry, ['wget', '-q', '-O', '-', 'http://127.0.0.1:5000/v2/'], '{}');
    return `127.0.0.1:${await trial.portOf(registry, '5000/tcp')}`;
  }

  it('registry takes a push and says so', async () => {
    const address = await openRegistry();
    await trial.push('redis:8', { repo: `${address}/store`, tag: '1' });
    const answer = await fetch(`http://${address}/v2/_catalog`);
    expect(await answer.json()).toEqual({ repositories: ['store'] });
  });

  it('an image that a registry has gets the packages on top; one that was pulled since is not taken for it', async () => {
    const address = await openRegistry();
    const [bare, from, image] = ['devcoin-lab/bare/node:24-slim', `${address}/node`, `${trial.name}:1`];
    await trial.push(bare, { repo: from, tag: '1' });
    const source = { from: 'registry' as const, image: `${from}:1` };
    const onTop = { folder: 'layers/npm-cache', needs: { npmCache: ['apps/miner'] } };
    const { node } = await loadCatalogue();
    const bench = trialBench(docker, { node, images: [{ name: image, sources: [source], onTop }] });
    const noNode = (): Promise<string> => Promise.reject(new Error('no node image is needed here'));
    trial.forget(image);
    trial.forget(`devcoin-lab/bare/${image}`);

    const made = await ensureImage(bench, image, noNode);
    expect(made.carries).toBe('the packages of DevCoin, so that builds need no network');
    expect(await currentImage(bench, image)).toEqual(made);
    expect(await trial.once(image, ['npm', 'config', 'get', 'cache'])).toBe('/opt/npm');

    await docker.getImage('redis:8').tag({ repo: trial.name, tag: '1' });
    expect(await currentImage(bench, image)).toBeUndefined();
  });
});
