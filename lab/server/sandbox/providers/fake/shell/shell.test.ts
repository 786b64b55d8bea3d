import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { STEP, startBench } from '../fake.fixtures.ts';

const COLUMNS = 40;

/** A shell on a screen, and keys for it. */
function openScreen() {
  const bench = startBench(2);
  const machine = bench.machine(1);
  const released = new AbortController();
  const terminal = new Terminal({ cols: COLUMNS, rows: 30, allowProposedApi: true });
  const stream = bench.held.home(machine).shell('main').attach({ cols: COLUMNS, rows: 30 }, released.signal);
  let raw = '';
  const written: Promise<void>[] = [];
  stream.onData((bytes) => {
    raw += new TextDecoder().decode(bytes);
    written.push(new Promise((resolve) => terminal.write(bytes, resolve)));
  });
  return {
    bench,
    machine,
    released,
    stream,
    raw: () => raw,
    async keys(...keys: string[]) {
      for (const key of keys) {
        stream.write(new TextEncoder().encode(key));
        await bench.clock.advance(1);
      }
      await Promise.all(written);
    },
    /** The lines of the screen as a person sees them, and where the cursor is. */
    lines() {
      const { active } = terminal.buffer;
      const all = Array.from(
        { length: active.length },
        (_, i) => active.getLine(i)?.translateToString(true).trimEnd() ?? '',
      );
      return all.join('\n').trimEnd().split('\n');
    },
    cursor: () => [terminal.buffer.active.cursorY, terminal.buffer.active.cursorX],
  };
}

const LEFT = '\x1b[D';
const UP = '\x1b[A';
const DOWN = '\x1b[B';

describe('the line at the prompt', () => {
  it('shows a prompt with marks, and runs what is typed', async () => {
    const s = openScreen();
    await s.keys('echo hello\r');
    expect(s.lines()).toEqual(['node1 ~ $ echo hello', 'hello', 'node1 ~ $']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control sequences
    const marks = [...s.raw().matchAll(/\x1b\]133;([^\x07]*)\x07/g)].map((m) => m[1]);
    expect(marks).toEqual(['A', 'B', 'C', 'D;0', 'A', 'B']);
  });

  it('tells the line that runs, but not one that begins with a space', async () => {
    const s = openScreen();
    await s.keys('echo "a;b"\r', ' echo private\r');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the marks are control sequences
    const lines = [...s.raw().matchAll(/\x1b\]633;([^\x07]*)\x07/g)].map((m) => m[1]);
    expect(lines).toEqual(['E;echo "a\\x3bb";node1']);
  });

  it('gives an empty line no result', async () => {
    const s = openScreen();
    await s.keys('\r');
    expect(s.raw()).not.toContain('133;D');
    expect(s.lines()).toEqual(['node1 ~ $', 'node1 ~ $']);
  });

  it.each([
    ['inserts in the middle', ['ac', LEFT, 'b'], 'abc', 12],
    ['takes back a character', ['abx', '\x7f', 'c'], 'abc', 13],
    ['deletes under the cursor', ['axb', LEFT, LEFT, '\x1b[3~'], 'ab', 11],
    ['jumps to the beginning and the end', ['b', '\x01', 'a', '\x05', 'c'], 'abc', 13],
    ['cuts the word before', ['one two', '\x17'], 'one', 14],
    ['cuts all before and all behind', ['abcd', LEFT, LEFT, '\x15', '\x0b', 'z'], 'z', 11],
    ['ignores the tab', ['a\tb'], 'ab', 12],
    ['ignores keys it does not know', ['a\x1b[15~b'], 'ab', 12],
    ['stops at the beginning', ['a', LEFT, LEFT, LEFT, '\x7f', 'b'], 'ba', 11],
  ])('%s', async (_, keys, line, column) => {
    const s = openScreen();
    await s.keys(...keys);
    expect(s.lines()).toEqual([`node1 ~ $ ${line}`]);
    expect(s.cursor()).toEqual([0, column]);
  });

  it('goes through the history and comes back to what was begun', async () => {
    const s = openScreen();
    await s.keys('echo one\r', 'echo two\r', 'beg', UP, UP);
    expect(s.lines().at(-1)).toBe('node1 ~ $ echo one');
    await s.keys(UP, DOWN, DOWN, 'un');
    expect(s.lines().at(-1)).toBe('node1 ~ $ begun');
  });

  it('edits a line that is longer than the screen is wide', async () => {
    const s = openScreen();
    await s.keys(`echo ${'x'.repeat(70)}`, ...Array<string>(50).fill(LEFT), 'Y', '\x05', 'Z\r');
    expect(s.lines().slice(-3, -1).join('')).toBe(`${'x'.repeat(20)}Y${'x'.repeat(50)}Z`);
  });

  it('keeps a line in order that just fills its row', async () => {
    const s = openScreen();
    await s.keys(`echo ${'x'.repeat(COLUMNS - 15)}`);
    expect(s.cursor()).toEqual([1, 0]);
    await s.keys('\x7f');
    expect(s.cursor()).toEqual([0, COLUMNS - 1]);
  });

  it('clears the screen and keeps the line', async () => {
    const s = openScreen();
    await s.keys('echo one\r', 'half', '\x0c');
    expect(s.lines()).toEqual(['node1 ~ $ half']);
  });

  it('gives up the line at Ctrl+C', async () => {
    const s = openScreen();
    await s.keys('rm -rf /', '\x03', 'echo $?\r');
    expect(s.lines()).toEqual(['node1 ~ $ rm -rf /^C', 'node1 ~ $ echo $?', '130', 'node1 ~ $']);
  });

  it('asks for the rest of a command', async () => {
    const s = openScreen();
    await s.keys('for i in 1 2; do\r', 'echo $i\r', 'done\r', 'echo a \\\r', 'b\r');
    expect(s.lines()).toEqual([
      'node1 ~ $ for i in 1 2; do',
      '> echo $i',
      '> done',
      '1',
      '2',
      'node1 ~ $ echo a \\',
      '> b',
      'a b',
      'node1 ~ $',
    ]);
  });

  it('runs a pasted block when Enter is pressed, not before', async () => {
    const s = openScreen();
    await s.keys('\x1b[200~echo one\recho two\x1b[201~');
    expect(s.lines()).toEqual(['node1 ~ $ echo one', 'echo two']);
    await s.keys('\r');
    expect(s.lines().slice(2)).toEqual(['one', 'two', 'node1 ~ $']);
  });
});

describe('a program that runs', () => {
  it('ends at Ctrl+C, and what was typed before that is dropped', async () => {
    const s = openScreen();
    await s.keys('sleep 1000\r', 'typed', '\x03', 'echo $?\r');
    expect(s.lines()).toEqual(['node1 ~ $ sleep 1000', 'typed^C', 'node1 ~ $ echo $?', '130', 'node1 ~ $']);
  });

  it('finds what was typed meanwhile', async () => {
    const s = openScreen();
    await s.keys('sleep 1\r', 'echo next\r');
    await s.bench.clock.advance(1000);
    await s.keys('');
    expect(s.lines().slice(-2)).toEqual(['next', 'node1 ~ $']);
  });

  it('draws the progress of a service over itself', async () => {
    const s = openScreen();
    await s.keys('docker swarm init > /dev/null\r');
    await s.bench.steps(10);
    await s.keys('docker service create --name web --replicas 2 nginx\r');
    await s.bench.steps(3);
    await s.keys('');
    expect(s.lines().filter((line) => line.startsWith('overall'))).toEqual(['overall progress: 0 out of 2 tasks']);
    await s.bench.steps(40);
    await s.keys('');
    expect(s.lines().filter((line) => line.startsWith('overall'))).toEqual(['overall progress: 2 out of 2 tasks']);
    expect(s.lines().join('')).toContain('converged');
  });

  it('leaves a service to itself at Ctrl+C', async () => {
    const s = openScreen();
    await s.keys('docker swarm init > /dev/null\r');
    await s.bench.steps(10);
    await s.keys('docker service create --name web nosuch\r', '\x03');
    expect(s.lines().join('')).toContain('Operation continuing in background.');
    await s.keys('docker service ls -q | wc -l\r');
    expect(s.lines().at(-2)).toBe('1');
  });

  it('shows a command again and again under watch', async () => {
    const s = openScreen();
    await s.keys('watch -n 1 cat count\r');
    await s.bench.read(1, 'echo two > count');
    await s.bench.clock.advance(1000);
    await s.keys('');
    expect(s.lines()).toEqual(['Every 1.0s: cat count', '', 'two']);
    await s.keys('\x03');
    expect(s.lines().at(-1)).toBe('node1 ~ $');
  });

  it('is held back by a reader that does not read', async () => {
    const s = openScreen();
    s.stream.pause();
    s.stream.write(new TextEncoder().encode('yes\r'));
    await s.bench.clock.advance(STEP);
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 50; i++) await s.bench.clock.advance(STEP);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
    s.stream.resume();
    await s.keys('\x03');
    expect(s.lines().at(-1)).toBe('node1 ~ $');
  });
});

describe('a node that is frozen or off', () => {
  it('takes keys when it thaws', async () => {
    const s = openScreen();
    await s.keys('');
    s.bench.site.setPower(s.machine, 'paused');
    await s.keys('echo later\r');
    expect(s.lines()).toEqual(['node1 ~ $']);
    s.bench.site.setPower(s.machine, 'running');
    await s.keys('');
    expect(s.lines()).toEqual(['node1 ~ $ echo later', 'later', 'node1 ~ $']);
  });

  it('breaks the stream when its power goes, and has a new shell after', async () => {
    const s = openScreen();
    const ends: string[] = [];
    s.stream.onEnd((why) => ends.push(why));
    await s.keys('word=kept\r', 'sleep 1000\r');
    s.bench.site.setPower(s.machine, 'stopped');
    await s.keys('');
    expect(ends).toEqual(['broken']);
    expect(s.bench.held.home(s.machine).shell('main')).not.toBe(undefined);
  });
});
