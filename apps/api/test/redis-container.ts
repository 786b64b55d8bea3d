import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';

const docker = async (...args: string[]): Promise<string> => (await promisify(execFile)('docker', args)).stdout.trim();

/** A real Redis in a container of the local engine, on a free port of the loopback. */
export interface RedisContainer {
  readonly port: number;
  /** A connection to write with, as a miner would. */
  readonly client: Redis;
  kill(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts a container and waits until Redis answers. */
export async function startRedis(password?: string): Promise<RedisContainer> {
  const port = await freePort();
  const secured = password === undefined ? [] : ['redis-server', '--requirepass', password];
  const id = await docker('run', '-d', '-p', `127.0.0.1:${port}:6379`, 'redis:8', ...secured);
  const retryStrategy = () => 50;
  const client = new Redis({ host: '127.0.0.1', port, password, maxRetriesPerRequest: null, retryStrategy });
  client.on('error', () => undefined);
  await client.ping();
  return {
    port,
    client,
    async kill() {
      await docker('kill', id);
    },
    async start() {
      await docker('start', id);
    },
    async remove() {
      client.disconnect();
      await docker('rm', '-f', '-v', id);
    },
  };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
