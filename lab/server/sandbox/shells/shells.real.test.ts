import Docker from 'dockerode';
import { Client, utils } from 'ssh2';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { testDataDir, testDocker, testImages, testLog } from '../../../test/setup/index.ts';
import { pastContract, shellContract, type World } from '../provider.contract.ts';
import type { Provider, Sandbox, SandboxNode } from '../provider.ts';
import { joinContainer } from '../providers/dind/exec-join.ts';
import { createDindProvider } from '../providers/dind/index.ts';
import { Shells } from '../providers/dind/shells.ts';
import { PtyShells } from './pty-shells.ts';
import { openShellOverSsh } from './ssh-shells.ts';

const ID = `shells${process.pid}`;
const soon = (): AbortSignal => AbortSignal.timeout(60_000);

let provider: Provider;
let sandbox: Sandbox;
let container: Docker.Container;
let ssh: Client;
let overExec: Shells;

const node = (): SandboxNode => {
  const [first] = sandbox.nodes;
  if (!first) throw new Error('the sandbox has no node');
  return first;
};

beforeAll(async () => {
  const [docker, images] = await Promise.all([testDocker(), testImages()]);
  provider = await createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  // A machine with a second address is one that is reached by SSH.
  sandbox = await provider.open({ id: ID, nodes: ['node1'], interfaces: 2, labels: {} }, { signal: soon() });
  container = new Docker({ socketPath: docker }).getContainer(`devcoin-lab-${ID}-node1`);
  ssh = await connect();
  overExec = new Shells({
    node: 'node1',
    // A folder that is not shared, as with an engine in a virtual machine.
    runFolder: '/nowhere',
    startShell: async (name, { cols, rows }) => {
      const { exitCode, stderr } = await node().run(['lab-holder', name, `${cols}`, `${rows}`], soon());
      if (exitCode !== 0) throw new Error(stderr);
    },
    joinShell: (name, signal) => joinContainer(container, ['lab-holder', '--join', name], signal),
    isOn: () => true,
  });
});
afterAll(async () => {
  overExec?.close();
  ssh?.end();
  await sandbox?.destroy(soon());
  await provider?.close();
});

async function connect(): Promise<Client> {
  const keys = utils.generateKeyPairSync('ed25519');
  await node().writeFile('~/.ssh/authorized_keys', Buffer.from(`${keys.public}\n`), soon());
  const client = new Client();
  await new Promise<void>((resolve, reject) => {
    client.once('ready', resolve).once('error', reject);
    client.connect({ host: node().address, username: 'root', privateKey: keys.private });
  });
  return client;
}

/** The contract of shells, on a node of which nothing else is used. */
function contractOf(openShell: SandboxNode['openShell']): void {
  const world: World = { test, node: () => ({ openShell }) as SandboxNode };
  shellContract(world);
  pastContract(world);
}

describe('a shell through the engine, where no folder is shared', () => {
  contractOf((name, size, signal, since) => overExec.open(`exec${name}`, size, signal, since));
});

describe('a shell over SSH', () => {
  contractOf((name, size, signal, since) => openShellOverSsh(ssh, `ssh${name}`, { size, signal, since }));
});

describe('a shell of this machine that nothing else holds', () => {
  const shells = new PtyShells({
    program: ['bash', '--noprofile', '--norc', '-i'],
    env: { PATH: process.env.PATH ?? '', HOME: '/root', PS1: 'node1 $ \\[\\e]133;B\\a\\]' },
  });
  afterAll(() => shells.close());
  contractOf((name, size, signal, since) => shells.open(name, size, signal, since));
});
