import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { ConfigError } from './config-error.ts';
import type { Log } from './log.ts';
import type { Password } from './password.ts';
import type { Script } from './script.ts';

/** A connection that gives no sign for this long is given up: Redis may have moved to another machine. */
const SILENT_MS = 5000;
const LONGEST_RETRY_MS = 2000;

interface Address {
  readonly host: string;
  readonly port: number;
  readonly password: Password;
}

/** The one way to Redis. It waits for Redis as long as it takes, and says so once. */
export class RedisDoor {
  readonly #redis: Redis;
  readonly #log: Log;
  readonly #name: string;
  readonly #passwordFile: string;
  readonly #hasPassword: boolean;
  readonly #refused: (error: ConfigError) => void;
  #wasReady = false;
  #lostAt: number | undefined;
  /** What was said already since Redis was there: each complaint once. */
  readonly #complaints = new Set<string>();

  /** @param refused is told when Redis does not accept the password and never has: waiting would not help. */
  constructor(address: Address, log: Log, refused: (error: ConfigError) => void) {
    this.#log = log;
    this.#refused = refused;
    this.#name = `${address.host}:${address.port}`;
    this.#passwordFile = address.password.file;
    this.#hasPassword = address.password.text !== undefined;
    this.#redis = new Redis({
      host: address.host,
      port: address.port,
      password: address.password.text,
      protocol: 2,
      lazyConnect: true,
      socketTimeout: SILENT_MS,
      connectTimeout: SILENT_MS,
      retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, LONGEST_RETRY_MS) * (0.75 + Math.random() / 2),
      // Commands on their way fail at once when the connection does; `run` sends them again, in the open.
      maxRetriesPerRequest: 0,
    });
    this.#redis.on('error', (error) => this.#lost(error));
    this.#redis.on('close', () => this.#lost(new Error('the connection was closed')));
    this.#redis.on('ready', () => this.#back());
    this.#redis.connect().catch(() => {}); // The events above say why.
  }

  /**
   * Runs a script and returns its answer, however long Redis is away. A script may run twice when the connection breaks
   * before its answer is here; all of ours can bear that.
   */
  async run(script: Script, args: readonly string[], signal: AbortSignal): Promise<unknown> {
    for (;;) {
      signal.throwIfAborted();
      try {
        if (this.#redis.status !== 'ready') await untilAborted(this.#ready(), signal);
        return await untilAborted(this.#redis.eval(script.lua, 0, ...args), signal);
      } catch (error) {
        signal.throwIfAborted();
        // Redis has answered, but with an error: it is read-only, out of memory, or still loading. That may pass.
        if (error instanceof Error && error.name === 'ReplyError') await this.#complain(script, error, signal);
      }
    }
  }

  /** Ends the connection; what waits for it fails. */
  close(): void {
    this.#redis.removeAllListeners();
    this.#redis.on('error', () => {}); // Whatever comes now, nobody waits for it.
    this.#redis.disconnect();
  }

  #ready(): Promise<void> {
    return new Promise((resolve) => this.#redis.once('ready', () => resolve()));
  }

  #back(): void {
    const away = this.#lostAt === undefined ? undefined : Math.round((Date.now() - this.#lostAt) / 1000);
    const news = this.#wasReady ? 'Redis is back' : 'connected to Redis';
    this.#log('info', news, { redis: this.#name, awaySeconds: away });
    this.#wasReady = true;
    this.#lostAt = undefined;
    this.#complaints.clear();
  }

  #lost(error: Error & { code?: string }): void {
    const wrongPassword = /^(WRONGPASS|NOAUTH|ERR invalid password)/.test(error.message);
    if (wrongPassword && !this.#wasReady) {
      this.#refused(this.#passwordError());
      return;
    }
    if (wrongPassword && this.#isNew(error.message)) {
      this.#log('error', `Redis no longer accepts the password in ${this.#passwordFile}; trying again until it does`);
    }
    if (this.#lostAt !== undefined) return;
    this.#lostAt = Date.now();
    const news = this.#wasReady ? 'Redis is lost; trying again until it is back' : 'waiting for Redis';
    this.#log('warn', news, { redis: this.#name, why: error.message || error.code });
  }

  #passwordError(): ConfigError {
    return new ConfigError(
      this.#hasPassword
        ? `Redis at ${this.#name} does not accept the password in ${this.#passwordFile}`
        : `Redis at ${this.#name} wants a password, and the file ${this.#passwordFile} is not there`,
    );
  }

  #isNew(complaint: string): boolean {
    if (this.#complaints.has(complaint)) return false;
    this.#complaints.add(complaint);
    return true;
  }

  async #complain(script: Script, error: Error, signal: AbortSignal): Promise<void> {
    if (this.#isNew(error.message)) {
      this.#log('error', 'Redis refuses a script; trying again each second', {
        script: script.name,
        why: error.message,
      });
    }
    await sleep(1000, undefined, { signal });
  }
}

/** The outcome of the work, or the reason of the signal when that comes first. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
