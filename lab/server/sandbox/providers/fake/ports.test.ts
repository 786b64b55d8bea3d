import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxNode } from '../../provider.ts';
import { createFakeProvider } from './index.ts';

const soon = () => AbortSignal.timeout(10_000);
let sandbox: Sandbox;
const node = (index: number) => sandbox.nodes[index] as SandboxNode;

async function docker(line: string, on = node(0)): Promise<void> {
  const { exitCode, stderr } = await on.run(['docker', ...line.split(' ')], soon());
  if (exitCode !== 0) throw new Error(stderr);
}

/** The stream, as soon as the port answers. */
async function answering(on: SandboxNode, port: number): Promise<Duplex> {
  for (const limit = soon(); ; ) {
    const stream = await on.connect(port, limit).catch(() => undefined);
    if (stream) return stream;
    limit.throwIfAborted();
    await new Promise((turn) => setImmediate(turn));
  }
}

beforeEach(async () => {
  const provider = createFakeProvider({ log: pino({ level: 'silent' }), now: Date.now, delayMs: 1 });
  sandbox = await provider.open({ id: 'ports', nodes: ['node1', 'node2'], labels: {} }, { signal: soon() });
  await docker(`swarm init --advertise-addr ${node(0).address}`);
});
afterEach(() => sandbox.destroy(soon()));

describe('a published port of a simulated node', () => {
  it('answers with a page that says that it is simulated, and under which Host it was asked', async () => {
    await docker('service create --detach --name web --publish 8080:80 alpine:3.22 sleep 600');
    const stream = await answering(node(0), 8080);
    const asked = request({ createConnection: () => stream, path: '/x', headers: { host: 'shop.example' } }).end();
    const [answer] = await once(asked, 'response');
    const page = await text(answer);
    expect(page).toContain('web <small>simulated</small>');
    expect(page).toContain('<dd>shop.example</dd>');
  });

  it('is closed on a node outside the swarm, and without a running task', async () => {
    await docker('service create --detach --name web --publish 8080:80 alpine:3.22 sleep 600');
    (await answering(node(0), 8080)).destroy();
    await expect(node(1).connect(8080, soon())).rejects.toMatchObject({ code: 'portClosed' });
    await docker('service rm web');
    await expect(node(0).connect(8080, soon())).rejects.toMatchObject({ code: 'portClosed' });
  });

  it('ends with the power of the node', async () => {
    await docker('service create --detach --name web --publish 8080:80 alpine:3.22 sleep 600');
    const stream = await answering(node(0), 8080);
    const ended = once(stream, 'close');
    await node(0).fault('stop', soon());
    await ended;
  });
});
