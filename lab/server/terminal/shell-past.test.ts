import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ShellPast } from '../sandbox/index.ts';
import { PageTerminal } from './screen.fixtures.ts';
import { ShellTerminal } from './shell-terminal.ts';
import { HandClock, NotingViewer, ScriptedNode, silentLog } from './terminal.fixtures.ts';

const size = { cols: 80, rows: 10 };
const narrow = { cols: 40, rows: 10 };
const PROMPT = '\x1b]133;A\x07node2 ~ $ \x1b]133;B\x07';
const WHAT_ARE_YOU = '\x1b[c';

let clock: HandClock;
let node: ScriptedNode;
let open: ShellTerminal[];
beforeEach(() => {
  clock = new HandClock();
  node = new ScriptedNode();
  open = [];
});
afterEach(() => {
  for (const terminal of open) terminal.close();
});

/** A server's terminal onto the shell. */
function serve(): ShellTerminal {
  const terminal = new ShellTerminal({ node: node.asNode(), shell: 'main', log: silentLog, clock });
  open.push(terminal);
  return terminal;
}

function remembers(parts: ShellPast['parts'], o: Partial<ShellPast> & { at?: number; shell?: number } = {}): void {
  const past = { goesOn: false, isWhole: true, kept: undefined, parts, ...o };
  node.past = { past, position: { shell: o.shell ?? 1, at: o.at ?? 0 } };
}

const written = (text: string, at = size): ShellPast['parts'][number] => ({ size: at, bytes: Buffer.from(text) });

async function look(terminal: ShellTerminal): Promise<NotingViewer> {
  const viewer = new NotingViewer();
  await terminal.attach(viewer, size);
  await vi.waitFor(() => expect(viewer.frames.length).toBeGreaterThan(0));
  return viewer;
}

/** The lines that a page shows, without the empty ones. */
async function lines(viewer: NotingViewer): Promise<string[]> {
  const page = new PageTerminal(size);
  await page.show(viewer.bytes);
  return page.text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter(Boolean);
}

describe('a shell that was there before the server', () => {
  test('is shown with all that was printed while nobody looked', async () => {
    remembers([written(`${PROMPT}date\r\nSunday\r\n${PROMPT}`)]);
    const terminal = serve();
    expect(await lines(await look(terminal))).toEqual(['node2 ~ $ date', 'Sunday', 'node2 ~ $']);
    expect(terminal.atPrompt).toBe(true);
  });

  test('is shown as it was printed, also where that was at another size', async () => {
    const long = 'x'.repeat(50);
    remembers([written(`${long}\r\n`, narrow), written('wide\r\n')]);
    expect(await lines(await look(serve()))).toEqual([long, 'wide']);
  });

  test('gets no second answer to what it asked long ago', async () => {
    remembers([written(`${WHAT_ARE_YOU}before`)]);
    const terminal = serve();
    await terminal.run('', { signal: AbortSignal.abort() });
    expect(node.shell.typed).toBe('');
    node.shell.say(WHAT_ARE_YOU);
    await vi.waitFor(() => expect(node.shell.typed).not.toBe(''));
  });

  test('has its screen kept after half a megabyte, and the next server goes on from it', async () => {
    remembers([], { at: 0 });
    const first = serve();
    const viewer = await look(first);
    node.shell.say('\x1b[?1049hfull screen\x1b[5;1H');
    const filling = Buffer.from('\x1b[7;1Hfilling\x1b[5;1H'.repeat(40_000));
    node.shell.say(filling);
    clock.move(5000);
    await vi.waitFor(() => expect(node.shell.kept).toHaveLength(1));
    const kept = node.shell.kept[0];
    expect(kept?.upTo).toBe(node.shell.position?.at);
    node.shell.say('and more');
    clock.move(5000);
    const shown = await lines(viewer);

    remembers([written('and more')], { kept: kept?.screen ?? Buffer.from(''), isWhole: false });
    const second = serve();
    expect(await lines(await look(second))).toEqual(shown);
    expect(shown).toEqual(['full screen', 'and more', 'filling']);
  });

  test('is begun anew when what was kept is not to be read', async () => {
    remembers([written('still here')], { kept: Buffer.from('{"size":7}\nhello'), isWhole: false });
    expect(await lines(await look(serve()))).toEqual(['still here']);
  });
});

describe('a stream that broke', () => {
  const steady = (): void => clock.move(3000);

  test('is taken up where it was, and nothing comes twice', async () => {
    remembers([written('one ')], { at: 4 });
    const viewer = await look(serve());
    node.shell.say('two ');
    steady();
    remembers([written('three ')], { at: 14, goesOn: true });
    node.shell.end('broken');
    await vi.waitFor(() => expect(node.shells).toHaveLength(2));
    expect(node.asked).toEqual([undefined, { shell: 1, at: 8 }]);
    node.shell.say('four');
    clock.move(100);
    expect(await lines(viewer)).toEqual(['one two three four']);
  });

  test('for longer than is remembered is drawn anew for who looks', async () => {
    remembers([written('one ')], { at: 4 });
    const viewer = await look(serve());
    steady();
    remembers([written('later')], { at: 3_000_000, isWhole: false });
    node.shell.end('broken');
    await vi.waitFor(async () => expect(await lines(viewer)).toEqual(['later']));
  });

  test('onto another shell than before says so', async () => {
    remembers([written('one ')], { at: 4 });
    const viewer = await look(serve());
    steady();
    remembers([written(PROMPT)], { at: 20, shell: 2 });
    node.shell.end('broken');
    await vi.waitFor(() => expect(node.shells).toHaveLength(2));
    clock.move(100);
    await vi.waitFor(async () =>
      expect(await lines(viewer)).toEqual(['one', '— the shell of node2 is a new one —', 'node2 ~ $']),
    );
  });
});
