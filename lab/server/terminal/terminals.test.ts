import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Provider, Sandbox } from '../sandbox/index.ts';
import { createFakeProvider, createFakeWorld } from '../sandbox/providers/fake/index.ts';
import { ShellReader } from '../sandbox/shell-reader.ts';
import { openTerminals, type Terminals } from './index.ts';
import { silentLog } from './terminal.fixtures.ts';

const SIZE = { cols: 80, rows: 24 };
const soon = () => AbortSignal.timeout(10_000);

let world: ReturnType<typeof createFakeWorld>;
let provider: Provider;
let sandbox: Sandbox;
let terminals: Terminals;
let exited: string[];

beforeEach(async () => {
  world = createFakeWorld({ now: Date.now, delayMs: 1 });
  exited = [];
  await start();
});
afterEach(async () => {
  terminals.close();
  await sandbox.destroy(soon());
  await provider.close();
});

/** A server: opens the sandbox, or finds the one that an ended server left. */
async function start(): Promise<void> {
  provider = createFakeProvider({ log: silentLog, now: Date.now, world });
  const [found] = await provider.adopt(soon());
  sandbox = found ?? (await provider.open({ id: 'a', nodes: ['node1', 'node2'], labels: {} }, { signal: soon() }));
  terminals = openTerminals({
    sandbox,
    log: silentLog,
    now: Date.now,
    onShells: (gone) => gone && exited.push(`${gone.node} ${gone.shell}`),
  });
  await terminals.findShells(soon());
}

async function restart(): Promise<void> {
  terminals.close();
  sandbox.release();
  await provider.close();
  await start();
}

/** Has a shell in the node, as a page that looks at it does. */
async function reader(shell: string): Promise<ShellReader> {
  const node = sandbox.nodes[0];
  if (!node) throw new Error('there is no node');
  const shown = new ShellReader(await node.openShell(shell, SIZE, soon()));
  await shown.prompt();
  return shown;
}

test('the shells of a node are found again by the next server, and the lab’s own lines are none of them', async () => {
  expect(terminals.newShell('node1')).toBe('2');
  expect(terminals.newShell('node1')).toBe('3');
  for (const shell of ['2', '3', 'meshk3xx0']) await reader(shell);
  await restart();
  expect(terminals.shells).toEqual({ node1: ['main', '2', '3'], node2: ['main'] });
  expect(terminals.newShell('node1')).toBe('4');
});

test('a number is given again when its shell has ended', async () => {
  terminals.newShell('node1');
  terminals.newShell('node1');
  await reader('2');
  expect(await terminals.endShell('node1', '2', { isSure: false, signal: soon() })).toBe('ended');
  expect(terminals.shells.node1).toEqual(['main', '3']);
  expect(terminals.newShell('node1')).toBe('2');
  // What was ended on purpose is no news.
  expect(exited).toEqual([]);
});

test('a shell in which a program runs is ended only by who is sure', async () => {
  terminals.newShell('node1');
  const shell = await reader('2');
  shell.type('sleep 600');
  await shell.sees('sleep 600');
  expect(await terminals.endShell('node1', '2', { isSure: false, signal: soon() })).toBe('busy');
  expect(terminals.shells.node1).toEqual(['main', '2']);
  expect(await terminals.endShell('node1', '2', { isSure: true, signal: soon() })).toBe('ended');
  expect(await shell.end).toBe('ended');
});

test('a shell that exits by itself is taken from the list and told of', async () => {
  terminals.newShell('node1');
  const viewer = {
    send: () => {},
    resized: () => {},
    ended: () => {},
    seen: () => {},
    refused: () => {},
    keyboardAsked: () => {},
  };
  await terminals.terminal('node1', '2').attach(viewer, SIZE);
  const shell = await reader('2');
  shell.type('exit');
  await expect.poll(() => exited).toEqual(['node1 2']);
  expect(terminals.shells.node1).toEqual(['main']);
});

test('a node that is off has nothing to end, and opens no other', async () => {
  terminals.newShell('node1');
  await reader('2');
  await sandbox.nodes[0]?.fault('stop', soon());
  expect(() => terminals.newShell('node1')).toThrow('node1 is not up.');
  expect(await terminals.endShell('node1', '2', { isSure: false, signal: soon() })).toBe('ended');
  expect(terminals.shells.node1).toEqual(['main']);
});

test('shells that come and go without end are held to a rate', async () => {
  const churn = async (): Promise<void> => {
    for (;;) await terminals.endShell('node1', terminals.newShell('node1'), { isSure: true, signal: soon() });
  };
  await expect(churn()).rejects.toMatchObject({
    code: 'tooMany',
    message: expect.stringMatching(/ten new ones a minute/),
  });
  expect(terminals.shells.node1).toEqual(['main']);
});
