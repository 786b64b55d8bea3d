import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ShellTerminal } from './shell-terminal.ts';
import { HandClock, ScriptedNode, silentLog } from './terminal.fixtures.ts';
import type { RunNews } from './viewer.ts';

const PLAIN_PROMPT = '\x1b]133;A\x07node2 ~ $ \x1b]133;B\x07';
const PROMPT = `\x1b[?2004h${PLAIN_PROMPT}`;
const STARTED = '\x1b[?2004l\r\x1b]133;C\x07';
const ended = (code: number) => `\x1b]133;D;${code}\x07${PROMPT}`;
const ran = (code: number) => `${STARTED}output\r\n${ended(code)}`;

let clock: HandClock;
let node: ScriptedNode;
let terminal: ShellTerminal;
let news: RunNews[];
let abort: AbortController;
beforeEach(async () => {
  clock = new HandClock();
  node = new ScriptedNode();
  terminal = new ShellTerminal({ node: node.asNode(), shell: 'main', log: silentLog, clock });
  news = [];
  abort = new AbortController();
});
afterEach(() => terminal.close());

function run(lines: string): Promise<RunNews> {
  return terminal.run(lines, { signal: abort.signal, onNews: (entry) => news.push(entry) });
}

/** A terminal whose shell is open, and what it shows. */
async function opened(output: string): Promise<void> {
  await terminal.attach({ send() {}, resized() {}, ended() {} }, { cols: 80, rows: 24 });
  node.shell.say(output);
}

const typed = (text: string) => vi.waitFor(() => expect(node.shell.typed).toBe(text));

describe('running a block', () => {
  test('types each line at a prompt and waits for its end', async () => {
    await opened(PROMPT);
    const result = run('one\ntwo');
    await typed('one\r');
    clock.move(1500);
    node.shell.say(`${STARTED}…`);
    expect(news).toEqual([{ state: 'running' }]);
    node.shell.say(ended(0));
    await typed('one\rtwo\r');
    node.shell.say(ran(0));
    expect(await result).toEqual({ state: 'done', exitCode: 0, ms: 1500 });
    expect(news.at(-1)).toEqual({ state: 'done', exitCode: 0, ms: 1500 });
  });

  test('opens the shell when nobody has, and waits for its first prompt', async () => {
    const result = run('one');
    await vi.waitFor(() => expect(node.shells).toHaveLength(1));
    expect(node.sizes).toEqual([{ cols: 120, rows: 30 }]);
    node.shell.say(PROMPT);
    await typed('one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('goes on after a line that failed, and reports its exit code', async () => {
    await opened(PROMPT);
    node.shell.answer(/one/, ran(3));
    node.shell.answer(/two/, ran(0));
    expect(await run('one\ntwo')).toMatchObject({ state: 'failed', exitCode: 3 });
    expect(node.shell.typed).toBe('one\rtwo\r');
  });

  test('of a comment runs nothing and is done', async () => {
    await opened(PROMPT);
    node.shell.answer(/# note/, PROMPT);
    expect(await run('# note')).toMatchObject({ state: 'done', exitCode: 0 });
  });

  test('sends a command of several lines in one go', async () => {
    await opened(PLAIN_PROMPT);
    node.shell.answer(/done/, `\x1b]133;C\x07\x1b]133;D;0\x07${PLAIN_PROMPT}`);
    expect(await run('for n in 1 2; do\n  echo $n\ndone')).toMatchObject({ state: 'done' });
    expect(node.shell.typed).toBe('for n in 1 2; do\r  echo $n\rdone\r');
  });

  test('marks what has several lines or tabs as a paste where the shell asked for that', async () => {
    await opened(PROMPT);
    node.shell.answer(/echo a/, ran(0));
    node.shell.answer(/EOF/, ran(0));
    await run('echo a\ncat <<EOF\n\tx\nEOF');
    expect(node.shell.typed).toBe('echo a\r\x1b[200~cat <<EOF\r\tx\rEOF\x1b[201~\r');
  });

  test('types the next line when the shell waits for the rest of a command', async () => {
    await opened(PROMPT);
    const result = run('[[ a == a\n]] && echo yes');
    await typed('[[ a == a\r');
    node.shell.say('[[ a == a\r\n\x1b[?2004l\r\x1b[?2004h> ');
    await typed('[[ a == a\r]] && echo yes\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('does so too when the shell only falls silent', async () => {
    await opened(PROMPT);
    const result = run('[[ a == a\n]]');
    await typed('[[ a == a\r');
    node.shell.say('> ');
    clock.move(2000);
    await typed('[[ a == a\r]]\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('says so when a command is never whole', async () => {
    await opened(PROMPT);
    const result = run('echo "a');
    await typed('echo "a\r');
    clock.move(2000);
    await vi.waitFor(() => expect(news.at(-1)?.because).toContain('waits for the rest of the command'));
    terminal.interrupt();
    node.shell.say(`^C\r\n${PROMPT}`);
    expect(await result).toMatchObject({ state: 'failed', exitCode: 130 });
  });

  test('goes on in a shell that the command opened', async () => {
    await opened(PROMPT);
    const result = run('bash\necho inner');
    await typed('bash\r');
    node.shell.say(`${STARTED}${PROMPT}`);
    await typed('bash\recho inner\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });
});

describe('a block never types into a program', () => {
  test('but waits for its end', async () => {
    await opened(PROMPT + STARTED);
    const result = run('one');
    await vi.waitFor(() =>
      expect(news).toEqual([{ state: 'waiting', because: "A program runs in node2's terminal. It ends with Ctrl+C." }]),
    );
    expect(node.shell.typed).toBe('');
    node.shell.say(ended(0));
    await typed('one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('up to the signal', async () => {
    await opened(PROMPT + STARTED);
    const result = run('one');
    await vi.waitFor(() => expect(news).toHaveLength(1));
    abort.abort();
    expect(await result).toMatchObject({ state: 'failed', because: 'It was called off before it was done.' });
    expect(node.shell.typed).toBe('');
  });

  test('nor behind half a line: that is left with Ctrl+C first', async () => {
    const viewer = { send() {}, resized() {}, ended() {} };
    const attachment = await terminal.attach(viewer, { cols: 80, rows: 24 });
    node.shell.say(PROMPT);
    attachment.write(Buffer.from('docker ser'));
    const result = run('one');
    await typed('docker ser\x03');
    node.shell.say(`^C\r\n${PROMPT}`);
    await typed('docker ser\x03one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('nor into the rest of a command that somebody else began', async () => {
    await opened(`${PROMPT}echo "a\r\n\x1b[?2004l\r\x1b[?2004h> `);
    const result = run('one');
    await typed('\x03');
    node.shell.say(`^C\x1b[?2004l\r\x1b[?2004h\x1b[?2004l\r\r\n${PROMPT}`);
    await typed('\x03one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('nor behind what was typed while a program ran', async () => {
    const attachment = await terminal.attach({ send() {}, resized() {}, ended() {} }, { cols: 80, rows: 24 });
    node.shell.say(PROMPT + STARTED);
    attachment.write(Buffer.from('y\r'));
    attachment.write(Buffer.from('docker p'));
    node.shell.say(ended(0));
    const result = run('one');
    await typed('y\rdocker p\x03');
    node.shell.say(`docker p^C\x1b[?2004l\r\r\n${PROMPT}`);
    await typed('y\rdocker p\x03one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('nor into a whole line that was typed while a program ran', async () => {
    const attachment = await terminal.attach({ send() {}, resized() {}, ended() {} }, { cols: 80, rows: 24 });
    node.shell.say(PROMPT + STARTED);
    attachment.write(Buffer.from('docker ps\r'));
    const result = run('one');
    node.shell.say(ended(0));
    await new Promise(setImmediate);
    expect(node.shell.typed).toBe('docker ps\r');
    node.shell.say(`docker ps\r\n${ran(0)}`);
    await typed('docker ps\rone\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('and presses Ctrl+C again where it was lost', async () => {
    await opened(`${PROMPT}docker `);
    const result = run('one');
    await typed('\x03');
    clock.move(700);
    await typed('\x03\x03');
    node.shell.say(`^C\x1b[?2004l\r\r\n${PROMPT}`);
    await typed('\x03\x03one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('nor behind half a line that the shell drew again', async () => {
    await opened(`${PROMPT}ls\x07\r\nls lsblk\r\n${PLAIN_PROMPT}ls`);
    const result = run('one');
    await typed('\x03');
    // A prompt drawn again is no new one, whatever is behind it.
    node.shell.say(`\r\n${PLAIN_PROMPT}`);
    node.shell.say(`ls`);
    await new Promise(setImmediate);
    expect(node.shell.typed).toBe('\x03');
    node.shell.say(`^C\x1b[?2004l\r\r\n${PROMPT}`);
    await typed('\x03one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('but does behind a prompt that was drawn again with nothing behind it', async () => {
    await opened(`\r\x1b[K\r${PLAIN_PROMPT}`);
    node.shell.say(`\r\x1b[K\r${PLAIN_PROMPT}`);
    const result = run('one');
    await typed('one\r');
    node.shell.say(ran(0));
    expect((await result).state).toBe('done');
  });

  test('nor into another block', async () => {
    await opened(PROMPT);
    const first = run('one');
    const second = run('two');
    await typed('one\r');
    expect(news).toContainEqual({ state: 'waiting', because: "Another block runs in node2's terminal." });
    node.shell.say(ran(0));
    await first;
    await typed('one\rtwo\r');
    node.shell.say(ran(0));
    expect((await second).state).toBe('done');
  });
});

describe('a block is stopped', () => {
  test('by Ctrl+C that comes before the command does', async () => {
    await opened(PROMPT);
    const result = run('sleep 1d\ntwo');
    await typed('sleep 1d\r');
    terminal.interrupt();
    node.shell.say(STARTED);
    await typed('sleep 1d\r\x03\x03');
    node.shell.say(ended(130));
    expect(await result).toMatchObject({ state: 'failed', exitCode: 130 });
  });

  test('by Ctrl+C that takes the line back', async () => {
    await opened(PROMPT);
    const result = run('sleep 1d\ntwo');
    await typed('sleep 1d\r');
    terminal.interrupt();
    node.shell.say(`^C\x1b[?2004l\r\r\n${PROMPT}`);
    expect(await result).toMatchObject({ state: 'failed', exitCode: 130 });
    expect(node.shell.typed).toBe('sleep 1d\r\x03');
  });

  test('by Ctrl+C, which also keeps its other lines back', async () => {
    await opened(PROMPT);
    const result = run('sleep 1d\ntwo');
    await typed('sleep 1d\r');
    node.shell.say(STARTED);
    terminal.interrupt();
    expect(node.shell.typed).toBe('sleep 1d\r\x03');
    node.shell.say(ended(130));
    expect(await result).toMatchObject({ state: 'failed', exitCode: 130, because: 'It was ended with Ctrl+C.' });
    expect(node.shell.typed).toBe('sleep 1d\r\x03');
  });

  test('by the end of the shell', async () => {
    await opened(PROMPT);
    const result = run('exit\ntwo');
    await typed('exit\r');
    node.shell.say(STARTED);
    node.shell.end('ended');
    expect(await result).toEqual({ state: 'failed', ms: 0, because: 'The shell of node2 ended.' });
  });

  test('by the end of its node', async () => {
    await opened(PROMPT);
    const result = run('one');
    await typed('one\r');
    node.setPower('stopped');
    expect(await result).toMatchObject({ state: 'failed', because: expect.stringContaining('node2 is off') });
  });

  test('before it began where the node is off', async () => {
    node.power = 'stopped';
    expect(await run('one')).toMatchObject({ state: 'failed', because: 'node2 is off. Start it on the map.' });
  });
});
