import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PageTerminal } from './screen.fixtures.ts';
import { Screen } from './screen.ts';
import { HandClock } from './terminal.fixtures.ts';

const size = { cols: 20, rows: 6 };

async function pictureOf(...output: string[]): Promise<Uint8Array> {
  const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
  for (const text of output) screen.write(Buffer.from(text));
  const picture = await screen.picture();
  screen.close();
  return picture;
}

/** What a page shows that saw everything, and what one shows that came after `before`. */
async function bothLooks(before: string, after: string) {
  const early = new PageTerminal(size);
  await early.show(Buffer.from(before + after));
  const late = new PageTerminal(size);
  await late.show(Buffer.from('rubbish from before\x1b[31m\x1b[?1049hmore'));
  await late.show(await pictureOf(before));
  await late.show(Buffer.from(after));
  return { early: early.looks, late: late.looks };
}

describe('the picture of a screen', () => {
  test.each([
    ['text with colours', 'a\x1b[1;31mred\x1b[0m \x1b[48;2;1;2;3mbg\x1b[0m\r\nb', 'c'],
    ['more lines than the screen has', Array.from({ length: 30 }, (_, n) => `line ${n}\r\n`).join(''), '$ '],
    ['a pen that is still red', 'x\x1b[4;38;5;200m', 'y'],
    ['a line that wrapped', 'z'.repeat(50), '!'],
    ['a cursor that waits behind the last column', `${'z'.repeat(20)}\x1b[3;1Hbelow\x1b[1;1H${'q'.repeat(20)}`, 'w'],
    ['the alternate buffer of a full-screen program', 'shell\r\n\x1b[?1049h\x1b[2J\x1b[3;3Hvim', '\x1b[4;1Hok'],
    ['what is behind the alternate buffer', 'shell $ vim\r\n\x1b[?1049h\x1b[Hvim', '\x1b[?1049lback'],
    ['a scroll region', '1\r\n2\r\n3\r\n4\r\n\x1b[2;4r\x1b[4;1H', 'a\r\nb\r\nc\r\n'],
    ['a hidden cursor, and pastes that are marked', '\x1b[?25l\x1b[?2004h', ''],
    ['mouse and application keys', '\x1b[?1000h\x1b[?1006h\x1b[?1h', ''],
    ['a sequence half sent', 'a\x1b[3', '1mred'],
    ['a title half sent', 'a\x1b]0;tit', 'le\x07b'],
    ['a character half sent', 'a', 'ü'],
    ['wide characters and signs', '漢字 \u{1F433} é', '$'],
  ])('holds %s', async (_name, before, after) => {
    const { early, late } = await bothLooks(before, after);
    expect(late).toEqual(early);
  });

  test('keeps the first bytes of a character for its last ones', async () => {
    const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
    const whale = Buffer.from('\u{1F433}');
    screen.write(whale.subarray(0, 2));
    const page = new PageTerminal(size);
    await page.show(await screen.picture());
    await page.show(whale.subarray(2));
    screen.write(whale.subarray(2));
    const later = new PageTerminal(size);
    await later.show(await screen.picture());
    expect(page.text).toBe('\u{1F433}');
    expect(page.looks).toEqual(later.looks);
  });

  test('has the mouse encoding', async () => {
    const encoding = '\x1b[?1006h';
    expect(Buffer.from(await pictureOf(`\x1b[?1000h${encoding}`)).toString()).toContain(encoding);
    expect(Buffer.from(await pictureOf('\x1b[?1000h')).toString()).not.toContain(encoding);
  });

  // One thing cannot be drawn, and no program does it: a cursor that waits behind a last column that is empty or not its own.
  const output = fc.oneof(
    fc.constantFrom(
      '$ ',
      'hello',
      '漢',
      'é',
      'x'.repeat(20),
      'y'.repeat(33),
      '\t',
      '\b',
      '\r',
      '\r\n',
      '\n',
      '\r\n\r\n',
    ),
    fc.constantFrom('\x1b[31m', '\x1b[1;4;44m', '\x1b[0m', '\x1b[38;2;9;8;7m', '\x1b[7m'),
    fc.constantFrom(
      '\x1b[H',
      '\x1b[2J\x1b[H',
      '\x1b[K',
      '\x1b[3;5H',
      '\x1b[A',
      '\x1b[2C',
      '\x1b[P',
      '\x1b[L',
      '\x1b[M',
      '\x1bM',
    ),
    fc.constantFrom(
      '\r\x1b[?1049h\x1b[H',
      '\x1b[?1049l',
      '\x1b[?25l',
      '\x1b[?25h',
      '\x1b[?2004h',
      '\x1b[?1h',
      '\r\x1b7',
      '\x1b8',
    ),
    fc.constantFrom('\x1b]0;a title\x07', '\x1b]133;A\x1b\\'),
  );

  test('and all that follows show what a page shows that saw everything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(output, { maxLength: 40 }), fc.nat(10_000), async (pieces, place) => {
        const whole = pieces.join('');
        const at = [...whole].slice(0, place % (whole.length + 1)).join('').length;
        const { early, late } = await bothLooks(whole.slice(0, at), whole.slice(at));
        expect(late).toEqual(early);
      }),
      { numRuns: 150 },
    );
  }, 30_000);
});

describe('a screen', () => {
  test('does resizes where they are in the stream', async () => {
    const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
    const page = new PageTerminal(size);
    const wide = { cols: 40, rows: 8 };
    screen.write(Buffer.from('a'.repeat(30)));
    screen.resize(wide);
    screen.write(Buffer.from('b'.repeat(30)));
    await page.show(Buffer.from('a'.repeat(30)));
    page.resize(wide);
    await page.show(Buffer.from('b'.repeat(30)));
    const late = new PageTerminal(wide);
    await late.show(await screen.picture());
    expect(late.text).toBe(page.text);
  });

  test('counts what it has not read yet, down to nothing', async () => {
    const levels: number[] = [];
    const screen = new Screen(size, { clock: new HandClock(), onProgress: () => levels.push(screen.backlogBytes) });
    screen.write(Buffer.alloc(200_000, 'a'));
    expect(screen.backlogBytes).toBe(200_000);
    await screen.caughtUp();
    expect(screen.backlogBytes).toBe(0);
    expect(levels.length).toBeGreaterThan(2);
  });

  const flood = (lines: number) =>
    Array.from({ length: lines }, (_, n) => `line ${n} ${'ä'.repeat(n % 50)}\r\n`).join('');

  test.each([
    ['plain lines', flood(60_000)],
    ['plain lines behind colours and a full screen', `\x1b[31mred\x1b[5;3Htop${flood(60_000)}`],
    ['plain lines in front of colours', `${flood(60_000)}\x1b[32m${flood(100)}`],
    ['plain lines within a scroll region', `1\r\n2\x1b[2;4r\x1b[3;1H${flood(20_000)}`],
    ['plain lines over a full-screen program', `shell\x1b[?1049h\x1b[H${flood(20_000)}`],
    ['colours only', flood(20_000).replaceAll('line', '\x1b[33mline\x1b[m')],
    ['lines without returns', flood(40_000).replaceAll('\r', '')],
    ['one line without end', 'x'.repeat(2_000_000)],
  ])(
    'that was flooded with %s shows what a page shows that saw it all',
    async (_name, text) => {
      const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += 9973) screen.write(bytes.subarray(at, at + 9973));
      const late = new PageTerminal(size);
      await late.show(await screen.picture());
      const early = new PageTerminal(size);
      await early.show(bytes);
      expect(late.looks).toEqual(early.looks);
    },
    30_000,
  );

  test('leaves out what a flood only scrolls away, and does so by itself after a moment', async () => {
    const clock = new HandClock();
    const progress: number[] = [];
    const screen = new Screen(size, { clock, onProgress: () => progress.push(screen.backlogBytes) });
    screen.write(Buffer.from(flood(10_000)));
    expect(progress).toEqual([]);
    clock.move(250);
    expect(progress[0]).toBeLessThan(200_000);
    await screen.caughtUp();
    expect(screen.backlogBytes).toBe(0);
  });

  test.each(['\x1b[99;99H\x1b[1J', '\x1b[99;99H\x1b[?1J', '\x1b[99;99Hx\x1b[1J'])(
    'lives on when all is erased by %j',
    async (erase) => {
      const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
      screen.write(Buffer.from(`some text${erase}`));
      screen.write(Buffer.from('\x1b[Hmore'));
      const page = new PageTerminal(size);
      await page.show(await screen.picture());
      expect(page.text).toBe('more');
    },
  );

  test('answers a program that asks where the cursor is', async () => {
    const screen = new Screen(size, { clock: new HandClock(), onProgress: () => {} });
    const answer = new Promise<string>((done) => screen.onReport((bytes) => done(Buffer.from(bytes).toString())));
    screen.write(Buffer.from('ab\x1b[6n'));
    expect(await answer).toBe('\x1b[1;3R');
  });
});
