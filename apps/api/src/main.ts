import { once } from 'node:events';
import { createServer } from 'node:http';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { Hub } from './events/hub.ts';
import { listen } from './listen.ts';
import { openLog } from './log.ts';
import { createNumbers } from './numbers.ts';
import { keepPulse } from './pulse.ts';
import { openDoor } from './redis/door.ts';
import { stopServing } from './stop.ts';

/** EX_CONFIG of sysexits.h: a new start will not help, a better configuration will. */
const EXIT_CONFIG = 78;

try {
  await serve();
} catch (error) {
  process.exitCode = error instanceof ConfigError ? EXIT_CONFIG : 1;
  console.error(error instanceof ConfigError ? `devcoin-api: ${error.message}` : error);
}

/** Puts the parts together and serves until the signal comes. */
async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = openLog();
  const { servedBy } = config;
  const stopping = new AbortController();
  const signals = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);

  const server = createServer();
  await listen(server, config.port);
  const door = openDoor(config.redis, log);
  const numbers = createNumbers(door, servedBy);
  const hub = new Hub(door, numbers, log);
  server.on('request', createApp({ servedBy, numbers, hub, log, stopping: stopping.signal }));
  const endPulse = keepPulse(log);
  log.info(`Listening on port ${config.port}.`, { ...servedBy });

  await signals;
  stopping.abort();
  log.info('Stopping.');
  await stopServing(server, hub);
  door.close();
  endPulse();
  // A connection to Redis that is just being made would keep the program for seconds.
  process.exit();
}
