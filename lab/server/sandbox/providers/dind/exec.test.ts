import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { expect, it, onTestFinished } from 'vitest';
import { execInContainer } from './exec.ts';

/** An engine with one program that runs for ever; `killed` resolves when it has answered that it kills it. */
async function engineWithProgram(): Promise<{
  docker: Docker;
  agent: Agent;
  started: Promise<void>;
  killed: Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'devcoin-lab-exec-'));
  const made: string[] = [];
  const server = createServer();
  const started = Promise.withResolvers<void>();
  const killed = Promise.withResolvers<void>();
  const json = (response: ServerResponse, body: unknown) => {
    response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  server.on('request', (request, response) => {
    if (request.url === '/containers/node/exec') json(response, { Id: `exec${made.push('')}` });
    else response.writeHead(200, { 'content-length': 0 }).end(() => killed.resolve());
  });
  server.on('upgrade', (_, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    started.resolve();
  });
  const socketPath = join(folder, 'docker.sock');
  await once(server.listen(socketPath), 'listening');
  const agent = new Agent({ keepAlive: true });
  onTestFinished(async () => {
    agent.destroy();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  const options: Docker.DockerOptions & { agent: Agent } = { socketPath, agent };
  return { docker: new Docker(options), agent, started: started.promise, killed: killed.promise };
}

it('a program that was killed leaves no connection in use', async () => {
  const { docker, agent, started, killed } = await engineWithProgram();
  const abort = new AbortController();
  const running = execInContainer(docker.getContainer('node'), { argv: ['sleep', '600'], limitBytes: 1 }, abort.signal);
  await started;
  abort.abort(new Error('no longer'));
  await expect(running).rejects.toThrow('no longer');
  await killed;
  await expect.poll(() => Object.keys(agent.sockets)).toEqual([]);
});
