import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';

const run = promisify(execFile);
const docker = async (...args: string[]) => (await run('docker', args)).stdout.trim();

/** A real Redis in a container, on a port of its own, that writes each change to the disk before it answers. */
export interface RedisContainer {
  readonly port: number;
  /** For looking at what the miners have written. */
  readonly client: Redis;
  /** Ends it as a power cut would. Its data stay. */
  kill(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts a Redis; the image has to be there. */
export async function startRedis(): Promise<RedisContainer> {
  // Fixed and not chosen by Docker: it has to be the same after a restart.
  const port = await freePort();
  const flags = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
  const publish = `127.0.0.1:${port}:6379`;
  const id = await docker('run', '--detach', '--publish', publish, 'redis:8', 'redis-server', ...flags);
  const client = new Redis({ port, host: '127.0.0.1', maxRetriesPerRequest: null, protocol: 2 });
  client.on('error', () => {}); // Being away is what the tests are about.
  return {
    port,
    client,
    kill: async () => void (await docker('kill', '--signal', 'KILL', id)),
    start: async () => void (await docker('start', id)),
    async remove() {
      client.disconnect();
      await docker('rm', '--force', '--volumes', id);
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
