import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LabError, type NodePower } from '../../../../contract/index.ts';
import { NodePorts } from './node-ports.ts';

let app: Server;
let ports: NodePorts;
let isOn: boolean;
let turn: (power: NodePower) => void;
const port = () => (app.address() as AddressInfo).port;
const soon = () => AbortSignal.timeout(10_000);

beforeEach(async () => {
  app = createServer((socket) => socket.on('error', () => undefined).pipe(socket)).listen(0, '127.0.0.1');
  await once(app, 'listening');
  isOn = true;
  ports = new NodePorts({
    node: 'node1',
    address: '127.0.0.1',
    power: {
      get isOn() {
        return isOn;
      },
      mustBeOn() {
        if (!isOn) throw new LabError('nodeDown', 'node1 is stopped.');
      },
      look: async () => undefined,
      whyDown: () => 'node1 is stopped.',
      onPower(listener) {
        turn = listener;
        return () => undefined;
      },
    },
  });
});
afterEach(() => {
  ports.close();
  app.close();
});

describe('a stream to a port', () => {
  it('carries bytes both ways', async () => {
    const stream = await ports.connect(port(), soon());
    stream.write('there and back');
    const [bytes] = await once(stream, 'data');
    expect(String(bytes)).toBe('there and back');
  });

  it.each(['stopped', 'failed'] as const)('ends when the node is %s, which sends no goodbye', async (power) => {
    const stream = await ports.connect(port(), soon());
    turn('paused');
    expect(stream.destroyed).toBe(false);
    turn(power);
    await once(stream, 'close');
  });

  it('ends when the node is let go', async () => {
    const stream = await ports.connect(port(), soon());
    ports.close();
    await once(stream, 'close');
  });

  it('is refused in the words of the node, or of the port', async () => {
    const closed = port();
    app.close();
    await expect(ports.connect(closed, soon())).rejects.toMatchObject({
      code: 'portClosed',
      message: `Nothing listens on port ${closed} of node1.`,
    });
    isOn = false;
    await expect(ports.connect(closed, soon())).rejects.toMatchObject({ code: 'nodeDown' });
  });

  it('is not waited for when the signal comes', async () => {
    const abort = new AbortController();
    const connecting = ports.connect(port(), abort.signal);
    abort.abort(new Error('no longer'));
    await expect(connecting).rejects.toThrow('no longer');
  });
});
