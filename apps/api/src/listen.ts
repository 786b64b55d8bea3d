import { once } from 'node:events';
import type { Server } from 'node:http';
import { ConfigError } from './config.ts';

/** A proxy keeps idle connections for 90 s; when we close one first, a request that is on its way is lost. */
const KEEP_IDLE_MS = 95_000;

/** Listens on a port, or says in words why it cannot. */
export async function listen(server: Server, port: number): Promise<void> {
  server.keepAliveTimeout = KEEP_IDLE_MS;
  try {
    await once(server.listen(port), 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(`Port ${port} is taken by another program: stop that one, or set PORT to another port.`);
    }
    if (code === 'EACCES') {
      throw new ConfigError(`Port ${port} is not for ordinary users: set PORT to a port of 1024 or above.`);
    }
    throw error;
  }
}
