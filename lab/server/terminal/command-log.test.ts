import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandView } from '../../contract/index.ts';
import { CommandLog } from './command-log.ts';
import { PromptMarks } from './prompt-marks.ts';

const C = '\x1b]133;C\x07';
const line = (text: string, machine = 'node1') => `\x1b]633;E;${escaped(text)};${machine}\x07`;
const D = (code: number) => `\x1b]133;D;${code}\x07`;

/** As the shell does it. */
const escaped = (text: string) =>
  [...text]
    .map((c) => (c < ' ' || '\\;\x7f'.includes(c) ? `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}` : c))
    .join('');

function openLog() {
  const clock = { now: 1000 };
  const log = new CommandLog(() => clock.now);
  const news: CommandView[] = [];
  log.subscribe((command) => news.push(command));
  const follow = (node: string, shell = 'main') => {
    const tap = log.tap({ node, shell });
    const marks = new PromptMarks();
    const say = (...pieces: (string | Uint8Array)[]) => {
      for (const piece of pieces) for (const mark of marks.feed(Buffer.from(piece))) tap.mark?.(mark);
    };
    return { tap, say };
  };
  return { clock, log, news, follow };
}

describe('the log of commands', () => {
  test('has text, exit code and duration, and tells when a command starts and ends', () => {
    const { clock, log, news, follow } = openLog();
    const { say } = follow('node1');
    say(`$ ${C}${line('docker service ps web; echo \\n')}`);
    expect(news).toEqual([{ text: 'docker service ps web; echo \\n', node: 'node1', shell: 'main', startedAt: 1000 }]);
    clock.now += 250;
    say(`output${D(1)}`);
    expect(log.list()).toEqual([
      { text: 'docker service ps web; echo \\n', node: 'node1', shell: 'main', startedAt: 1000, ms: 250, exitCode: 1 },
    ]);
    expect(news).toHaveLength(2);
  });

  test('has lines of several lines whole, and characters of several bytes', () => {
    const { log, follow } = openLog();
    follow('node1').say(`${C}${line('for n in 1 2; do\n  echo grün 日本\ndone')}${D(0)}`);
    expect(log.list()[0]?.text).toBe('for n in 1 2; do\n  echo grün 日本\ndone');
  });

  test('does not know a private command, nor one that ran before it followed', () => {
    const { log, news, follow } = openLog();
    const { say } = follow('node1');
    say(D(0), `${C}output${D(0)}`, line('without a start'));
    expect(log.list()).toEqual([]);
    expect(news).toEqual([]);
  });

  test('takes a line once: what a program prints is none', () => {
    const { log, follow } = openLog();
    follow('node1').say(`${C}${line('cat marks.txt')}${line('docker service ps web')}${D(0)}`);
    expect(log.list().map(({ text }) => text)).toEqual(['cat marks.txt']);
  });

  test('knows on which machine a shell within a shell runs, and ends each in turn', () => {
    const { log, follow } = openLog();
    const { say } = follow('node1');
    say(`${C}${line('ssh node2')}`, `${C}${line('hostname', 'node2')}${D(0)}`, D(255));
    expect(log.list().map(({ text, node, exitCode }) => [text, node, exitCode])).toEqual([
      ['ssh node2', 'node1', 255],
      ['hostname', 'node2', 0],
    ]);
    expect(log.list('node2')).toHaveLength(1);
  });

  test('ends what runs without an exit code when the shell goes', () => {
    const { clock, log, follow } = openLog();
    const { say, tap } = follow('node1');
    say(`${C}${line('sleep 1d')}`);
    clock.now += 5;
    tap.newShell?.();
    expect(log.list()).toEqual([{ text: 'sleep 1d', node: 'node1', shell: 'main', startedAt: 1000, ms: 5 }]);
  });

  test('keeps the newest 200 of each terminal, in the order of their start', () => {
    const { clock, log, follow } = openLog();
    const one = follow('node1');
    const two = follow('node2', 's2');
    two.say(`${C}${line('first', 'node2')}${D(0)}`);
    for (let n = 0; n < 250; n++) {
      clock.now += 1;
      one.say(`${C}${line(`echo ${n}`)}${D(0)}`);
    }
    expect(log.list('node1')).toHaveLength(200);
    expect(log.list('node1')[0]?.text).toBe('echo 50');
    expect(log.list()[0]).toMatchObject({ text: 'first', shell: 's2' });
  });

  test('masks secrets, also in a line that was cut', () => {
    const { log, follow } = openLog();
    const { say } = follow('node1');
    say(`${C}${line('echo hunter2 | docker secret create redis -')}${D(0)}`);
    say(`${C}${line(`echo hunter2 ${'x'.repeat(2035)}`)}${D(0)}`);
    expect(log.list().map(({ text }) => text)).toEqual(['echo ••• | docker secret create redis -', 'echo •••']);
  });

  test('is the same wherever the stream is split', () => {
    const command = fc.record({
      text: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((t) => t.trim() === t),
      code: fc.integer({ min: 0, max: 255 }),
      output: fc.constantFrom('', 'out\r\n', '\x1b[31mred\x1b[0m', '\x1b]0;title\x07', '\x1b]633;P;Cwd=/\x07', 'ü'),
    });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 5 }), fc.array(fc.nat(2000), { maxLength: 20 }), (commands, cuts) => {
        const whole = Buffer.from(
          commands.map(({ text, code, output }) => `${C}${line(text)}${output}${D(code)}`).join(''),
        );
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) => a - b);
        const split = places.slice(1).map((end, index) => whole.subarray(places[index], end));
        const read = (pieces: readonly Uint8Array[]) => {
          const { log, follow } = openLog();
          follow('node1').say(...pieces);
          return log.list();
        };
        const known = read(split);
        expect(known).toEqual(read([whole]));
        expect(known.map(({ exitCode }) => exitCode)).toEqual(commands.map(({ code }) => code));
      }),
      { numRuns: 300 },
    );
  });
});
