import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { CloudInstance, RunResult, Sandbox, SandboxNode } from '../sandbox/index.ts';
import { createFakeProvider } from '../sandbox/providers/fake/index.ts';
import { keepCloud } from './keep-cloud.ts';

const log = pino({ level: 'silent' });
const soon = () => AbortSignal.timeout(20_000);
const said = (stdout: string): RunResult => ({ exitCode: 0, stdout, stderr: '' });

/** An account that answers as the simulator does: at once when there is news, else when there is. */
class Account {
  instances: CloudInstance[] = [];
  addresses: { address: string; machine: string }[] = [];
  readonly arrivals: { machine: string; asked: string; failure?: string }[] = [];
  #version = 1;
  #wake: () => void = () => undefined;

  change(instance: Partial<CloudInstance> & { machine: string }): void {
    const before = this.instances.find((one) => one.machine === instance.machine);
    const rest = this.instances.filter((one) => one !== before);
    this.instances = [...rest, { ...NEW, ...before, ...instance }];
    this.#version++;
    this.#wake();
  }

  async answer(argv: readonly string[]): Promise<RunResult> {
    const url = argv.at(-1) ?? '';
    if (url.endsWith('/lab/arrived')) {
      const news = JSON.parse(argv[argv.indexOf('--data') + 1] ?? '{}');
      this.arrivals.push(news);
      const now = this.instances.find((one) => one.machine === news.machine)?.state;
      const after = { pending: 'running', 'shutting-down': 'terminated' } as const;
      if (now === news.asked) this.change({ machine: news.machine, state: after[now as keyof typeof after] });
      return said('{}');
    }
    const after = Number(new URL(url).searchParams.get('after'));
    while (after === this.#version) await new Promise<void>((resolve) => (this.#wake = resolve));
    return said(JSON.stringify({ version: this.#version, instances: this.instances, addresses: this.addresses }));
  }
}

const NEW: CloudInstance = {
  machine: '',
  id: 'i-1',
  state: 'pending',
  zone: 'eu-west-1a',
  tags: {},
  privateAddress: '',
  publicAddress: '',
  groups: ['default'],
  opens: [{ protocol: 'tcp', from: 22, to: 22 }],
  publicKey: 'ssh-ed25519 AAAA lab',
  userData: '#!/bin/sh\necho hello\n',
};

async function openRented() {
  const provider = createFakeProvider({ log, now: Date.now, delayMs: 1 });
  const spec = { id: 'rented', nodes: ['node1'], spares: ['swarm-1'], interfaces: 2, labels: {} } as const;
  const opened = await provider.open(spec, { signal: soon() });
  const account = new Account();
  const ran: { argv: readonly string[]; input: unknown }[] = [];
  const nodes = opened.nodes.map((node): SandboxNode => {
    const run: SandboxNode['run'] = async (argv, signal, input) => {
      if (argv[0] === 'curl') return account.answer(argv);
      if (argv[0] !== 'bash') return node.run(argv, signal, input);
      ran.push({ argv: argv.slice(4), input });
      return said('');
    };
    return new Proxy(node, {
      get: (target, key) => (key === 'run' ? run : bound(target, key as keyof SandboxNode)),
    });
  });
  const sandbox: Sandbox = {
    spec,
    nodes,
    destroy: (signal) => opened.destroy(signal),
    release: () => opened.release(),
  };
  const cloud = keepCloud({ sandbox, log, keys: { id: 'LABKEY', secret: 'hush' } });
  onTestFinished(async () => {
    cloud.close();
    await opened.destroy(soon());
    await provider.close();
  });
  const machine = nodes[1];
  if (!machine) throw new Error('there is no machine');
  return { account, ran, machine, cloud };
}

function bound(target: SandboxNode, key: keyof SandboxNode): unknown {
  const value = target[key];
  return typeof value === 'function' ? value.bind(target) : value;
}

/** Resolves when the machine has that power. */
function powered(machine: SandboxNode, power: SandboxNode['power']): Promise<void> {
  if (machine.power === power) return Promise.resolve();
  return new Promise((resolve) => {
    const end = machine.onPower((now) => {
      if (now !== power) return;
      end();
      resolve();
    });
  });
}

test('an instance that is run becomes a machine, and the account hears when it is there', async () => {
  const { account, ran, machine, cloud } = await openRented();
  account.change({ machine: 'swarm-1' });
  await powered(machine, 'running');
  await expect.poll(() => account.arrivals).toEqual([{ machine: 'swarm-1', asked: 'pending' }]);
  expect(ran).toEqual([
    { argv: [machine.publicAddress, 'i-1', 'ssh-ed25519 AAAA lab', '', 'tcp:22:22'], input: NEW.userData },
  ]);
  await expect.poll(() => cloud.facts?.instances[0]?.state).toBe('running');
});

test('another group and a static address reach the machine that runs', async () => {
  const { account, ran, machine } = await openRented();
  account.change({ machine: 'swarm-1' });
  await expect.poll(() => account.arrivals.length).toBe(1);
  account.addresses = [{ address: '198.18.0.200', machine: 'swarm-1' }];
  account.change({ machine: 'swarm-1', opens: [{ protocol: 'tcp', from: 80, to: 80 }] });
  await expect
    .poll(() => ran.at(-1)?.argv)
    .toEqual([machine.publicAddress, 'i-1', 'ssh-ed25519 AAAA lab', '198.18.0.200', 'tcp:80:80']);
});

test('an instance that is terminated gives its machine back, and the next one is new', async () => {
  const { account, machine } = await openRented();
  account.change({ machine: 'swarm-1' });
  await powered(machine, 'running');
  await machine.writeFile('~/mine', Buffer.from('mine'), soon());
  account.change({ machine: 'swarm-1', state: 'shutting-down' });
  await powered(machine, 'spare');
  await expect.poll(() => account.instances[0]?.state).toBe('terminated');
  account.change({ machine: 'swarm-1', id: 'i-2', state: 'pending' });
  await powered(machine, 'running');
  expect(await machine.readFile('~/mine', 10, soon())).toBeUndefined();
});
