import { naiveClaims } from './claim/naive.ts';
import { queueClaims } from './claim/queue.ts';
import { type Config, DEFAULT_PASSWORD_FILE, readConfig } from './config.ts';
import { ConfigError, EXIT_CONFIG } from './config-error.ts';
import { identityOf } from './identity.ts';
import { createLog } from './log.ts';
import { Pacer } from './pacer.ts';
import { readPassword } from './password.ts';
import { Presence } from './presence.ts';
import { keepPulse, pulseFile } from './pulse.ts';
import { RedisDoor } from './redis-door.ts';
import { work } from './work.ts';

/** Docker waits 10 s before it kills; nobody else should have to wait longer than a second for this miner. */
const LAST_WORDS_MS = 700;
const CLAIM_MODES = { naive: naiveClaims, queue: queueClaims };

/** Puts the parts together and mines until the signal comes. */
async function mine(stop: AbortController): Promise<void> {
  const miner = identityOf(process.env);
  const config = readConfig(process.env.MINER_CONFIG || '/etc/devcoin/miner.yml');
  const password = readPassword(passwordFile(config, process.env));
  const log = createLog(config.logLevel);
  const stopping = stop.signal;
  const deadline = later(stopping, LAST_WORDS_MS);

  const redis = new RedisDoor({ ...config.redis, password }, log, (error) => stop.abort(error));
  const claims = CLAIM_MODES[config.claimMode](redis, miner);
  const presence = new Presence(redis, miner, config);
  const pacer = new Pacer(config.hashRate);
  const score = { coins: 0, duplicates: 0 };
  const endPulse = keepPulse(pulseFile(miner.id), () => presence.answeredAt, log);
  log('info', 'the miner starts', { ...miner, ...config });

  // Both end by the signal only. Whatever else ends one of them ends the miner.
  const end = (error: unknown) => stop.abort(error);
  await Promise.all([
    work({ claims, difficultyBits: config.difficultyBits, pacer, score, log, stopping, deadline }).catch(end),
    presence.show(pacer, score, stopping).catch(end),
  ]);
  endPulse();
  if (!(stopping.reason instanceof ConfigError)) await leave();
  redis.close();
  if (stopping.reason instanceof Error) throw stopping.reason;

  async function leave() {
    try {
      await claims.giveBack(deadline);
      await presence.leave(deadline);
      log('info', 'the miner stops', { ...score });
    } catch {
      log('warn', 'the miner stops without Redis; its job goes to another in 5 seconds', { ...score });
    }
  }
}

/** The file in the configuration, unless that is the usual one and the environment names another. */
function passwordFile(config: Config, env: NodeJS.ProcessEnv): string {
  const named = config.redis.passwordFile;
  return (named === DEFAULT_PASSWORD_FILE && env.REDIS_PASSWORD_FILE) || named;
}

/** A signal that aborts some time after another. */
function later(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => controller.abort(), ms).unref(), { once: true });
  return controller.signal;
}

const stop = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => stop.abort(name));

try {
  await mine(stop);
} catch (error) {
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : 1;
  console.error(error instanceof ConfigError ? `devcoin-miner: ${error.message}` : error);
}
// All is said and closed. A connection that was just being tried would keep the process for seconds.
process.exit();
