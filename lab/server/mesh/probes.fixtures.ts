import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxNode } from '../sandbox/index.ts';
import { ask } from './answering.fixtures.ts';

/** What one request found. */
export interface Answer {
  /** When it was asked, in ms since the epoch. */
  readonly at: number;
  /** The task that answered; nothing when the request was lost. */
  readonly name: string;
}

/** One way to a service, asked again and again without a rest. */
export interface Probe {
  readonly way: string;
  /** How often it has asked up to now; of those that ask inside a node it is known at the end. */
  readonly asked?: () => number;
  /** All answers to what was asked before now, once there are as many as it was told. */
  stop(): Promise<readonly Answer[]>;
}

/** A request of 1 s is a lost one. */
const LIMIT_MS = 1000;
const REST_MS = 15;

/** Asks from outside, over TCP or UDP, at least so many times. */
export function probeFromOutside(
  protocol: 'tcp' | 'udp',
  to: { name: string; address: string },
  port: number,
  least: number,
): Probe {
  const stopped = new AbortController();
  const answers: Answer[] = [];
  const done = (async (): Promise<void> => {
    while (!stopped.signal.aborted || answers.length < least) {
      const at = Date.now();
      const name = await (protocol === 'tcp' ? ask : askByDatagram)(to.address, port, LIMIT_MS);
      answers.push({ at, name });
      await delay(REST_MS);
    }
  })();
  return {
    way: `${protocol} port at ${to.name}`,
    asked: () => answers.length,
    async stop() {
      stopped.abort();
      await done;
      return answers;
    },
  };
}

/** Asks from inside a task of a node, at least so many times; the task has the node's files at /host. */
export function probeFromTask(o: {
  readonly protocol: 'tcp' | 'udp';
  readonly node: SandboxNode;
  readonly container: string;
  readonly host: string;
  readonly port: number;
  readonly least: number;
  readonly signal: AbortSignal;
}): Probe {
  const { protocol, node, signal } = o;
  const until = `/root/stop-${protocol}-${Date.now()}`;
  const program = ['perl', '/root/ask.pl', protocol, o.host, String(o.port), String(o.least), until];
  const run = node.run(['docker', 'exec', o.container, 'chroot', '/host', ...program], signal);
  // Whoever stops the probe hears of it.
  run.catch(() => undefined);
  return {
    way: `${protocol} address on ${node.name}`,
    async stop() {
      await node.writeFile(until, Buffer.from(''), signal);
      const { stdout, stderr } = await run;
      // Nodes share the kernel of this machine, and its clock.
      const bootedAt = Date.now() - Number.parseFloat(readFileSync('/proc/uptime', 'utf8')) * 1000;
      const lines = stdout.split('\n').filter(Boolean);
      if (lines.length < o.least) throw new Error(`${node.name} asked ${lines.length} times: ${stderr}`);
      return lines.map((line) => {
        const [at = '', name = ''] = line.split(' ');
        return { at: bootedAt + Number(at) * 1000, name };
      });
    },
  };
}

function askByDatagram(address: string, port: number, limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (said: string): void => {
      clearTimeout(timer);
      socket.close();
      resolve(said.trim());
    };
    const timer = setTimeout(() => end(''), limitMs);
    // Connected, a socket hears of refusals.
    socket.once('error', () => end(''));
    socket.once('message', (bytes) => end(bytes.toString()));
    socket.connect(port, address, () => socket.send('?'));
  });
}
