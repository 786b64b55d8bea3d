import { hostname } from 'node:os';
import { ConfigError } from './config-error.ts';

/** Who this miner is in Redis and on the page. */
export interface Identity {
  /** Consumer of the queue and part of a key; no two miners may share it. In a container the host name is unique. */
  readonly id: string;
  readonly task: string;
  readonly node: string;
}

/** Reads the identity from the environment; an empty variable counts as a missing one. */
export function identityOf(env: NodeJS.ProcessEnv): Identity {
  const id = env.MINER_ID || hostname();
  if (!/^[\w.-]+$/.test(id)) {
    throw new ConfigError(
      `MINER_ID is ${JSON.stringify(id)}; it may have letters, digits, dots, dashes and underscores`,
    );
  }
  return { id, task: env.TASK_NAME || hostname(), node: env.NODE_NAME || '' };
}
