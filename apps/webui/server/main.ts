import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { keepPulse } from './pulse.ts';

const EXIT_CONFIG = 78;
const dist = join(import.meta.dirname, '..', 'dist');

function fail(sentence: string, code: number): never {
  console.error(`devcoin-webui: ${sentence}`);
  process.exit(code);
}

function start(): void {
  const config = readConfig(process.env, hostname());
  if (!existsSync(join(dist, 'index.html'))) fail(`there is no page in ${dist}; make it with "npm run build".`, 1);

  const server = createServer(createApp(config, dist));
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') fail(`port ${config.port} is taken; set PORT to another one.`, EXIT_CONFIG);
    if (error.code === 'EACCES') fail(`port ${config.port} is not allowed here; set PORT above 1023.`, EXIT_CONFIG);
    fail(error.message, 1);
  });
  server.listen(config.port, () => {
    console.log(`devcoin-webui: ${config.task} listens on port ${config.port}`);
    server.once('close', keepPulse());
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      // Who is being answered gets half a second more.
      setTimeout(() => server.closeAllConnections(), 500).unref();
    });
  }
}

try {
  start();
} catch (error) {
  if (error instanceof ConfigError) fail(error.message, EXIT_CONFIG);
  throw error;
}
