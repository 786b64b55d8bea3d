// Requests a second for the summary, against a bare Express handler that returns the same bytes. Prints one line of JSON.
// Redis is where REDIS_HOST and REDIS_PORT say. The servers have a process each, and so has the client: this one.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import express from 'express';

const ROUNDS = 5;
const ROUND_MS = 1500;
const CONNECTIONS = 32;

const [role, barePort] = process.argv.slice(2);
if (role === 'bare') serveBare(Number(barePort));
else await compare();

function serveBare(port: number): void {
  const body = process.env.BODY ?? '';
  express()
    // Without what Express does by default and we do not either: a harder comparison.
    .disable('x-powered-by')
    .disable('etag')
    .get('/', (_req, res) => {
      res.setHeader('Content-Type', 'application/json');
      res.end(body);
    })
    .listen(port);
}

async function compare(): Promise<void> {
  const ports = { ours: await freePort(), theirs: await freePort() };
  const servers: ChildProcess[] = [];
  try {
    const env = { ...process.env, PORT: `${ports.ours}` };
    servers.push(fork(`${import.meta.dirname}/src/main.ts`, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
    const BODY = await answerOf(ports.ours);
    servers.push(fork(import.meta.filename, ['bare', `${ports.theirs}`], { env: { ...process.env, BODY } }));
    await answerOf(ports.theirs);

    const figures = { ours: [] as number[], theirs: [] as number[] };
    for (const port of [ports.ours, ports.theirs]) await requestsPerSecond(port);
    for (let round = 0; round < ROUNDS; round += 1) {
      figures.ours.push(await requestsPerSecond(ports.ours));
      figures.theirs.push(await requestsPerSecond(ports.theirs));
    }
    console.log(JSON.stringify({ ours: median(figures.ours), theirs: median(figures.theirs) }));
  } finally {
    for (const server of servers) server.kill();
  }
}

/** The server's answer, asked for until it is there and well. */
async function answerOf(port: number): Promise<string> {
  const end = AbortSignal.timeout(20_000);
  let last = 'no answer';
  while (!end.aborted) {
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: end });
      last = await answer.text();
      if (answer.ok) return last;
    } catch (error) {
      last = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The server on port ${port} does not answer as it should: ${last}`);
}

/** Keeps the server busy for a round. Sockets are used as they are: a client that does more would be what is measured. */
async function requestsPerSecond(port: number): Promise<number> {
  const request = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  let answers = 0;
  const sockets = Array.from({ length: CONNECTIONS }, () => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(request)).setNoDelay();
    let got = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      got += chunk;
      const head = got.indexOf('\r\n\r\n');
      if (head < 0 || got.length < head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(got)?.[1])) return;
      if (!got.startsWith('HTTP/1.1 200 ')) throw new Error(`The server on port ${port} failed: ${got}`);
      got = '';
      answers += 1;
      socket.write(request);
    });
    return socket;
  });
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  const perSecond = (answers / (performance.now() - start)) * 1000;
  await Promise.all(sockets.map((socket) => once(socket.destroy(), 'close')));
  return Math.round(perSecond);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
