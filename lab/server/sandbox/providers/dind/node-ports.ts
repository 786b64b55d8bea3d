import { connect, type Socket } from 'node:net';
import { LabError } from '../../../../contract/index.ts';
import type { NodePower } from './node-power.ts';

/** A handshake on a network inside one machine takes less than a millisecond; what takes so long is dropped on the way. */
const CONNECT_LIMIT_MS = 5_000;
/** Nobody listens on it, and a node that is reached says so at once. */
const UNUSED_PORT = 1;
const PROBE_LIMIT_MS = 1_000;

interface NodePortsOptions {
  readonly node: string;
  readonly address: string;
  readonly power: Pick<NodePower, 'mustBeOn' | 'look' | 'isOn' | 'whyDown' | 'onPower'>;
}

/** Streams to the TCP ports of a node, at its address on the sandbox's network. They end with the node's power. */
export class NodePorts {
  readonly #o: NodePortsOptions;
  readonly #open = new Set<Socket>();
  readonly #unfollow: () => void;

  constructor(options: NodePortsOptions) {
    this.#o = options;
    // A node that went off sends no goodbye: its streams would hang.
    this.#unfollow = options.power.onPower((power) => {
      if (power === 'stopped' || power === 'failed') this.#endAll();
    });
  }

  async connect(port: number, signal: AbortSignal): Promise<Socket> {
    signal.throwIfAborted();
    this.#o.power.mustBeOn();
    try {
      const socket = await open(this.#o.address, port, CONNECT_LIMIT_MS, signal);
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
      return socket;
    } catch (error) {
      signal.throwIfAborted();
      throw await this.#explain(port, error, signal);
    }
  }

  close(): void {
    this.#unfollow();
    this.#endAll();
  }

  #endAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async #explain(port: number, cause: unknown, signal: AbortSignal): Promise<LabError> {
    const { node, address, power } = this.#o;
    await power.look();
    if (!power.isOn) return new LabError('nodeDown', power.whyDown(), { cause });
    if (codeOf(cause) === 'ECONNREFUSED') {
      return new LabError('portClosed', `Nothing listens on port ${port} of ${node}.`, { cause });
    }
    if (await isReached(address, signal)) {
      return new LabError(
        'portSilent',
        `Port ${port} of ${node} did not answer within ${CONNECT_LIMIT_MS / 1000} s: something drops the connection on its way.`,
        { cause },
      );
    }
    return new LabError(
      'notReachable',
      `The lab cannot reach the network of the nodes: no way leads to ${address}. Run the lab on the machine whose Docker engine runs the nodes.`,
      { cause },
    );
  }
}

/** Whether anything at all comes back from an address: a refusal is an answer. */
async function isReached(address: string, signal: AbortSignal): Promise<boolean> {
  try {
    (await open(address, UNUSED_PORT, PROBE_LIMIT_MS, signal)).destroy();
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return codeOf(error) === 'ECONNREFUSED';
  }
}

function open(host: string, port: number, limitMs: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const fail = (error: unknown) => {
      finish();
      socket.on('error', () => undefined).destroy();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    const timer = setTimeout(() => fail(new Error(`no answer in ${limitMs} ms`)), limitMs);
    const onConnect = () => {
      finish();
      resolve(socket);
    };
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('error', fail);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('connect', onConnect).once('error', fail);
  });
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
