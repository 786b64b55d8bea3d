import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HandClock } from '../terminal.fixtures.ts';
import { type CastEvent, eventLine, headerLine, lastSeconds, readCast } from './cast.ts';
import { CastEvents, JOIN_MS } from './cast-events.ts';

const facts = { size: { cols: 80, rows: 24 }, startedAt: 1_000_000, title: 'node1' };

function record(clock = new HandClock()) {
  const lines: string[] = [headerLine({ ...facts, startedAt: clock.now() })];
  const events = new CastEvents({ clock, startedAt: clock.now(), write: (line) => lines.push(line) });
  const made = (): readonly CastEvent[] => readCast(lines.join(''))?.events ?? [];
  const text = () =>
    made()
      .flatMap(([, code, data]) => (code === 'o' ? [data] : []))
      .join('');
  return { clock, lines, events, made, text };
}

/** Text as shells write it: escape sequences, wide characters, joined emoji, no half of a pair. */
const output = fc.array(
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\x1b[31m', '\r\n', '👩‍👩‍👧', '数', '\ufeff', '\0', '\x1b]0;title\x07', 'x'.repeat(9000)),
  ),
  { maxLength: 12 },
);
/** Where bytes are cut, and how long is waited there. */
const cuts = fc.array(fc.tuple(fc.nat(40_000), fc.constantFrom(0, 1, JOIN_MS, 500, -2000)), { maxLength: 20 });

describe('the events of a recording', () => {
  test('have the text back however its bytes were split, in lines of valid JSON whose times never go back', () => {
    fc.assert(
      fc.property(output, cuts, (parts, places) => {
        const { clock, lines, events, made, text } = record();
        const all = Buffer.from(parts.join(''));
        let from = 0;
        for (const [at, ms] of places.toSorted(([a], [b]) => a - b)) {
          const to = Math.min(at, all.length);
          events.output(all.subarray(from, to));
          from = Math.max(from, to);
          clock.move(ms);
        }
        events.output(all.subarray(from));
        events.end();
        expect(text()).toBe(all.toString());
        for (const line of lines) expect(JSON.parse(line)).toBeTypeOf('object');
        const times = made().map(([seconds]) => seconds);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });

  test('are joined for a moment, so that a flood makes few lines, and short enough to be found from the end', () => {
    const { clock, lines, events, text } = record();
    for (let i = 0; i < 2500; i++) events.output(Buffer.from('y\r\n'));
    expect(lines).toHaveLength(1);
    clock.move(JOIN_MS);
    expect(lines).toHaveLength(2);
    expect(text()).toBe('y\r\n'.repeat(2500));
    events.output(Buffer.from('\u0001'.repeat(100_000)));
    events.end();
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(64 * 1024);
  });

  test('have sizes and marks in their place between output', () => {
    const { clock, events, made } = record();
    events.output(Buffer.from('before'));
    clock.move(10);
    events.resized({ cols: 100, rows: 30 });
    clock.move(10);
    events.mark('2 · Scale it');
    events.output(Buffer.from('after'));
    events.end();
    expect(made()).toEqual([
      [0, 'o', 'before'],
      [0.01, 'r', '100x30'],
      [0.02, 'm', '2 · Scale it'],
      [0.02, 'o', 'after'],
    ]);
  });

  test('drop half a character where something is missing', () => {
    const { events, text } = record();
    events.output(Buffer.from('ü').subarray(0, 1));
    events.cut();
    events.output(Buffer.from('whole'));
    events.end();
    expect(text()).toBe('whole');
  });
});

describe('a recording that is read', () => {
  const line = eventLine([1.5, 'o', 'hello ü']);
  const whole = headerLine(facts) + line;

  test('says what its header says', () => {
    expect(readCast(whole)?.header).toEqual({ version: 2, width: 80, height: 24, timestamp: 1000, title: 'node1' });
    expect(JSON.parse(headerLine(facts))).toMatchObject({ idle_time_limit: 2, env: { TERM: 'xterm-256color' } });
  });

  test('leaves out a last line that was torn, wherever it was', () => {
    const next = eventLine([2, 'o', 'more']);
    for (let length = 0; length < next.length; length++) {
      const torn = whole + next.slice(0, length);
      expect(readCast(torn)?.events, torn).toHaveLength(1);
      expect(lastSeconds(torn)).toBe(1.5);
    }
    expect(lastSeconds(whole + next)).toBe(2);
  });

  test('is none where lines are something else', () => {
    expect(readCast('')).toBeUndefined();
    expect(readCast('{"version":1}\n')).toBeUndefined();
    expect(readCast(`${whole}[2,"i","secret"]\n`)).toBeUndefined();
    expect(lastSeconds(headerLine(facts))).toBeUndefined();
  });
});
