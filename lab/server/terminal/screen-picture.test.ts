import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShellSize } from '../sandbox/index.ts';
import { PageTerminal } from './screen.fixtures.ts';
import { Screen } from './screen.ts';
import { HandClock } from './terminal.fixtures.ts';

/** How many random screens are drawn: a few seconds. */
const RUNS = 200;
const SIZE = { cols: 20, rows: 6 };

/** Output of a program, or a new size. */
type Step = string | ShellSize;

/** Shows a page all of it, and another one, which comes when `seen` was shown, the screen and the rest; tells how both look then and at the end. */
async function compare(seen: readonly Step[], rest: readonly Step[]) {
  const screen = new Screen(SIZE, { clock: new HandClock(), onProgress: () => {} });
  const early = new PageTerminal(SIZE);
  for (const step of seen) {
    if (typeof step === 'string') screen.write(Buffer.from(step));
    else screen.resize(step);
    await take(early, step);
  }
  const late = new PageTerminal(early.size);
  // Whatever it showed before.
  await late.show(Buffer.from('rubbish\x1b[31m\x1b(0\x1b]8;;x:y\x07\x1b[3;4r\x1b[3g\x1b[?6h\x1b[20h\x1b[?1049hmore'));
  await late.show(await screen.picture());
  screen.close();
  const then = { early: early.looks, late: late.looks };
  for (const step of rest) for (const page of [early, late]) await take(page, step);
  return { then, end: { early: early.looks, late: late.looks } };
}

async function take(page: PageTerminal, step: Step): Promise<void> {
  if (typeof step === 'string') await page.show(Buffer.from(step));
  else page.resize(step);
}

/**
 * A resize as it is between a terminal and what writes in it. Three things cannot be drawn, and programs do not count on them: what is
 * cut off the line of the cursor, what a full-screen program left beyond an edge, and a saved cursor that scrolled out of sight.
 */
function resized(size: ShellSize): Step[] {
  return ['\r\x1b[?1047l\x1b[r\x1b[999;1H\r\n\n\x1b[K\x1b7', size];
}

async function expectSame(seen: readonly Step[], rest: readonly Step[] = []): Promise<void> {
  const { then, end } = await compare(seen, rest);
  expect(then.late).toEqual(then.early);
  expect(end.late).toEqual(end.early);
}

describe('a picture holds', () => {
  test.each<[string, string, string]>([
    [
      'the kinds and colours of lines under text',
      '\x1b[4:3;58:2::9:8:7mcurly\x1b[4:4;58:5:200mdots\x1b[0m\x1b[21mtwo',
      'x',
    ],
    ['a colour for lines that are yet to come', '\x1b[58:5:9m', '\x1b[4mred line'],
    ['links', '\x1b]8;id=a;https://a.example/;b\x1b\\here\x1b]8;;\x1b\\ and \x1b]8;;x:y\x1b\\th', 'ere'],
    [
      'letters in 16, 256 and all colours',
      '\x1b[31ma\x1b[38;5;1mb\x1b[38;2;1;2;3mc\x1b[91md\x1b[40me\x1b[48;5;0mf',
      '',
    ],
    ['what is not to be erased', 'a\x1b[1"qkeep\x1b[0"qb', '\x1b[?2K'],
    ['stops of tabs', '\x1b[3g\x1b[5G\x1bH\x1b[11G\x1bH\r', '\ta\tb'],
    ['line drawing', 'a\x1b(0qq', 'x'],
    ['line drawing in the second set', '\x1b)0a\x0eq', 'q\x0fq'],
    ['line drawing that came back with the cursor', '\x1b)0\x0e\x1b7\x0fq\x1b8', 'q\x0eq\x0fq'],
    ['a cursor that was saved with its pen and its set', '\x1b[2;4H\x1b[32m\x1b(0\x1b7\x1b(B\x1b[mtext', '\x1b8q'],
    ['the shape of the cursor', '\x1b[5 q', ''],
    ['the title', '\x1b]0;vim: a file\x07', ''],
    ['a title that is gone', '\x1b]2;vim\x07\x1b]2;\x07', ''],
    ['how lines begin', '\x1b[20ha\nb', '\nc'],
    ['a character that is repeated', 'ab', '\x1b[3b'],
    ['a character that is repeated in insert mode', 'abcdef\x1b[4h\x1b[1;3Hx', '\x1b[2by'],
    ['a character that an accent joins', 'abe', '\u0301.'],
    ['characters that would join and do not', '\u{1F1E9}\x1b[m\u{1F1EA}e\x1b[m\u0301', ''],
    ['an accent that stands alone', '\u0301a', '\u0301'],
    ['a cursor that waits behind a line that was erased', `${'x'.repeat(40)}\x1b[44m\x1b[2K`, 'w'],
    ['a cursor that waits behind an empty column', `${'x'.repeat(20)}\x1b[2Ky\x1b[1;20H\x1b[Pz`, 'w'],
    ['the scroll region behind a full-screen program', '\x1b[2;4r\x1b[?1049hvim', '\x1b[?1049l\x1b[4;1Ha\nb\nc'],
    ['the cursor that a full-screen program saved', '\x1b[?1049h\x1b[3;4H\x1b7\x1b[?1049lx', '\x1b[?1049h\x1b8y'],
    ['the tab stops behind a full-screen program', '\x1b[3g\x1b[?1049h', '\x1b[?1049l\ta'],
    ['reversed and underlined emptiness', `\x1b[7m${'x'.repeat(19)}漢`, 'y'],
    ['a wide character at the edge', `${'x'.repeat(19)}漢`, 'y'],
    ['torn lines', `${'z'.repeat(50)}\x1b[1;5H\x1b[K`, 'y'],
    ['torn lines far above', `${'z'.repeat(50)}\x1b[1;5H\x1b[K\x1b[6;1H${'\r\nline'.repeat(9)}`, 'y'],
    ['grounds without text', 'a\x1b[44m\x1b[K\r\n\x1b[K\x1b[2B\x1b[3X\x1b[41m\x1b[1J\x1b[m', 'b'],
    ['modes of keys', '\x1b[?1h\x1b=\x1b[?45h\x1b[?1004h\x1b[?2004h', ''],
    ['the mouse in pixels', '\x1b[?1003h\x1b[?1016h', ''],
    ['no wrapping', '\x1b[?7labcdefghijklmnopqrstuvwxyz', '!'],
  ])('%s', async (_name, before, after) => {
    await expectSame([before], [after]);
  });

  test.each<[string, Step[], Step[]]>([
    ['lines that a wider screen joins', ['x'.repeat(55)], [{ cols: 40, rows: 6 }, 'y']],
    [
      'lines that a narrower screen parted',
      ['one\r\n', 'y'.repeat(18), { cols: 10, rows: 6 }],
      ['z', { cols: 30, rows: 8 }],
    ],
    [
      'wide characters that were parted',
      [`${'漢字'.repeat(8)}\r\n`, { cols: 7, rows: 6 }],
      ['語', { cols: 20, rows: 6 }],
    ],
    ['a program that was cut off', ['\x1b[?1049h\x1b[1;1H', '漢'.repeat(10), { cols: 9, rows: 4 }], ['x']],
    ['lines that come back from above', ['a\r\n'.repeat(20), { cols: 20, rows: 12 }], [{ cols: 20, rows: 3 }, 'b']],
  ])('%s', async (_name, seen, rest) => {
    await expectSame(seen, rest);
  });
});

const number = fc.integer({ min: 1, max: 22 });
const csi = (...finals: string[]) => fc.tuple(number, fc.constantFrom(...finals)).map(([n, f]) => `\x1b[${n}${f}`);
const csi2 = (final: string) => fc.tuple(number, number).map(([a, b]) => `\x1b[${a};${b}${final}`);
const mode = (...modes: number[]) =>
  fc.tuple(fc.constantFrom(...modes), fc.constantFrom('h', 'l')).map(([m, on]) => `\x1b[?${m}${on}`);

const text = fc.oneof(
  fc.constantFrom(
    '$ ',
    'hello',
    'word ',
    '漢字',
    'é',
    'e\u0301',
    '\u{1F433}',
    '\u2500\u2502',
    'x'.repeat(20),
    'y'.repeat(33),
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }).filter((s) => !/[\p{Cc}\p{Cs}]/u.test(s)),
);
const control = fc.constantFrom('\t', '\b', '\r', '\r\n', '\n', '\r\n\r\n', '\v', '\x07', '\x0e', '\x0f');
const pen = fc.oneof(
  fc.constantFrom(
    '\x1b[m',
    '\x1b[1;4;44m',
    '\x1b[7m',
    '\x1b[27;39m',
    '\x1b[4:3m',
    '\x1b[58:5:3m',
    '\x1b[2;3;9;53m',
    '\x1b[49m',
  ),
  fc.constantFrom('\x1b[38;2;9;8;7m', '\x1b[48;5;22m', '\x1b[95;105m', '\x1b[38;5;3m', '\x1b[21m', '\x1b[24m'),
  // No links: xterm.js forgets where they lead when a line of theirs is joined to another by a resize.
);
const moves = fc.oneof(
  csi('A', 'B', 'C', 'D', 'E', 'F', 'G', 'd', 'I', 'Z', 'a', 'e'),
  csi2('H'),
  fc.constantFrom('\x1b[H', '\x1bM', '\x1bD', '\x1bE'),
);
const edits = fc.oneof(
  csi('L', 'M', 'P', '@', 'X', 'b'),
  // A cursor that waits behind the last column of a line that is not its own cannot be drawn either.
  csi('S', 'T').map((scroll) => `\r${scroll}`),
  fc.constantFrom('\x1b[J', '\x1b[1J', '\x1b[2J', '\x1b[3J\x1b7', '\x1b[K', '\x1b[1K', '\x1b[2K'),
);
const regions = fc.oneof(csi2('r'), fc.constantFrom('\x1b[r', '\x1b[2;5r', '\x1b[3;6r'));
const saves = fc.constantFrom('\x1b7', '\x1b8', '\x1b[s', '\x1b[u', '\x1b[?1048h', '\x1b[?1048l');
const buffers = fc.constantFrom(
  '\x1b[?1049h',
  '\x1b[?1049l',
  '\x1b[?1047h',
  '\r\x1b[?1047l',
  '\x1b[?1049h\x1b[2J\x1b[H',
);
const modes = fc.oneof(
  mode(1, 6, 7, 25, 45, 66, 1000, 1002, 1003, 1004, 1006, 2004, 2026),
  fc.constantFrom('\x1b[4h', '\x1b[4l', '\x1b[20h', '\x1b[20l', '\x1b=', '\x1b>'),
);
const others = fc.oneof(
  fc.constantFrom('\x1bH', '\x1b[g', '\x1b[3g', '\x1b(0', '\x1b(B', '\x1b)0', '\x1b)B', '\x1b(A', '\x1bn'),
  fc.constantFrom(
    '\x1b]0;a title\x07',
    '\x1b]2;another\x1b\\',
    '\x1b]133;A\x1b\\',
    '\x1b]133;D;0\x07',
    '\x1b[!p',
    '\x1b#8',
  ),
  csi(' q'),
);
const output = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 4, arbitrary: control },
  { weight: 3, arbitrary: pen },
  { weight: 3, arbitrary: moves },
  { weight: 3, arbitrary: edits },
  { weight: 1, arbitrary: regions },
  { weight: 1, arbitrary: saves },
  { weight: 1, arbitrary: buffers },
  { weight: 1, arbitrary: modes },
  { weight: 1, arbitrary: others },
);
const size = fc.record({ cols: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 2, max: 12 }) });
const step: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 12, arbitrary: output.map((text) => [text]) },
  { weight: 1, arbitrary: size.map(resized) },
);

test('a picture of any screen is the screen, and all that follows goes on as it would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), fc.nat(), fc.nat(), async (made, at, inside) => {
      const steps = made.flat();
      const place = at % (steps.length + 1);
      const [cut] = steps.slice(place);
      if (typeof cut !== 'string') return expectSame(steps.slice(0, place), steps.slice(place));
      const half = inside % (cut.length + 1);
      await expectSame([...steps.slice(0, place), cut.slice(0, half)], [cut.slice(half), ...steps.slice(place + 1)]);
    }),
    { numRuns: RUNS },
  );
}, 60_000);
