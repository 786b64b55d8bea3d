import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import { parseConfig } from '../server/config.ts';
import { refuseTakenPort } from './free-port.ts';
import { interruptSignal } from './interrupt.ts';
import { LAB, ROOT } from './paths.ts';

const DEV_DATA = join(ROOT, '.devcoin-lab', 'dev');

export const dev = defineCommand({
  meta: {
    name: 'dev',
    description: 'Develops the lab without Docker: simulated nodes, pages and server that follow every edit',
  },
  args: {
    port: { type: 'string', valueHint: 'number', description: 'Port of the pages (default: 5173)' },
    server: { type: 'string', valueHint: 'number', description: 'Port of the server behind them (default: 7070)' },
  },
  async run({ args }) {
    const { port } = parseConfig({ port: args.port ?? 5173 });
    const server = parseConfig({ port: args.server ?? 7070, provider: 'fake', data: DEV_DATA });
    await refuseTakenPort(server.host, server.port);
    const signal = interruptSignal();
    process.env.LAB_SERVER = `http://127.0.0.1:${server.port}`;
    const { createServer } = await import('vite');
    const pages = await createServer({
      configFile: join(LAB, 'ui', 'vite.config.ts'),
      root: join(LAB, 'ui'),
      server: { port, strictPort: args.port !== undefined },
    });
    await pages.listen();
    const address = pages.resolvedUrls?.local[0] ?? `http://localhost:${port}/`;
    console.log(`  Learners    ${address}`);
    const child = startServer(server.port, address);
    await Promise.race([once(signal, 'abort'), once(child, 'exit')]);
    child.kill('SIGTERM');
    await pages.close();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    process.exit(signal.aborted ? 0 : 1);
  },
});

/** The server in a process of its own, started again by Node whenever a file of it changes. */
function startServer(port: number, pages: string): ChildProcess {
  const file = join(import.meta.dirname, 'dev-server.ts');
  const argv = ['--watch', '--watch-preserve-output', file, String(port), DEV_DATA, pages];
  return spawn(process.execPath, argv, { stdio: 'inherit' });
}
