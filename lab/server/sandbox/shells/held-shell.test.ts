import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShellPosition } from '../provider.ts';
import { attachToHolder, type HeldShell } from './held-shell.ts';

const HOLDER = join(import.meta.dirname, '..', '..', '..', 'node', 'rootfs', 'usr', 'local', 'bin', 'lab-holder');
const SIZE = { cols: 80, rows: 24 };

let folder: string;
let open: Follower[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-holder-'));
  open = [];
});
afterEach(() => {
  for (const follower of open) follower.stream.close();
  for (const name of names()) holder('--end', name, 'sure');
  rmSync(folder, { recursive: true, force: true });
  rmSync(`${folder}.lock`, { force: true });
});

const names = (): string[] => readdirSync(folder).flatMap((file) => /^shell-(.*)\.sock$/.exec(file)?.[1] ?? []);
const path = (name: string): string => join(folder, `shell-${name}.sock`);
const holder = (...args: string[]): string =>
  // A home without start files: what those of whoever runs the tests do takes its time.
  execFileSync('perl', [HOLDER, ...args], {
    env: { PATH: process.env.PATH, HOME: folder, LAB_SHELLS: folder },
    encoding: 'utf8',
  }).trim();

/** Follows a shell and keeps all it is handed out. */
class Follower {
  readonly stream: HeldShell;
  readonly ended: Promise<'ended' | 'broken'>;
  text: string;
  #look = (): void => undefined;

  constructor(stream: HeldShell) {
    this.stream = stream;
    this.ended = new Promise((resolve) => stream.onEnd(resolve));
    this.text = (stream.past?.parts ?? []).map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('');
    stream.onData((bytes) => {
      this.text += Buffer.from(bytes).toString('latin1');
      this.#look();
    });
  }

  type(line: string): void {
    this.stream.write(Buffer.from(`${line}\r`));
  }

  sees(what: string): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => this.text.includes(what) && resolve();
      this.#look();
    });
  }
}

async function follow(name: string, since?: ShellPosition): Promise<Follower> {
  const socket = connect(path(name));
  const whyEnded = () => (names().includes(name) ? 'broken' : 'ended');
  const stream = await attachToHolder(socket, { size: SIZE, since, signal: AbortSignal.timeout(5000), whyEnded });
  const follower = new Follower(stream);
  open.push(follower);
  return follower;
}

async function start(name = 'main'): Promise<Follower> {
  holder(name, '80', '24');
  const shell = await follow(name);
  // No echo, no prompt and no start files of whoever runs the tests: what is heard is what is printed.
  shell.type("stty -echo; PS1= PROMPT_COMMAND= PS0=; bind 'set enable-bracketed-paste off' 2> /dev/null; echo re''ady");
  await shell.sees('ready\r\n');
  return shell;
}

/** Prints a number a line, as fast as a shell can, until a file is there. */
const COUNT = (stop: string): string => `i=0; while [ ! -e ${stop} ]; do echo "<$i>"; i=$((i+1)); done; echo over`;

/** The numbers that were printed, without the last, which may be half there. */
function numbers(text: string): number[] {
  return [...text.matchAll(/<(\d+)>\r\n/g)].map(([, digits]) => Number(digits));
}

describe('a held shell', () => {
  it('goes on where it was left, however it was left: nothing is missing and nothing comes twice', async () => {
    const first = await start();
    const stop = join(folder, 'stop');
    first.type(COUNT(stop));
    await first.sees('<200>');
    let text = first.text;
    let { position } = first.stream;
    first.stream.close();
    for (let turn = 0; turn < 10; turn++) {
      const next = await follow('main', position);
      expect(next.stream.past).toMatchObject({ goesOn: true, kept: undefined });
      await next.sees('\r\n<');
      text += next.text;
      position = next.stream.position;
      next.stream.close();
    }
    execFileSync('touch', [stop]);
    const last = await follow('main', position);
    await last.sees('over\r\n');
    const said = numbers(text + last.text);
    expect(said.length).toBeGreaterThan(200);
    expect(said).toEqual(said.map((_, index) => index));
  });

  it('tells who comes anew all it remembers, and what came at which size', async () => {
    const first = await start();
    first.stream.resize({ cols: 100, rows: 40 });
    first.type('stty size');
    await first.sees('40 100');
    const second = await follow('main');
    expect(second.stream.past).toMatchObject({ goesOn: false, isWhole: true });
    expect(second.text).toBe(first.text);
    expect(second.stream.past?.parts.map(({ size }) => size)).toEqual([
      { cols: 80, rows: 24 },
      { cols: 100, rows: 40 },
    ]);
    expect(Buffer.from(second.stream.past?.parts[1]?.bytes ?? []).toString()).toContain('40 100');
  });

  it('keeps what it is given in place of all output before, and remembers a megabyte after it', async () => {
    const first = await start();
    first.type('echo before');
    await first.sees('before\r\n');
    const upTo = first.stream.position;
    first.stream.keep?.(upTo?.at ?? 0, Buffer.from('a picture'));
    first.type('echo after');
    await first.sees('after\r\n');
    const second = await follow('main');
    expect(Buffer.from(second.stream.past?.kept ?? []).toString()).toBe('a picture');
    expect(second.text).toBe('after\r\n');

    second.type('head -c 3000000 /dev/zero | tr "\\0" x; echo; echo done');
    await second.sees('done\r\n');
    const third = await follow('main');
    expect(third.stream.past).toMatchObject({ isWhole: false });
    expect(third.text.length).toBeGreaterThanOrEqual(1 << 20);
    expect(third.text.length).toBeLessThan(1.3 * (1 << 20));
    expect(second.text.endsWith(third.text)).toBe(true);
    // Too far back to go on: told so, and begun anew.
    expect((await follow('main', upTo)).stream.past).toMatchObject({ goesOn: false });
  });

  it('takes a megabyte of input whole, while the program takes its time', async () => {
    const shell = await start();
    shell.type('stty raw; head -c 1000000 | md5sum; stty -raw; echo taken');
    const paste = Buffer.from(Array.from({ length: 1_000_000 }, (_, index) => 97 + (index % 26)));
    const sum = execFileSync('md5sum', { input: paste, encoding: 'utf8' }).split(' ')[0] ?? '';
    for (let at = 0; at < paste.length; at += 100_000) shell.stream.write(paste.subarray(at, at + 100_000));
    await shell.sees('taken');
    expect(shell.text).toContain(sum);
  });

  it('holds the program back while a stream is paused, and loses nothing', async () => {
    const shell = await start();
    shell.stream.pause();
    const stop = join(folder, 'stop');
    shell.type(COUNT(stop));
    const other = await follow('main');
    await other.sees('<100>');
    shell.stream.resume();
    await shell.sees('<5000>');
    execFileSync('touch', [stop]);
    await shell.sees('over\r\n');
    await other.sees('over\r\n');
    for (const { text } of [shell, other]) expect(numbers(text)).toEqual(numbers(text).map((_, index) => index));
  });

  it('ends when its shell exits, with its last words', async () => {
    const shell = await start();
    shell.type('echo goodbye; exit');
    expect(await shell.ended).toBe('ended');
    expect(shell.text).toContain('goodbye');
    expect(names()).toEqual([]);
  });

  it('is ended like a window that is closed, but for a program in front, unless one is sure', async () => {
    const shell = await start();
    shell.type('echo go; sleep 60');
    await shell.sees('go\r\n');
    await expect.poll(() => holder('--end', 'main')).toBe('busy');
    expect(holder('--end', 'main', 'sure')).toBe('ended');
    expect(await shell.ended).toBe('ended');
    expect(holder('--end', 'main')).toBe('ended');
  });

  it('is there once, however often it is started, and is another one after its end', async () => {
    const first = await start();
    holder('main', '100', '30');
    first.type('colour=teal');
    const again = await follow('main');
    again.type('echo "<$colour>"');
    await again.sees('<teal>');
    again.type('exit');
    await again.ended;
    holder('main', '80', '24');
    const next = await follow('main', again.stream.position);
    expect(next.stream.past).toMatchObject({ goesOn: false, isWhole: true });
    expect(next.stream.position?.shell).not.toBe(again.stream.position?.shell);
  });

  it('refuses a name that is a path', () => {
    expect(() => holder('../docker', '80', '24')).toThrow(/letters and digits/);
  });
});

describe('something else in the place of a holder', () => {
  const answers = {
    'no line': 'x'.repeat(40_000),
    'no JSON': 'hello\n',
    'more than a holder remembers': '{"shell":1,"from":0,"to":99999999,"kept":0,"sizes":[[0,80,24]]}\n',
    'an end before its beginning': '{"shell":1,"from":9,"to":1,"kept":0,"sizes":[[0,80,24]]}\n',
  };
  it.each(Object.entries(answers))('is found out: %s', async (_, answer) => {
    const server = createServer((socket) => void socket.on('error', () => undefined).write(answer));
    server.listen(join(folder, 'shell-odd.sock'));
    await once(server, 'listening');
    try {
      await expect(follow('odd')).rejects.toMatchObject({ code: 'unsafePath' });
    } finally {
      server.close();
      rmSync(path('odd'), { force: true });
    }
  });

  it('that goes away at once is told', async () => {
    const server = createServer((socket) => socket.destroy());
    server.listen(path('odd'));
    await once(server, 'listening');
    await expect(follow('odd')).rejects.toMatchObject({ code: 'nodeDown' });
    server.close();
    rmSync(path('odd'), { force: true });
  });
});
