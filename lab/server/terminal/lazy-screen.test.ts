import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LazyScreen } from './lazy-screen.ts';
import { PageTerminal } from './screen.fixtures.ts';
import { Screen } from './screen.ts';
import { HandClock } from './terminal.fixtures.ts';

const size = { cols: 60, rows: 8 };
const other = { cols: 40, rows: 6 };
const PROMPT = '\x1b]133;A\x07\x1b[1;32mnode1\x1b[0m ~ $ \x1b]133;B\x07\x1b[?2004h';

type Act = { readonly say: string } | { readonly size: typeof size };

const said = fc.constantFrom(
  PROMPT,
  'ls\r\n',
  '\x1b[?2004l\r',
  '\x1b]133;D;0\x07',
  '\x1b]0;a title\x07',
  'grün, 漢字, 👩‍👧\r\n',
  'a\tb\tc\r\n',
  'x'.repeat(45),
  'y\b\b\x1b[K',
  '\x1b[31mred\x1b[0m\r\n',
  // From here on it needs an emulator: places, other screens, questions, halves.
  '\x1b[2J\x1b[Hcleared',
  '\x1b[?1049hfull\x1b[?25l',
  '\x1b[c',
  '\x1b[3',
  '\x9b1m',
  'z'.repeat(9000),
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: said.map((say) => ({ say })) },
  { weight: 1, arbitrary: fc.constantFrom(size, other).map((to) => ({ size: to })) },
);

/** What a page sees that is sent the screen after these acts. */
async function seenBy(screen: Pick<Screen, 'write' | 'resize' | 'picture' | 'close'>, acts: readonly Act[]) {
  let now = size;
  for (const one of acts) {
    if ('say' in one) screen.write(Buffer.from(one.say));
    else {
      now = one.size;
      screen.resize(now);
    }
  }
  const page = new PageTerminal(now);
  await page.show(await screen.picture());
  screen.close();
  return page.looks;
}

const options = () => ({ clock: new HandClock(), onProgress: () => undefined });

test('shows what a screen with an emulator shows', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 12 }), async (acts) => {
      const plain = await seenBy(new LazyScreen(size, options()), acts);
      expect(plain).toEqual(await seenBy(new Screen(size, options()), acts));
    }),
    { numRuns: 60 },
  );
});

test('has no emulator for a shell that waits at its prompt, also where it was there before at another size', async () => {
  const screen = new LazyScreen(size, options());
  screen.replay([{ size: { cols: 80, rows: 24 }, bytes: Buffer.from(PROMPT) }], size);
  expect(Buffer.from(await screen.picture()).toString()).toBe(`\x1bc${PROMPT}`);
  expect(await screen.marksPastes()).toBe(true);
  screen.write(Buffer.from('\x1b[?2004l'));
  expect(await screen.marksPastes()).toBe(false);
  screen.close();
});

test('answers a question that comes after plain text, and none that is replayed', async () => {
  const screen = new LazyScreen(size, options());
  const answers: string[] = [];
  screen.onReport((bytes) => answers.push(Buffer.from(bytes).toString()));
  screen.replay([{ size, bytes: Buffer.from(`${PROMPT}\x1b[c`) }], size);
  await screen.caughtUp();
  expect(answers).toEqual([]);
  screen.write(Buffer.from('\x1b[c'));
  await screen.caughtUp();
  expect(answers).toHaveLength(1);
  screen.close();
});
