import { once } from 'node:events';
import { buffer as readAll } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, onTestFinished, test as vitestTest } from 'vitest';
import { LabError, type NodePower } from '../../contract/index.ts';
import { type EngineContainer, type EngineEvent, EngineRefusal } from './engine-api.ts';
import { fileVersion, NO_FILE_YET } from './node-files.ts';
import type { OpeningProgress, Provider, Sandbox, SandboxNode, ShellSize } from './provider.ts';
import { ShellReader } from './shell-reader.ts';

/**
 * What every provider must do, whatever its nodes are made of. The nodes have to know these words, as programs of `run` and
 * in their shells: echo, cat, pwd, sleep, stty size, sh -c 'exit 3', exit, name=value and "$name", and of Docker
 * `docker swarm init --advertise-addr`, `docker swarm join --token` and `docker service create --detach --name` with `--mode
 * global` and a port published in host mode. Shells show a prompt that ends with the mark OSC 133;B.
 */
export interface ContractOptions {
  /** Tests that cannot hold for a provider, with the reason. */
  /** Whether what holds its shells remembers their output. */
  readonly remembers?: boolean;
  readonly skip?: readonly { readonly test: string; readonly reason: string }[];
}

const SIZE: ShellSize = { cols: 97, rows: 31 };
const MIB = 1024 * 1024;

/** A signal for one step of a test; the tests themselves never wait for it. */
const soon = (ms = 60_000) => AbortSignal.timeout(ms);

/** Runs the tests against a provider that `make` gives and that is closed at the end. */
export function providerContract(
  name: string,
  make: () => Promise<Provider> | Provider,
  options: ContractOptions = {},
): void {
  const skipped = new Set<string>();
  const test = (title: string, body: () => Promise<void>) => {
    const exception = options.skip?.find((entry) => entry.test === title);
    if (exception) skipped.add(title);
    if (exception) vitestTest.skip(`${title} (not here: ${exception.reason})`);
    else vitestTest(title, body);
  };

  describe(`a provider: ${name}`, () => {
    const id = `contract${process.pid}`;
    const progress: OpeningProgress[] = [];
    let provider: Provider;
    let sandbox: Sandbox;

    beforeAll(async () => {
      provider = await make();
      const spec = { id, nodes: ['node1', 'node2'], labels: { seat: 'a seat' } };
      sandbox = await provider.open(spec, { signal: soon(), onProgress: (news) => progress.push(news) });
    });
    afterAll(async () => {
      await sandbox?.destroy(soon());
      await provider?.close();
    });

    const world: World = {
      test,
      node: (index) => {
        const node = sandbox.nodes[index];
        if (!node) throw new Error(`there is no node ${index}`);
        return node;
      },
    };

    openingContract(test, () => ({ provider, sandbox, progress }));
    spareContract(test, () => provider);
    runContract(world);
    fileContract(world);
    browseContract(world);
    shellContract(world);
    if (options.remembers) pastContract(world);
    holdingContract(world);
    stopContract(world);
    pauseContract(world);
    swarmContract(world);
    portContract(world);

    test('finds a sandbox that was let go, with its nodes and shells as they are', async () => {
      const before = await openReader(world.node(0), 'kept');
      await before.prompt();
      before.type('kept=alive');
      await before.prompt();
      const { spec, nodes } = sandbox;
      await world.node(1).fault('stop', soon());
      sandbox.release();
      expect(await before.end).toBe('broken');

      const found = (await provider.adopt(soon())).find((other) => other.spec.id === id);
      if (!found) throw new Error('the sandbox was not found');
      sandbox = found;
      expect(found.spec).toEqual(spec);
      expect(found.nodes.map((node) => [node.name, node.address])).toEqual(
        nodes.map((node) => [node.name, node.address]),
      );
      expect(found.nodes.map((node) => node.power)).toEqual(['running', 'stopped']);
      const after = await openReader(world.node(0), 'kept');
      await after.prompt();
      after.type('echo "still $kept"');
      await after.sees('still alive');
      await world.node(1).fault('start', soon());
      expect((await world.node(1).engine.info(soon())).Name).toBe('node2');
    });

    test('does not find a sandbox that was destroyed, and destroys it once more without an error', async () => {
      await sandbox.destroy(soon());
      await sandbox.destroy(soon());
      expect((await provider.adopt(soon())).map((other) => other.spec.id)).not.toContain(id);
    });

    vitestTest('the exceptions name tests that exist', () => {
      expect(options.skip?.map((entry) => entry.test).filter((title) => !skipped.has(title)) ?? []).toEqual([]);
    });
  });
}

type TestMaker = (title: string, body: () => Promise<void>) => void;

export interface World {
  readonly test: TestMaker;
  node(index: number): SandboxNode;
}

async function openReader(node: SandboxNode, shell: string, size = SIZE): Promise<ShellReader> {
  const stream = await node.openShell(shell, size, soon());
  onTestFinished(() => stream.close());
  return new ShellReader(stream);
}

/** The LabError's code, or what else came. */
async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no error',
    (error: unknown) => (error instanceof LabError ? error.code : error),
  );
}

function openingContract(
  test: TestMaker,
  now: () => { provider: Provider; sandbox: Sandbox; progress: readonly OpeningProgress[] },
): void {
  test('opens the nodes that were asked for, in order, each on an address of its own', async () => {
    const { sandbox } = now();
    expect(sandbox.nodes.map((node) => node.name)).toEqual(['node1', 'node2']);
    expect(sandbox.nodes.map((node) => node.power)).toEqual(['running', 'running']);
    const addresses = sandbox.nodes.map((node) => node.address);
    expect(new Set(addresses).size).toBe(2);
    for (const address of addresses) expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    for (const node of sandbox.nodes) {
      const info = await node.engine.info(soon());
      expect([info.Name, info.Swarm.LocalNodeState]).toEqual([node.name, 'inactive']);
    }
  });

  test('tells how the opening goes', async () => {
    const { progress } = now();
    expect(progress.every((news) => news.message !== '')).toBe(true);
    expect(progress.at(-1)?.up).toEqual(['node1', 'node2']);
    const counts = progress.map((news) => news.up.length);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  });

  test('leaves nothing behind when an opening is aborted, so that the name is free again', async () => {
    const { provider } = now();
    const spec = { id: `aborted${process.pid}`, nodes: ['node1'], labels: {} };
    const abort = new AbortController();
    const opening = provider.open(spec, {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error('left early')),
    });
    await expect(opening).rejects.toThrow('left early');
    expect((await provider.adopt(soon())).map((other) => other.spec.id)).not.toContain(spec.id);
    const again = await provider.open(spec, { signal: soon() });
    await again.destroy(soon());
  });

  test('does not begin to open when the signal has come already', async () => {
    const { provider } = now();
    const spec = { id: `never${process.pid}`, nodes: ['node1'], labels: {} };
    const news: unknown[] = [];
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(provider.open(spec, { signal, onProgress: (one) => news.push(one) })).rejects.toThrow('gone');
    expect(news).toEqual([]);
  });
}

function spareContract(test: TestMaker, provider: () => Provider): void {
  test('a spare machine is there when it is started, with two addresses, and can be given back', async () => {
    const id = `spare${process.pid}`;
    const spec = { id, nodes: ['node1'], spares: ['swarm-1'], interfaces: 2, labels: {} } as const;
    let sandbox = await provider().open(spec, { signal: soon() });
    try {
      const machine = (name: string): SandboxNode => {
        const found = sandbox.nodes.find((node) => node.name === name);
        if (!found) throw new Error(`there is no ${name}`);
        return found;
      };
      expect(sandbox.nodes.map((node) => [node.name, node.power])).toEqual([
        ['node1', 'running'],
        ['swarm-1', 'spare'],
      ]);
      const addresses = sandbox.nodes.flatMap((node) => [node.address, node.publicAddress ?? '']);
      expect(new Set(addresses).size).toBe(4);
      for (const address of addresses) expect(address).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      const init = await machine('node1').run(['docker', 'swarm', 'init'], soon());
      expect(init.exitCode).not.toBe(0);
      expect(init.stderr).toContain('--advertise-addr');
      expect(await codeOf(machine('swarm-1').engine.info(soon()))).toBe('nodeDown');
      expect(await codeOf(machine('swarm-1').fault('stop', soon()))).toBe('nodeDown');
      expect(await codeOf(machine('node1').giveBack(soon()))).toBe('badRequest');

      sandbox.release();
      const found = (await provider().adopt(soon())).find((other) => other.spec.id === id);
      if (!found) throw new Error('the sandbox was not found');
      sandbox = found;
      expect(found.nodes.map((node) => node.power)).toEqual(['running', 'spare']);
      expect(found.nodes.flatMap((node) => [node.address, node.publicAddress])).toEqual(addresses);

      const powers: NodePower[] = [];
      machine('swarm-1').onPower((power) => powers.push(power));
      await machine('swarm-1').fault('start', soon());
      expect((await machine('swarm-1').engine.info(soon())).Name).toBe('swarm-1');
      await machine('swarm-1').writeFile('~/mine', new TextEncoder().encode('mine'), soon());
      await machine('swarm-1').giveBack(soon());
      await machine('swarm-1').giveBack(soon());
      expect(powers).toEqual(['starting', 'running', 'stopped', 'spare']);
      await machine('swarm-1').fault('start', soon());
      expect(await machine('swarm-1').readFile('~/mine', 10, soon())).toBeUndefined();
    } finally {
      await sandbox.destroy(soon());
    }
  });
}

function runContract({ test, node }: World): void {
  test('runs a program to its end, and its exit code is a result', async () => {
    expect(await node(0).run(['echo', 'two  words'], soon())).toEqual({
      exitCode: 0,
      stdout: 'two  words\n',
      stderr: '',
    });
    expect(await node(0).run(['sh', '-c', 'exit 3'], soon())).toEqual({ exitCode: 3, stdout: '', stderr: '' });
    expect((await node(0).run(['pwd'], soon())).stdout).toBe('/root\n');
  });

  test('a program that is not there has exit code 127', async () => {
    expect((await node(0).run(['no-such-program'], soon())).exitCode).toBe(127);
  });

  test('hands input to a program', async () => {
    expect((await node(0).run(['cat'], soon(), 'a line\nün lïne\n')).stdout).toBe('a line\nün lïne\n');
    expect((await node(0).run(['cat'], soon(), new TextEncoder().encode('bytes'))).stdout).toBe('bytes');
    expect((await node(0).run(['cat'], soon(), '')).stdout).toBe('');
  });

  test('cuts output beyond 1 MiB', async () => {
    const { exitCode, stdout } = await node(0).run(['cat'], soon(), 'x'.repeat(1.5 * MIB));
    expect([exitCode, stdout.length]).toEqual([0, MIB]);
  });

  test('stops waiting for a program when the signal comes', async () => {
    const abort = new AbortController();
    const running = node(0).run(['sleep', '600'], abort.signal);
    abort.abort(new Error('no longer'));
    await expect(running).rejects.toThrow('no longer');
    await expect(node(0).run(['echo'], AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  });
}

function fileContract({ test, node }: World): void {
  test('gives back the bytes of a file it wrote, and makes the folder', async () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256);
    await node(0).writeFile("~/new folder/deeper/it's.bin", bytes, soon());
    const read = await node(0).readFile("/root/new folder/deeper/it's.bin", 512, soon());
    expect(read && Buffer.from(read).equals(bytes)).toBe(true);
    await node(0).writeFile("~/new folder/deeper/it's.bin", new Uint8Array(), soon());
    expect(await node(0).readFile("~/new folder/deeper/it's.bin", 512, soon())).toHaveLength(0);
  });

  test('writes many files below a folder, and over those that are there', async () => {
    const text = (path: string, content: string) => ({
      path,
      bytes: new TextEncoder().encode(content),
      executable: false,
    });
    await node(0).writeFiles('~/many', [text('a.txt', 'one'), text('deep er/b.txt', 'two')], soon());
    await node(0).writeFiles('~/many', [text('a.txt', 'three')], soon());
    const read = async (path: string) => new TextDecoder().decode(await node(0).readFile(path, 10, soon()));
    expect([await read('~/many/a.txt'), await read('/root/many/deep er/b.txt')]).toEqual(['three', 'two']);
  });

  test('a file that is not there is undefined', async () => {
    expect(await node(0).readFile('~/no-such-file', 10, soon())).toBeUndefined();
  });

  test('refuses a file that is bigger than asked for', async () => {
    await node(0).writeFile('~/eleven', new TextEncoder().encode('eleven char'), soon());
    expect(await node(0).readFile('~/eleven', 11, soon())).toHaveLength(11);
    expect(await codeOf(node(0).readFile('~/eleven', 10, soon()))).toBe('tooLarge');
  });
}

function browseContract({ test, node }: World): void {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const text = async (path: string) => new TextDecoder().decode(await node(0).readFile(path, 1000, soon()));
  const files = () => node(0).files;

  test('lists a folder: files with their size, folders, names of every kind', async () => {
    const name = 'odd "name" $(x) \\ ü\nline';
    await node(0).writeFile(`~/listed/${name}`, bytes('abc'), soon());
    await node(0).writeFile('~/listed/folder/file', bytes(''), soon());
    const { entries, isCut } = (await files().list('~/listed', 10, soon())) ?? {};
    expect(entries?.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: 'folder', type: 'folder', isLink: false },
      { name, type: 'file', isLink: false, size: 3 },
    ]);
    expect(isCut).toBe(false);
    expect(await files().list('~/listed', 1, soon())).toMatchObject({ entries: { length: 1 }, isCut: true });
    expect((await files().list('~', 100, soon()))?.entries.map((entry) => entry.name)).toContain('listed');
    expect(await files().list('~/no-such-folder', 10, soon())).toBeUndefined();
    expect(await codeOf(files().list('~/listed/folder/file', 10, soon()))).toBe('badRequest');
  });

  test('saves over the version that was read, and over no other', async () => {
    expect(await files().save('~/saved/file', bytes('one'), NO_FILE_YET, soon())).toBe(true);
    expect(await files().save('~/saved/file', bytes('two'), NO_FILE_YET, soon())).toBe(false);
    expect(await files().save('~/saved/file', bytes('two'), fileVersion(bytes('one')), soon())).toBe(true);
    expect(await files().save('~/saved/file', bytes('three'), fileVersion(bytes('one')), soon())).toBe(false);
    expect(await text('~/saved/file')).toBe('two');
    expect(await files().save('~/saved/file', bytes('four'), undefined, soon())).toBe(true);
    expect(await text('~/saved/file')).toBe('four');
    expect(await codeOf(files().save('~/saved', bytes('x'), undefined, soon()))).toBe('badRequest');
  });

  test('marks what changes: a file by its text, a folder by its names', async () => {
    const paths = ['~/marked', '~/marked/file', '~/marked/none'];
    await node(0).writeFile('~/marked/file', bytes('one'), soon());
    const [folder, file, none] = await files().marks(paths, soon());
    expect([typeof folder, typeof file, none]).toEqual(['string', 'string', undefined]);
    expect(await files().marks(paths, soon())).toEqual([folder, file, undefined]);
    await node(0).writeFile('~/marked/file', bytes('two'), soon());
    const [same, changed] = await files().marks(paths, soon());
    expect([same === folder, changed === file]).toEqual([true, false]);
    await node(0).writeFile('~/marked/none', bytes(''), soon());
    expect((await files().marks(paths, soon()))[0]).not.toBe(folder);
  });

  test('makes, moves and removes files and folders, never over another', async () => {
    await files().makeFolder('~/made/empty', soon());
    expect(await codeOf(files().makeFolder('~/made/empty', soon()))).toBe('pathTaken');
    await node(0).writeFile('~/made/full/file', bytes('kept'), soon());
    expect(await codeOf(files().move('~/made/full', '~/made/empty', soon()))).toBe('pathTaken');
    expect(await codeOf(files().move('~/made/none', '~/made/other', soon()))).toBe('notFound');
    await files().move('~/made/full', '~/made/new place/-name', soon());
    expect(await text('~/made/new place/-name/file')).toBe('kept');
    expect(await files().list('~/made/full', 10, soon())).toBeUndefined();
    await files().remove('~/made/new place', soon());
    expect((await files().list('~/made', 10, soon()))?.entries.map((entry) => entry.name)).toEqual(['empty']);
    expect(await codeOf(files().remove('~/made/new place', soon()))).toBe('notFound');
  });

  test('gives the bytes of a large file, and a folder as a tar archive', async () => {
    const large = Buffer.alloc(3 * MIB, 'a line of text\n');
    await node(0).writeFile('~/given/large', large, soon());
    const file = await files().download('~/given/large', soon());
    expect(file?.type).toBe('file');
    expect(file && (await readAll(file.bytes)).equals(large)).toBe(true);
    await node(0).writeFile("~/given/in/it's", bytes('small'), soon());
    const folder = await files().download('~/given/in', soon());
    expect(folder?.type).toBe('folder');
    const found: string[] = [];
    for await (const entry of folder?.bytes.pipe(extract()) ?? []) {
      if (entry.header.type === 'file') found.push(`${entry.header.name}: ${await readAll(entry)}`);
      else entry.resume();
    }
    expect(found).toEqual(["in/it's: small"]);
    expect(await files().download('~/given/none', soon())).toBeUndefined();
  });
}

/** What holds of the shells of a node, by whatever way they are reached. */
export function shellContract({ test, node }: World): void {
  test('a shell shows its prompt to whoever comes, first or later', async () => {
    const first = await openReader(node(0), 'prompt');
    await first.prompt();
    expect(first.text).toContain('node1');
    first.stream.close();
    const later = await openReader(node(0), 'prompt');
    await later.prompt();
    expect(later.text).toContain('node1');
  });

  test('a shell lives on when its stream is closed, and is the same one after', async () => {
    const first = await openReader(node(0), 'same');
    await first.prompt();
    first.type('colour=teal');
    await first.prompt();
    first.stream.close();
    const second = await openReader(node(0), 'same');
    await second.prompt();
    second.type('echo "it is $colour"');
    await second.sees('it is teal');
  });

  test('shells of two names are two shells', async () => {
    const one = await openReader(node(0), 'one');
    await one.prompt();
    one.type('colour=teal');
    await one.prompt();
    const two = await openReader(node(0), 'two');
    await two.prompt();
    two.type('echo "it is <$colour>"');
    await two.sees('it is <>');
  });

  test('two streams onto one shell see the same output, also when both open it at once', async () => {
    const [left, right] = await Promise.all([openReader(node(0), 'both'), openReader(node(0), 'both')]);
    await Promise.all([left.prompt(), right.prompt()]);
    left.type('word=seen; echo "both have $word"');
    await Promise.all([left.sees('both have seen'), right.sees('both have seen')]);
    right.type('echo "from right, $word"');
    await Promise.all([left.sees('from right, seen'), right.sees('from right, seen')]);
  });

  test('a program knows the size of the shell from its first line on, and after a resize', async () => {
    const shell = await openReader(node(0), 'size');
    await shell.prompt();
    shell.type('stty size');
    await shell.sees('31 97');
    shell.stream.resize({ cols: 120, rows: 40 });
    shell.type('stty size');
    await shell.sees('40 120');
  });

  test('takes a long paste whole', async () => {
    const shell = await openReader(node(0), 'paste');
    await shell.prompt();
    const lines = Array.from({ length: 400 }, (_, index) => `echo "line ${index} of a long paste" > /dev/null`);
    shell.type(`last=400\n${lines.join('\n')}\necho "all $last"`);
    await shell.sees('all 400');
    expect(shell.text).toContain('line 399 of a long paste');
  });

  test('a paused stream brings nothing until it goes on', async () => {
    const paused = await openReader(node(0), 'pause');
    const other = await openReader(node(0), 'pause');
    await Promise.all([paused.prompt(), other.prompt()]);
    paused.stream.pause();
    other.type('word=now; echo "shown $word"');
    await other.sees('shown now');
    expect(paused.text).not.toContain('shown now');
    paused.stream.resume();
    await paused.sees('shown now');
  });

  test('a stream ends as ended when its shell exits, and the next opening has a new shell', async () => {
    const shell = await openReader(node(0), 'exits');
    await shell.prompt();
    shell.type('colour=teal');
    await shell.prompt();
    shell.type('exit');
    expect(await shell.end).toBe('ended');
    const next = await openReader(node(0), 'exits');
    await next.prompt();
    next.type('echo "it is <$colour>"');
    await next.sees('it is <>');
  });
}

/** What holds of shells whose holder remembers what they wrote. */
export function pastContract({ test, node }: World): void {
  test('a stream that follows another from where that was left brings every byte once', async () => {
    const first = await openReader(node(0), 'past');
    await first.prompt();
    first.type('echo begun; for i in $(seq 2000); do echo "<$i>"; [ $i != 200 ] || sleep 1; done; echo over');
    await first.sees('<100>');
    const since = first.stream.position;
    const { text } = first;
    first.stream.close();
    const stream = await node(0).openShell('past', SIZE, soon(), since);
    onTestFinished(() => stream.close());
    const second = new ShellReader(stream);
    await second.sees('over\r\n');
    const numbers = [...(text + second.text).matchAll(/<(\d+)>\r\n/g)].map(([, digits]) => Number(digits));
    expect(numbers).toEqual(Array.from({ length: 2000 }, (_, index) => index + 1));
  });

  test('who comes anew is given what was written before, and what was kept in place of it', async () => {
    const first = await openReader(node(0), 'kept');
    await first.prompt();
    first.type('echo seen');
    await first.sees('seen\r\n');
    await first.prompt();
    const later = await openReader(node(0), 'kept');
    expect(later.stream.past?.goesOn).toBe(false);
    expect(later.text).toContain('echo seen');
    later.stream.close();
    if (!first.stream.keep) return;
    first.stream.keep(first.stream.position?.at ?? 0, Buffer.from('a picture'));
    first.type('echo next');
    await first.sees('next\r\n');
    const last = await openReader(node(0), 'kept');
    expect(Buffer.from(last.stream.past?.kept ?? []).toString()).toBe('a picture');
    expect(last.text).not.toContain('seen');
  });
}

function holdingContract({ test, node }: World): void {
  test('tells which shells it holds', async () => {
    const shell = await openReader(node(0), 'listed');
    await shell.prompt();
    expect(await node(0).shells(soon())).toContain('listed');
    shell.type('exit');
    expect(await shell.end).toBe('ended');
    expect(await node(0).shells(soon())).not.toContain('listed');
  });

  test('ends a shell, and asks first while a program runs in it', async () => {
    const shell = await openReader(node(0), 'closed');
    await shell.prompt();
    shell.type('word=gun; sh -c "echo be$word; sleep 600"');
    await shell.sees('begun');
    expect(await node(0).endShell('closed', { isSure: false }, soon())).toBe('busy');
    expect(await node(0).shells(soon())).toContain('closed');
    expect(await node(0).endShell('closed', { isSure: true }, soon())).toBe('ended');
    expect(await shell.end).toBe('ended');
    expect(await node(0).shells(soon())).not.toContain('closed');
    expect(await node(0).endShell('closed', { isSure: false }, soon())).toBe('ended');
  });

  test('ends a shell that waits at its prompt without asking', async () => {
    const shell = await openReader(node(0), 'idle');
    await shell.prompt();
    expect(await node(0).endShell('idle', { isSure: false }, soon())).toBe('ended');
    expect(await shell.end).toBe('ended');
  });

  test('opens no shell when the signal has come already', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(node(0).openShell('main', SIZE, signal)).rejects.toThrow('gone');
  });
}

function stopContract({ test, node }: World): void {
  test('a node that is stopped says so in every way, and comes back with its files and a new shell', async () => {
    const powers: NodePower[] = [];
    const unwatched: NodePower[] = [];
    const end = node(1).onPower((power) => powers.push(power));
    node(1).onPower((power) => unwatched.push(power))();
    await node(1).writeFile('~/kept', new TextEncoder().encode('kept'), soon());
    const shell = await openReader(node(1), 'main');
    await shell.prompt();
    shell.type('colour=teal');
    await shell.prompt();
    const events = collectEvents(node(1), soon());

    await node(1).fault('stop', soon());
    expect(node(1).power).toBe('stopped');
    expect(powers.at(-1)).toBe('stopped');
    expect(await shell.end).toBe('broken');
    await events.done;
    expect(await codeOf(node(1).engine.info(soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).run(['echo'], soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).readFile('~/kept', 10, soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).openShell('main', SIZE, soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).connect(80, soon()))).toBe('nodeDown');
    expect(await node(1).shells(soon())).toEqual([]);
    expect(await codeOf(node(1).endShell('main', { isSure: true }, soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).fault('pause', soon()))).toBe('nodeDown');
    await node(1).fault('stop', soon());

    await node(1).fault('start', soon());
    expect(node(1).power).toBe('running');
    expect(powers.at(-1)).toBe('running');
    expect((await node(1).engine.info(soon())).Name).toBe('node2');
    await node(1).fault('start', soon());
    expect(await node(1).readFile('~/kept', 10, soon())).toHaveLength(4);
    const next = await openReader(node(1), 'main');
    await next.prompt();
    next.type('echo "it is <$colour>"');
    await next.sees('it is <>');
    end();
    expect(unwatched).toEqual([]);
  });
}

function pauseContract({ test, node }: World): void {
  test('a paused node does not answer, and goes on where it was', async () => {
    const powers: NodePower[] = [];
    onTestFinished(node(1).onPower((power) => powers.push(power)));
    const shell = await openReader(node(1), 'frozen');
    await shell.prompt();
    shell.type('colour=teal');
    await shell.prompt();

    await node(1).fault('pause', soon());
    await node(1).fault('pause', soon());
    expect(node(1).power).toBe('paused');
    expect(await codeOf(node(1).openShell('frozen', SIZE, soon()))).toBe('nodeDown');
    expect(await codeOf(node(1).connect(80, soon()))).toBe('nodeDown');
    await expect(node(1).engine.info(soon(200))).rejects.toThrow();

    await node(1).fault('resume', soon());
    await node(1).fault('resume', soon());
    expect(node(1).power).toBe('running');
    expect(powers).toEqual(['paused', 'running']);
    expect((await node(1).engine.info(soon())).Name).toBe('node2');
    shell.type('echo "it is $colour"');
    await shell.sees('it is teal');
  });

  test('a paused node can be stopped, and started again', async () => {
    await node(1).fault('pause', soon());
    await node(1).fault('stop', soon());
    expect(node(1).power).toBe('stopped');
    await node(1).fault('start', soon());
    expect((await node(1).engine.info(soon())).Name).toBe('node2');
  });
}

function swarmContract({ test, node }: World): void {
  test('an engine that is in no swarm refuses to list tasks, in its own words', async () => {
    const refusal = await node(0)
      .engine.tasks(soon())
      .catch((error: unknown) => error);
    if (!(refusal instanceof EngineRefusal)) throw refusal;
    expect(refusal.status).toBe(503);
    expect(refusal.message).toMatch(/^This node is not a swarm manager/);
  });

  test('an engine knows an image by its reference, and tells of none that it does not have', async () => {
    const image = await node(0).engine.image('alpine:3.22', soon());
    expect(image?.Id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(Date.parse(image?.Created ?? '')).not.toBeNaN();
    expect(await node(0).engine.image('registry.example:5000/no-such/image:1', soon())).toBeUndefined();
  });

  test('a question to an engine ends with its signal', async () => {
    const signal = AbortSignal.abort(new Error('no longer'));
    await expect(node(0).engine.info(signal)).rejects.toThrow('no longer');
  });

  test('two nodes form a swarm', async () => {
    const init = await node(0).run(['docker', 'swarm', 'init', '--advertise-addr', node(0).address], soon());
    expect(init.stdout).toContain('docker swarm join');
    const { JoinTokens } = await node(0).engine.swarm(soon());
    const join = ['docker', 'swarm', 'join', '--token', JoinTokens.Worker, `${node(0).address}:2377`];
    expect(await node(1).run(join, soon())).toMatchObject({ exitCode: 0 });

    const members = await eventually(
      () => node(0).engine.nodes(soon()),
      (nodes) => nodes.length === 2 && nodes.every((member) => member.Status.State === 'ready'),
    );
    const roles = members.map((member) => `${member.Description.Hostname} ${member.Spec.Role} ${member.Status.Addr}`);
    expect(roles.toSorted()).toEqual([`node1 manager ${node(0).address}`, `node2 worker ${node(1).address}`]);
    expect(members.find((member) => member.ManagerStatus?.Leader)?.Description.Hostname).toBe('node1');
    const { Swarm } = await node(1).engine.info(soon());
    expect([Swarm.LocalNodeState, Swarm.ControlAvailable]).toEqual(['active', false]);
  });

  test('a worker refuses to list tasks, in its own words', async () => {
    await expect(node(1).engine.tasks(soon())).rejects.toThrow(/Worker nodes can't be used to view or modify/);
  });

  test('a service that is created is in the events and in the lists', async () => {
    const abort = new AbortController();
    const events = collectEvents(node(0), abort.signal);
    const create = ['docker', 'service', 'create', '--detach', '--name', 'web', 'alpine:3.22', 'sleep', '600'];
    expect(await node(0).run(create, soon())).toMatchObject({ exitCode: 0 });
    const event = await events.find((one) => one.Type === 'service' && one.Action === 'create');
    expect(event.Actor.Attributes.name).toBe('web');
    abort.abort();
    await events.done;

    const [service] = await node(0).engine.services(soon());
    expect(service?.Spec.Name).toBe('web');
    expect(service?.ID).toBe(event.Actor.ID);
    const [task] = await eventually(
      () => node(0).engine.tasks(soon()),
      (tasks) => tasks.length > 0,
    );
    expect(task?.ServiceID).toBe(service?.ID);
    expect(await node(0).engine.secrets(soon())).toEqual([]);
    expect(await node(0).engine.configs(soon())).toEqual([]);
    expect((await node(0).engine.networks(soon())).map((network) => network.Name)).toContain('ingress');
    expect(Array.isArray(await node(0).engine.containers(soon()))).toBe(true);
  });

  test('tells the bytes of a config, and of a secret no more than its name', async () => {
    const make = (kind: string) => node(0).run(['docker', kind, 'create', 'greeting', '-'], soon(), 'hello');
    for (const kind of ['config', 'secret']) expect(await make(kind)).toMatchObject({ exitCode: 0 });
    const [[config], [secret]] = await Promise.all([
      node(0).engine.configs(soon()),
      node(0).engine.secrets(soon()),
    ] as const);
    expect(config?.Spec).toMatchObject({ Name: 'greeting', Data: Buffer.from('hello').toString('base64') });
    expect([secret?.Spec.Name, secret?.Spec.Data]).toEqual(['greeting', undefined]);
  });

  test('a program runs in a container, and its exit code is a result', async () => {
    const isOfWeb = ({ State, Labels }: EngineContainer) =>
      State === 'running' && Labels['com.docker.swarm.service.name'] === 'web';
    const listed = async () =>
      Promise.all(
        [node(0), node(1)].map(async (one) => [one, (await one.engine.containers(soon())).find(isOfWeb)] as const),
      );
    const found = (await eventually(listed, (all) => all.some(([, one]) => one))).find(([, one]) => one);
    const [on, container] = found ?? [];
    const run = (argv: readonly string[]) => on?.engine.exec(container?.Id ?? '', argv, soon());
    expect(await run(['sh', '-c', 'echo out; exit 3'])).toEqual({ exitCode: 3, output: 'out\n' });
    expect((await run(['sh', '-c', 'yes | head -c 200000']))?.output.length).toBe(64 * 1024);
    await expect(on?.engine.exec('no-such-container', ['true'], soon())).rejects.toThrow(/No such container/i);
  });
}

function portContract({ test, node }: World): void {
  test('a stream leads to a published port of each node, and ends when it is destroyed', async () => {
    const answer = "while true; do echo 'HTTP/1.0 200 OK' | nc -l -p 8080; done";
    const port = ['--mode', 'global', '--publish', 'published=8181,target=8080,mode=host'];
    const create = ['docker', 'service', 'create', '--detach', '--name', 'answers', ...port];
    const run = node(0).run([...create, 'alpine:3.22', 'sh', '-c', answer], soon());
    expect(await run).toMatchObject({ exitCode: 0 });
    for (const index of [0, 1]) {
      expect(
        await eventually(
          () => firstLine(node(index), 8181),
          (line) => line !== '',
        ),
      ).toMatch(/^HTTP\/1\.[01] 200 OK$/);
    }
  });

  test('a port on which nothing listens says so', async () => {
    expect(await codeOf(node(0).connect(8182, soon()))).toBe('portClosed');
  });

  test('opens no stream when the signal has come already', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    await expect(node(0).connect(8181, signal)).rejects.toThrow('gone');
  });
}

/** What a port says first when it is asked for a page; nothing while nobody listens there. */
async function firstLine(from: SandboxNode, port: number): Promise<string> {
  const stream = await from.connect(port, soon(10_000)).catch((error: unknown) => {
    if (error instanceof LabError && error.code === 'portClosed') return undefined;
    throw error;
  });
  if (!stream) return '';
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.on('error', () => undefined).write('GET / HTTP/1.0\r\n\r\n');
  const [bytes] = await Promise.race([once(stream, 'data'), closed.then(() => [''])]);
  stream.destroy();
  await closed;
  return String(bytes).split('\r\n')[0]?.split('\n')[0] ?? '';
}

/** Asks again until the answer fits; the last answer is the failure's text. */
async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  const limit = soon(20_000);
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    if (limit.aborted) throw new Error(`it stayed at ${JSON.stringify(answer)}`);
    // Answers from memory come without a turn of the event loop, and nothing else would ever move.
    await nextTurn();
  }
}

/** Reads a node's events from now on; `done` ends with the iteration and fails when that does. */
function collectEvents(node: SandboxNode, signal: AbortSignal) {
  const seen: EngineEvent[] = [];
  let wake: () => void = () => undefined;
  const events = node.engine.events(signal);
  const done = (async () => {
    for await (const event of events) {
      seen.push(event);
      wake();
    }
  })();
  return {
    done,
    async find(wanted: (event: EngineEvent) => boolean): Promise<EngineEvent> {
      const limit = soon(10_000);
      for (;;) {
        const event = seen.find(wanted);
        if (event) return event;
        await new Promise<void>((resolve, reject) => {
          wake = resolve;
          limit.addEventListener('abort', () => reject(new Error(`only ${JSON.stringify(seen)}`)), { once: true });
        });
      }
    },
  };
}
