import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** All that can be set from outside. */
export interface Config {
  readonly port: number;
  readonly redis: RedisAddress;
  readonly servedBy: ServedBy;
}

/** Where Redis is, and what opens it. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** Undefined when there is no file with one. */
  readonly password: string | undefined;
  /** Named in error messages, so that the reader knows where to look. */
  readonly passwordFile: string;
}

/** Which of several copies of this program answers. */
export interface ServedBy {
  readonly host: string;
  readonly task: string;
  readonly node: string | null;
  /** Of this program, so that one sees which of two versions answers while one takes the place of the other. */
  readonly version: string | null;
}

/** Something is set to a value that cannot work; the message says what, where and how to mend it. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PASSWORD_FILE = '/run/secrets/redis';

/** Reads the configuration from environment variables and the file with the password. */
export function readConfig(env: Environment, host = hostname()): Config {
  return {
    port: readPort(env, 'PORT', 8080),
    redis: {
      host: env.REDIS_HOST || 'redis',
      port: readPort(env, 'REDIS_PORT', 6379),
      ...readPassword(env.REDIS_PASSWORD_FILE),
    },
    servedBy: {
      host,
      task: readHeader(env, 'TASK_NAME') ?? host,
      node: env.NODE_NAME || null,
      version: readHeader(env, 'VERSION'),
    },
  };
}

/** The port that a variable names. */
export function readPort(env: Environment, name: string, otherwise: number): number {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  throw new ConfigError(`${name} is "${text}", but must be a port number from 1 to 65535, such as ${otherwise}.`);
}

function readPassword(named: string | undefined): { password: string | undefined; passwordFile: string } {
  const passwordFile = named || DEFAULT_PASSWORD_FILE;
  try {
    // A newline at the end comes from `echo` and editors; it is no part of the password.
    const password = readFileSync(passwordFile, 'utf8').replace(/\r?\n$/, '');
    if (password) return { password, passwordFile };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && passwordFile === DEFAULT_PASSWORD_FILE) return { password: undefined, passwordFile };
    const what = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    throw new ConfigError(
      `The file with the Redis password, ${passwordFile}, ${what}: mount it there, or set REDIS_PASSWORD_FILE to where it is.`,
    );
  }
  throw new ConfigError(`The file with the Redis password, ${passwordFile}, is empty: put the password into it.`);
}

/** A value that is sent as a header, where only these characters may stand; null when it is not set. */
function readHeader(env: Environment, name: string): string | null {
  const text = env[name];
  if (!text || /^[\x20-\x7e]+$/.test(text)) return text || null;
  throw new ConfigError(`${name} is ${JSON.stringify(text)}, but may only have printable ASCII characters.`);
}
