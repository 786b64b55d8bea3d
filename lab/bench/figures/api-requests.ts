import { createConnection } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type Docker from 'dockerode';
import { connectEngine, prepareNamedImages } from '../../server/images/index.ts';
import { runAppScript } from '../app-script.ts';
import { atLeastRatio, type BenchContext, type Figure } from '../figure.ts';

/** How many requests a second the API answers from one core, beside Express with nothing to do. */
export const apiRequests: Figure = {
  name: 'api requests',
  about: 'requests a second; ours: GET / of the API on a real Redis; theirs: bare Express with the same bytes',
  async measure(context) {
    const redis = await startRedis(context);
    try {
      const env = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) };
      const { ours, theirs } = await runAppScript<{ ours: number; theirs: number }>(
        'api/bench.ts',
        env,
        context.signal,
      );
      return atLeastRatio({ name: 'api requests', unit: 'requests/s', ours, theirs }, 0.7);
    } finally {
      await redis.container.remove({ force: true, v: true });
    }
  },
};

async function startRedis({
  config,
  log,
  signal,
  say,
}: BenchContext): Promise<{ container: Docker.Container; port: number }> {
  const { docker, dataDir } = config;
  await prepareNamedImages({ docker, images: ['redis:8'], dataDir, signal, log, onProgress: say });
  const container = await connectEngine(docker).createContainer({
    Image: 'redis:8',
    Labels: { 'org.devcoin-lab.bench': '1' },
    ExposedPorts: { '6379/tcp': {} },
    HostConfig: { PortBindings: { '6379/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] } },
  });
  await container.start();
  const { NetworkSettings } = await container.inspect();
  const port = Number(NetworkSettings.Ports['6379/tcp']?.[0]?.HostPort);
  while (!(await answers(port))) await wait(50, undefined, { signal });
  return { container, port };
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('error', () => done(false));
    // The engine's own proxy takes a connection before Redis listens; an answer comes from Redis alone.
    socket.once('close', () => done(false));
    socket.once('data', () => {
      done(true);
      socket.destroy();
    });
    socket.write('PING\r\n');
  });
}
