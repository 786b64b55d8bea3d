import { EventEmitter, once } from 'node:events';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from '../config.ts';
import type { Log } from '../log.ts';
import { explainAway, type RedisAway } from './away.ts';

/** The only way to Redis. It reconnects for ever, and says once when Redis is lost and once when it is back. */
export interface Door {
  /** Why Redis gives no answers now; undefined while it does. */
  readonly away: RedisAway | undefined;
  /** Asks Redis. Fails at once with `RedisAway` while it is away: nobody waits for an answer that may never come. */
  ask<T>(question: (redis: Redis) => Promise<T>): Promise<T>;
  /** A connection of one's own for commands that wait. It is not made again when it is lost. */
  openWaiting(signal: AbortSignal): Promise<Redis>;
  /** Waits until Redis gives answers. */
  whenHere(signal: AbortSignal): Promise<void>;
  /** Calls back whenever Redis is lost or back; returns what ends that. */
  onChange(listener: () => void): () => void;
  close(): void;
}

/** How long Redis may be silent before the connection counts as dead. */
const SILENCE_MS = 2000;
/** How long a waiting read waits; its connection may be silent for longer than that. */
export const BLOCK_MS = 2000;

const sleepMs = (attempt: number): number => Math.min(100 * 2 ** Math.min(attempt, 5), 2000) + Math.random() * 100;

/** Opens the door; the first connection is made in the background. */
export function openDoor(address: RedisAddress, log: Log): Door {
  const options: RedisOptions = {
    host: address.host,
    port: address.port,
    password: address.password,
    // The newer protocol would change the shape of some answers when a password is given that Redis does not want.
    protocol: 2,
    connectTimeout: 3000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: 500,
  };
  const redis = new Redis({ ...options, socketTimeout: SILENCE_MS, retryStrategy: sleepMs });
  const changes = new EventEmitter().setMaxListeners(0);
  let away: RedisAway | undefined = explainAway(undefined, address);
  let logged: string | undefined;

  function lose(why: RedisAway): void {
    const wasHere = away === undefined;
    away = why;
    // The reason of the first failure is worth a line, and so is a refused password; attempts that fail alike are not.
    if (logged === undefined || (why.reason === 'password' && logged !== 'password')) {
      logged = why.reason;
      log.warn(why.message);
    }
    if (wasHere) changes.emit('change');
  }
  redis.on('error', (error: Error) => lose(explainAway(error, address)));
  redis.on('close', () => {
    if (away === undefined) lose(explainAway(undefined, address));
  });
  redis.on('ready', () => {
    away = undefined;
    log.info(`Redis at ${address.host}:${address.port} ${logged === undefined ? 'is here' : 'is back'}.`);
    logged = undefined;
    changes.emit('change');
  });

  return {
    get away() {
      return away;
    },
    async ask(question) {
      if (away) throw away;
      try {
        return await question(redis);
      } catch (error) {
        // Redis answered, but the key is not what the contract says: no matter of the connection.
        if (error instanceof Error && error.name === 'ReplyError' && !/^(NOAUTH|LOADING)/.test(error.message))
          throw error;
        throw away ?? explainAway(error instanceof Error ? error : undefined, address);
      }
    },
    async openWaiting(signal) {
      const own = new Redis({
        ...options,
        socketTimeout: BLOCK_MS + SILENCE_MS,
        retryStrategy: null,
        lazyConnect: true,
      });
      // Failures come out of the commands as well; what is to be said about them is said for the main connection.
      own.on('error', () => undefined);
      signal.addEventListener('abort', () => own.disconnect(), { once: true });
      await own.connect();
      return own;
    },
    async whenHere(signal) {
      while (away) await once(changes, 'change', { signal });
    },
    onChange(listener) {
      changes.on('change', listener);
      return () => changes.off('change', listener);
    },
    close() {
      // That it ends now is no news.
      redis.removeAllListeners('close');
      redis.disconnect();
    },
  };
}
