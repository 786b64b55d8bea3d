import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALIVE_PATH, emptySnapshot, LabError, PROBE_LABEL, PROBE_PATH } from '../../contract/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';
import { createPreviews, type Previews } from './index.ts';

const PAGE = 'text/html,application/xhtml+xml';
let app: Server;
let front: Server;
let second: Server;
let previews: Previews;
let seats: Set<string>;
/** Streams into the app that are open. */
let streams: Set<Duplex>;
let seen: IncomingHttpHeaders[];
let isOff: boolean;

async function open(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeEach(async () => {
  seats = new Set(['mine', 'other']);
  streams = new Set();
  seen = [];
  isOff = false;
  app = await open(sampleApp());
  const node = { name: 'node1', connect: openStream } as unknown as SandboxNode;
  previews = createPreviews({
    clusterOf: (seat) => {
      if (!seats.has(seat)) throw new LabError('noSeat', 'This seat was given up.');
      return { nodes: [node], snapshot: emptySnapshot() };
    },
    keyOf: (of) => createHash('sha256').update(of).digest('hex').slice(0, 26),
    lab: 'this-lab',
    log: pino({ level: 'silent' }),
  });
  front = await open(createServer(previews.byName.request).on('upgrade', previews.byName.upgrade));
  second = await open(createServer(previews.byPort.request).on('upgrade', previews.byPort.upgrade));
});
afterEach(async () => {
  previews.close();
  for (const server of [front, second, app]) {
    server.closeAllConnections();
    server.close();
  }
  expect([...streams].filter((stream) => !stream.destroyed)).toEqual([]);
});

async function openStream(port: number, signal: AbortSignal): Promise<Duplex> {
  signal.throwIfAborted();
  if (isOff) throw new LabError('nodeDown', 'node1 is stopped. Start it to go on.');
  if (port !== 80) throw new LabError('portClosed', `Nothing listens on port ${port} of node1.`);
  const stream = connect(portOf(app), '127.0.0.1');
  streams.add(stream);
  stream.once('close', () => streams.delete(stream)).on('error', () => undefined);
  await once(stream, 'connect');
  return stream;
}

/** A little app: pages, an event stream, a slow body, an echo of bytes, a socket that says what it hears. */
function sampleApp(): Server {
  const server = createServer((asked, answer) => {
    seen.push(asked.headers);
    if (asked.url === '/events') {
      answer.writeHead(200, { 'content-type': 'text/event-stream' });
      answer.write('data: one\n\n');
      asked.socket.once('data', () => undefined);
      server.once('next', () => answer.write('data: two\n\n'));
      return;
    }
    if (asked.url === '/echo') return void asked.pipe(answer);
    if (asked.url === '/hangs-up') return void asked.socket.destroy();
    answer.setHeader('set-cookie', ['a=1; Domain=dev-lab.io', 'devcoin_lab_seat=theirs']);
    answer.end(`hello from ${asked.headers.host}${asked.url}`);
  });
  server.on('upgrade', (_asked, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nwelcome ');
    socket.on('error', () => undefined).pipe(socket);
  });
  return server;
}

interface Asked {
  readonly host?: string;
  readonly server?: Server;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

async function ask(path: string, { host = '', server = front, method = 'GET', headers, body }: Asked) {
  const asked = request({ port: portOf(server), host: '127.0.0.1', path, method, headers: { host, ...headers } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}
const hostOf = ({ label, key }: { label: string; key: string }) => `${label}--${key}.localhost:7070`;
const devcoin = () => previews.open('mine', { node: 'node1', port: 80, host: 'Devcoin.dev-lab.io' }, 'http://lab');

describe('a preview by name', () => {
  it('shows the page of the port under the Host it is wanted under, and the one beside it', async () => {
    const opened = devcoin();
    expect(opened).toMatchObject({ label: 'devcoin', host: 'devcoin.dev-lab.io' });
    const page = await ask('/x?y=1', { host: hostOf(opened), headers: { cookie: 'devcoin_lab_seat=secret; b=2' } });
    expect(await text(page)).toBe('hello from devcoin.dev-lab.io/x?y=1');
    expect(page.headers['set-cookie']).toEqual(['a=1']);
    expect(page.headers['content-security-policy']).toBe("frame-ancestors 'self' http://lab");
    expect(seen[0]?.cookie).toBe('b=2');
    const beside = await ask('/', { host: hostOf({ ...opened, label: 'devcoin-api' }) });
    expect(await text(beside)).toBe('hello from devcoin-api.dev-lab.io/');
  });

  it('is the same one when it is asked for again, and another one for another seat', () => {
    expect(devcoin()).toEqual(devcoin());
    expect(previews.open('other', { node: 'node1', port: 80, host: 'devcoin.dev-lab.io' }).key).not.toBe(devcoin().key);
  });

  it('takes the place of the oldest when a seat has very many', async () => {
    const first = devcoin();
    const others = previews.open('other', { node: 'node1', port: 80 });
    for (let port = 1; port <= 200; port++) previews.open('mine', { node: 'node1', port });
    expect((await ask('/', { host: hostOf(first) })).statusCode).toBe(404);
    expect((await ask('/', { host: hostOf(others) })).statusCode).toBe(200);
  });

  it('hands events on as they come', async () => {
    const answer = await ask('/events', { host: hostOf(devcoin()) });
    const [first] = await once(answer, 'data');
    expect(String(first)).toBe('data: one\n\n');
    app.emit('next');
    const [next] = await once(answer, 'data');
    expect(String(next)).toBe('data: two\n\n');
    answer.destroy();
    for (const stream of streams) await once(stream, 'close');
  });

  it('streams a large body there and back', async () => {
    const body = randomBytes(8 * 1024 * 1024);
    const answer = await ask('/echo', { host: hostOf(devcoin()), method: 'POST', body });
    const back = await answer.toArray();
    expect(Buffer.concat(back).equals(body)).toBe(true);
  });

  it('joins sockets, and ends them with the seat', async () => {
    const asked = request({
      port: portOf(front),
      host: '127.0.0.1',
      headers: { host: hostOf(devcoin()), connection: 'Upgrade', upgrade: 'echo' },
    });
    asked.end();
    const [answer, socket, head] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex, Buffer];
    expect(answer.headers.upgrade).toBe('echo');
    let heard = head.toString();
    const all = new Promise<void>((resolve) => {
      socket.on('data', (bytes) => {
        heard += bytes;
        if (heard === 'welcome and back') resolve();
      });
    });
    socket.write('and back');
    await all;
    const ended = once(socket, 'close');
    previews.endSeat('mine');
    await ended;
    expect((await ask('/', { host: hostOf({ label: 'devcoin', key: 'x'.repeat(26) }) })).statusCode).toBe(404);
  });

  it('ends with its seat', async () => {
    const opened = devcoin();
    previews.endSeat('mine');
    const answer = await ask('/', { host: hostOf(opened) });
    expect(answer.statusCode).toBe(404);
    expect(await text(answer)).toContain('There is no such preview');
    expect(seen).toEqual([]);
  });

  it('says which lab answers below a name', async () => {
    const answer = await ask(PROBE_PATH, { host: `${PROBE_LABEL}.localhost:7070` });
    expect(JSON.parse(await text(answer))).toEqual({ lab: 'this-lab' });
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(previews.takes(`${PROBE_LABEL}.localhost:7070`)).toBe(true);
    expect(previews.takes('localhost:7070')).toBe(false);
  });
});

describe('a dead port', () => {
  const dead = () => previews.open('mine', { node: 'node1', port: 8080 });

  it('explains itself in a page that only the lab may show', async () => {
    const answer = await ask('/', { host: hostOf(dead()), headers: { accept: PAGE } });
    expect(answer.statusCode).toBe(502);
    expect(await text(answer)).toContain('Nothing listens on port 8080 of node1');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('tells a script in a sentence', async () => {
    const answer = await ask('/data', { host: hostOf(dead()), headers: { accept: '*/*' } });
    expect(answer.headers['content-type']).toContain('text/plain');
    expect(await text(answer)).toContain('node1 refuses connections to 8080.');
  });

  it('says what a port did that hung up', async () => {
    const answer = await ask('/hangs-up', { host: hostOf(devcoin()), headers: { accept: PAGE } });
    expect(await text(answer)).toContain('closed it without an answer');
  });

  it('comes alive when the port does', async () => {
    const opened = devcoin();
    const look = async () => JSON.parse(await text(await ask(`${ALIVE_PATH}?path=/`, { host: hostOf(opened) })));
    isOff = true;
    expect(await look()).toEqual({ isAlive: false, body: expect.stringContaining('node1 does not answer') });
    isOff = false;
    expect(await look()).toEqual({ isAlive: true });
    expect([...streams].filter((stream) => !stream.destroyed)).toEqual([]);
  });
});

describe('a preview on the second port', () => {
  it('is entered by the path with its key, which becomes a cookie', async () => {
    const { key } = devcoin();
    const door = await ask(`/~${key}/deep?x=1`, { server: second });
    expect([door.statusCode, door.headers.location, door.headers['referrer-policy']]).toEqual([
      303,
      '/deep?x=1',
      'no-referrer',
    ]);
    const [set = ''] = door.headers['set-cookie'] ?? [];
    expect(set).toContain('HttpOnly; SameSite=Lax');
    const cookie = `devcoin_lab_seat=secret; ${set.split(';')[0]}`;
    const page = await ask('/deep?x=1', { server: second, host: '10.0.0.5:7071', headers: { cookie } });
    expect(await text(page)).toBe('hello from devcoin.dev-lab.io/deep?x=1');
    expect(seen.at(-1)?.cookie).toBeUndefined();
    const api = await ask('/api/coins?limit=1', { server: second, host: '10.0.0.5:7071', headers: { cookie } });
    expect(await text(api)).toBe('hello from devcoin-api.dev-lab.io/coins?limit=1');
  });

  it('leads nowhere else, whatever the path is', async () => {
    const door = await ask(`/~${devcoin().key}//elsewhere.test/x`, { server: second });
    expect(door.headers.location).toBe('/elsewhere.test/x');
  });

  it('shows nothing without the key, with a wrong one, or to a worker that would stay', async () => {
    const { key } = devcoin();
    const cookie = `devcoin_lab_preview=${key}`;
    const attempts: Record<string, string>[] = [
      {},
      { cookie: `devcoin_lab_preview=${'x'.repeat(26)}` },
      { cookie, 'service-worker': 'script' },
    ];
    for (const headers of attempts) {
      expect((await ask('/', { server: second, headers })).statusCode).toBe(404);
    }
    expect(seen).toEqual([]);
  });
});
