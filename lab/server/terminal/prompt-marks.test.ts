import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PromptMark, PromptMarks } from './prompt-marks.ts';

const BEL = '\x07';
const ST = '\x1b\\';

function marksOf(...pieces: (string | Uint8Array)[]): PromptMark[] {
  const scanner = new PromptMarks();
  return pieces.flatMap((piece) => scanner.feed(typeof piece === 'string' ? Buffer.from(piece) : piece));
}

describe('marks in a shell’s output', () => {
  test('are read with either terminator', () => {
    expect(marksOf(`a\x1b]133;A${BEL}$ \x1b]133;B${ST}`)).toEqual([{ kind: 'promptStart' }, { kind: 'promptEnd' }]);
  });

  test('give the exit code of a command, and none where none is given', () => {
    expect(marksOf(`\x1b]133;C${BEL}out\x1b]133;D;130${BEL}\x1b]133;D${BEL}`)).toEqual([
      { kind: 'commandStart' },
      { kind: 'commandEnd', exitCode: 130 },
      { kind: 'commandEnd', exitCode: undefined },
    ]);
  });

  test('tell the prompt of a further line', () => {
    expect(marksOf(`\x1b]133;P;k=s${BEL}\x1b]133;A;cl=m;k=c${BEL}`)).toEqual([
      { kind: 'continuation' },
      { kind: 'continuation' },
    ]);
  });

  test('are not seen in other sequences, in unknown letters or after a cancel', () => {
    expect(marksOf(`\x1b]0;title${BEL}\x1b]133;Z${BEL}\x1b]133;A\x18\x1b[31m`)).toEqual([]);
  });

  test('that never end do not hide the marks behind them', () => {
    expect(marksOf(`\x1b]133;A${'x'.repeat(1000)}`, `\x1b]133;B${BEL}`)).toEqual([{ kind: 'promptEnd' }]);
  });

  test('tell the line that runs, with its machine, and which was cut', () => {
    expect(marksOf(`\x1b]633;E;echo a\\x3b echo \\x5cn\\x0agr\\xc3\\xbcn;node2${BEL}`, `\x1b]633;E;ls${ST}`)).toEqual([
      { kind: 'commandLine', text: 'echo a; echo \\n\ngrün', machine: 'node2', isCut: false },
      { kind: 'commandLine', text: 'ls', isCut: false },
    ]);
    const cut = Buffer.from(`\x1b]633;E;${'ü'.repeat(1500)}`).subarray(0, 8 + 2049);
    expect(marksOf(cut, BEL)).toEqual([{ kind: 'commandLine', text: 'ü'.repeat(1024), isCut: true }]);
    expect(marksOf(`\x1b]633;P;Cwd=/${BEL}\x1b]633;E;ls\x18`)).toEqual([]);
  });

  test('of a line may be long, and one that never ends does not hide what is behind it', () => {
    const long = '\\x3b'.repeat(2048);
    expect(marksOf(`\x1b]633;E;${long};node1${BEL}`)).toMatchObject([{ text: ';'.repeat(2048), isCut: true }]);
    expect(marksOf(`\x1b]633;E;${'x'.repeat(9000)}`, `\x1b]133;B${BEL}`)).toEqual([{ kind: 'promptEnd' }]);
  });

  const kinds = (...pieces: string[]) => marksOf(...pieces).map(({ kind }) => kind);

  test('tell what is behind the prompt', () => {
    const prompt = `\x1b]133;A${BEL}$ \x1b]133;B${BEL}`;
    expect(kinds(prompt, 'ls', ' -l')).toEqual(['promptStart', 'promptEnd', 'text']);
    expect(kinds(`\x1b]133;B${ST}`, '\x1b[C')).toEqual(['promptEnd', 'text']);
    expect(kinds(prompt, '\x1b[?2004l')).toEqual(['promptStart', 'promptEnd', 'lineEnd']);
  });

  test('tell a line that is read without a prompt', () => {
    expect(kinds('\x1b[?2004l\r\x1b[?2004h> ')).toEqual(['lineEnd', 'lineStart', 'continuation']);
    expect(kinds('\x1b[?2004h', '\x1b[33m> ')).toEqual(['lineStart', 'continuation']);
    expect(kinds('\x1b[?2004h\x1b[?2004l', 'x')).toEqual(['lineStart', 'lineEnd']);
    expect(kinds(`\x1b[?2004h\x1b]133;A${BEL}$ `)).toEqual(['lineStart', 'promptStart']);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      '\x1b',
      '\x1b]',
      '\x1b]133',
      '\x1b]133;',
      '\x1b]633;E;',
      `\x1b]633;E;ls\\x3b;node1${BEL}`,
      '\x1b[0m',
      '\r\n',
      BEL,
      ST,
      '\x18',
      'grün',
      'x'.repeat(300),
    ),
    fc
      .constantFrom('A', 'B', 'C', 'D;0', 'D;127', 'P;k=s', 'Z')
      .chain((body) => fc.constantFrom(`\x1b]133;${body}${BEL}`, `\x1b]133;${body}${ST}`)),
  );

  test('are the same wherever the stream is split', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(2000), { maxLength: 12 }), (pieces, cuts) => {
        const whole = Buffer.from(pieces.join(''));
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
        const split = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        expect(marksOf(...split)).toEqual(marksOf(whole));
      }),
      { numRuns: 500 },
    );
  });
});
