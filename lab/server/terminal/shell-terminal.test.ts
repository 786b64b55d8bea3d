import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_PASTE_BYTES, TERMINAL_WINDOW_BYTES } from '../../contract/index.ts';
import { PageTerminal } from './screen.fixtures.ts';
import { ShellTerminal } from './shell-terminal.ts';
import { HandClock, NotingViewer, ScriptedNode, silentLog } from './terminal.fixtures.ts';
import type { Attachment } from './viewer.ts';

const wide = { cols: 100, rows: 30 };
const small = { cols: 60, rows: 10 };
const PROMPT = '\x1b]133;A\x07node2 ~ $ \x1b]133;B\x07';

let clock: HandClock;
let node: ScriptedNode;
let terminal: ShellTerminal;
beforeEach(() => {
  clock = new HandClock();
  node = new ScriptedNode();
  terminal = new ShellTerminal({ node: node.asNode(), shell: 'main', log: silentLog, clock });
});
afterEach(() => terminal.close());

interface Page {
  readonly viewer: NotingViewer;
  readonly attachment: Attachment;
  /** What a person at this page sees. */
  seen(): Promise<PageTerminal>;
}

/** Attaches, and waits until the screen has come. */
async function open(size = wide): Promise<Page> {
  const viewer = new NotingViewer();
  const attachment = await terminal.attach(viewer, size);
  await vi.waitFor(() => expect(viewer.frames.length + viewer.ends.length).toBeGreaterThan(0));
  const seen = async () => {
    const page = new PageTerminal(size);
    await page.show(viewer.bytes);
    return page;
  };
  return { viewer, attachment, seen };
}

describe('a terminal', () => {
  test('opens its shell once, in the size of who came first', async () => {
    await Promise.all([open(wide), open(small)]);
    await open(small);
    expect(node.sizes).toEqual([wide]);
  });

  test('gives the attachment before the first byte', async () => {
    const order: string[] = [];
    const viewer = new NotingViewer();
    viewer.send = () => void order.push('bytes');
    await terminal.attach(viewer, wide).then(() => order.push('attachment'));
    await vi.waitFor(() => expect(order).toEqual(['attachment', 'bytes']));
  });

  test('shows who comes late the same as who was there, in the middle of a stream', async () => {
    const first = await open();
    const pieces = Array.from({ length: 400 }, (_, n) => `\x1b[3${n % 8}mline ${n} äöü\x1b[0m\r\n`).join('');
    const bytes = Buffer.from(pieces);
    let late: Promise<Page> | undefined;
    for (let at = 0; at < bytes.length; at += 97) {
      node.shell.say(bytes.subarray(at, at + 97));
      if (at > bytes.length / 2) late ??= open();
      first.attachment.ack(first.viewer.bytes.length);
      if (at % 970 === 0) await new Promise(setImmediate);
    }
    clock.move(10);
    const second = await late;
    await vi.waitFor(async () => expect((await second?.seen())?.looks).toEqual((await first.seen()).looks));
  });

  test('passes keys on, and answers to a program’s questions from the driver only', async () => {
    const watcher = await open();
    const driver = await open();
    driver.attachment.write(Buffer.from('a'));
    watcher.attachment.write(Buffer.from('\x1b[?1;2c'));
    driver.attachment.write(Buffer.from('\x1b[2;5R'));
    expect(node.shell.typed).toBe('a\x1b[2;5R');
  });

  test('answers a program’s questions itself where nobody looks', async () => {
    const page = await open();
    page.attachment.detach();
    node.shell.say('\x1b[6n');
    await vi.waitFor(() => expect(node.shell.typed).toBe('\x1b[1;1R'));
  });
});

describe('the size of a terminal', () => {
  test('is the driver’s; others are told', async () => {
    const first = await open(wide);
    const second = await open(small);
    expect(second.viewer.sizes).toEqual([wide]);
    second.attachment.write(Buffer.from('x'));
    expect(node.shell.size).toEqual(small);
    expect(first.viewer.sizes).toEqual([small]);
    expect(second.viewer.sizes).toEqual([wide, small]);
  });

  test('follows who resized last, and who is left when the driver goes', async () => {
    const first = await open(wide);
    const second = await open(small);
    second.attachment.resize({ cols: 70, rows: 12 });
    expect(node.shell.size).toEqual({ cols: 70, rows: 12 });
    // Both sizes may have crossed on their way: the last word is the server's.
    expect(second.viewer.sizes).toEqual([wide, { cols: 70, rows: 12 }]);
    second.attachment.detach();
    expect(node.shell.size).toEqual(wide);
    expect(first.viewer.sizes).toEqual([{ cols: 70, rows: 12 }, wide]);
  });
});

describe('the source', () => {
  test('takes a paste whole; what a program leaves unread is dropped, and said to be, once', async () => {
    const page = await open();
    const paste = Buffer.alloc(MAX_PASTE_BYTES, 'x');
    page.attachment.write(paste);
    expect(node.shell.typed).toHaveLength(MAX_PASTE_BYTES);
    node.shell.waiting = 2 * MAX_PASTE_BYTES;
    expect(() => page.attachment.write(Buffer.from('x'))).toThrow(/node2's terminal does not read/);
    page.attachment.write(Buffer.from('x'));
    expect(node.shell.typed).toHaveLength(MAX_PASTE_BYTES);
    node.shell.waiting = 0;
    page.attachment.write(Buffer.from('x'));
    expect(node.shell.typed).toHaveLength(MAX_PASTE_BYTES + 1);
  });

  const chunk = Buffer.alloc(64 * 1024, `${'x'.repeat(62)}\r\n`);

  test('waits for a driver that does not consume, and goes on when it has', async () => {
    const page = await open();
    page.attachment.ack(page.viewer.bytes.length);
    for (let n = 0; n < 6; n++) node.shell.say(chunk);
    expect(node.shell.isPaused).toBe(true);
    page.attachment.ack(page.viewer.bytes.length - TERMINAL_WINDOW_BYTES);
    expect(node.shell.isPaused).toBe(true);
    page.attachment.ack(page.viewer.bytes.length);
    await vi.waitFor(() => expect(node.shell.isPaused).toBe(false));
  });

  test('does not wait for a watcher', async () => {
    const watcher = await open();
    const driver = await open();
    driver.attachment.write(Buffer.from('x'));
    for (let n = 0; n < 40; n++) {
      node.shell.say(chunk);
      driver.attachment.ack(driver.viewer.bytes.length);
      await vi.waitFor(() => expect(node.shell.isPaused).toBe(false));
    }
    expect(driver.viewer.bytes.length).toBeGreaterThan(40 * chunk.length);
    expect(watcher.viewer.bytes.length).toBeLessThan(TERMINAL_WINDOW_BYTES + 3 * chunk.length);
  });

  test('is read on when nobody looks, as fast as the screen follows', async () => {
    const page = await open();
    page.attachment.detach();
    for (let n = 0; n < 40; n++) node.shell.say(Buffer.concat([chunk, Buffer.from('\x1b[0m')]));
    expect(node.shell.isPaused).toBe(true);
    // Nobody waits for what nobody looks at: it is also read no faster than its share.
    await vi.waitFor(() => {
      clock.move(100);
      expect(node.shell.isPaused).toBe(false);
    }, 10_000);
  }, 15_000);

  test('no longer waits for a driver that is gone', async () => {
    const page = await open();
    for (let n = 0; n < 6; n++) node.shell.say(chunk);
    page.attachment.detach();
    await vi.waitFor(() => expect(node.shell.isPaused).toBe(false));
  });
});

describe('a shell that goes', () => {
  test('with its node is told; who attaches when the node is back sees a new one below the old screen', async () => {
    const page = await open();
    node.shell.say(`old${PROMPT}`);
    node.setPower('stopped');
    expect(page.viewer.ends).toEqual(['node2 is off, and its shell went with it. A new one opens when node2 is back.']);
    expect(terminal.atPrompt).toBe(false);
    node.setPower('running');
    node.greeting = PROMPT;
    const again = await open();
    await vi.waitFor(async () =>
      expect((await again.seen()).text).toBe('oldnode2 ~ $ \n— node2 was stopped; this is a new shell —\nnode2 ~ $'),
    );
    expect(terminal.atPrompt).toBe(true);
  });

  test('leaves the full-screen program it was in', async () => {
    await open();
    node.shell.say('$ vim\r\n\x1b[?1049h\x1b[?1000h\x1b[?25l\x1b[2;5r\x1b[31mfull screen');
    node.setPower('stopped');
    node.setPower('running');
    const seen = await (await open()).seen();
    expect(seen.text).toBe('$ vim\n\n— node2 was stopped; this is a new shell —');
    expect(seen.looks).toMatchObject({
      type: 'normal',
      cursor: { hidden: false },
      modes: { mouseTrackingMode: 'none' },
    });
  });

  test('by exit is told and stays away until somebody attaches', async () => {
    const page = await open();
    node.shell.say('exit\r\n\x1b[3');
    node.shell.end('ended');
    expect(page.viewer.ends).toEqual(['The shell of node2 ended.']);
    expect(node.shells).toHaveLength(1);
    const again = await open();
    expect(node.shells).toHaveLength(2);
    expect((await again.seen()).text).toBe('exit\n— the shell of node2 ended; this is a new one —');
  });

  test('takes its viewers with it: they are told nothing more and cannot type', async () => {
    const page = await open();
    node.shell.end('ended');
    const frames = page.viewer.frames.length;
    await open();
    page.attachment.write(Buffer.from('x'));
    page.attachment.resize(small);
    node.shell.say('more');
    expect(page.viewer.frames).toHaveLength(frames);
    expect(node.shell.typed).toBe('');
    expect(node.shell.size).toEqual(wide);
  });

  test('only from us is taken up again without a word', async () => {
    const page = await open();
    node.shell.say('before');
    clock.move(5000);
    node.shell.end('broken');
    await vi.waitFor(() => expect(node.shells).toHaveLength(2));
    node.shell.say(' after');
    await vi.waitFor(async () => expect((await page.seen()).text).toBe('before after'));
    expect(page.viewer.ends).toEqual([]);
  });

  test('only from us, again and again, is told', async () => {
    const page = await open();
    node.shell.end('broken');
    expect(page.viewer.ends).toEqual(['The connection to the shell of node2 broke. Open it again.']);
  });

  test('is told to who comes while its node is off', async () => {
    node.power = 'stopped';
    const page = await open();
    expect(page.viewer.ends).toEqual(['node2 is off. Start it on the map.']);
    node.setPower('running');
    const again = await open();
    expect((await again.seen()).text).toBe('');
    expect(node.shells).toHaveLength(1);
  });

  test('is tried again while a node that came back gets ready', async () => {
    node.opens = false;
    const page = open();
    await vi.waitFor(() => expect(clock.waiting).toBe(1));
    node.opens = true;
    clock.move(250);
    expect((await page).viewer.ends).toEqual([]);
    expect(node.shells).toHaveLength(1);
  });

  test('and does not come is told at last', async () => {
    node.opens = false;
    const page = open();
    for (const ms of [250, 500, 1000, 2000]) {
      await vi.waitFor(() => expect(clock.waiting).toBe(1));
      clock.move(ms);
    }
    expect((await page).viewer.ends).toEqual(['node2 is off. Start it on the map.']);
  });
});

test('closing lets go of the shell and asks for nothing more', async () => {
  const page = await open();
  terminal.close();
  expect(node.shell.isClosed).toBe(true);
  node.setPower('stopped');
  node.setPower('running');
  page.attachment.write(Buffer.from('x'));
  page.attachment.detach();
  expect(node.shells).toHaveLength(1);
  expect(page.viewer.ends).toEqual([]);
});
