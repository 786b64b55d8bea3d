import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HandClock, silentLog } from '../terminal.fixtures.ts';
import { type CastCode, readCast } from './cast.ts';
import { type RecorderNews, TerminalRecorder } from './terminal-recorder.ts';

let folder: string;
let clock: HandClock;
let news: RecorderNews[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-recorder-'));
  clock = new HandClock();
  news = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

function newRecorder(o: { maxBytes?: number; path?: string; picture?: () => Promise<Uint8Array> } = {}) {
  const { maxBytes = 1_000_000, path = join(folder, 'seat', 'a.cast') } = o;
  const picture = o.picture ?? (() => Promise.resolve(Buffer.from('<screen>')));
  return new TerminalRecorder({
    place: { node: 'node1', shell: 'main', size: { cols: 80, rows: 24 }, picture },
    clock,
    log: silentLog,
    maxBytes,
    title: 'node1',
    pathFor: () => path,
    onNews: (one) => news.push(one),
  });
}
const say = (recorder: TerminalRecorder, text: string) => recorder.output(Buffer.from(text));
/** The picture is a promise: whoever waits for one has what it led to. */
const drawn = () => Promise.resolve().then(() => {});
const written = () => readCast(readFileSync(join(folder, 'seat', 'a.cast'), 'utf8'));
const all = (code: CastCode) => (written()?.events ?? []).filter((event) => event[1] === code).map((event) => event[2]);

describe('a recorder', () => {
  test('begins with what is in sight, has output from then on, and never what is typed', async () => {
    const recorder = newRecorder();
    say(recorder, 'too early');
    recorder.resized({ cols: 100, rows: 30 });
    recorder.start();
    expect(recorder.id).toBe('a');
    say(recorder, ' while it draws');
    await drawn();
    say(recorder, ', later');
    recorder.stop();
    await recorder.settled();
    expect(all('o').join('')).toBe('<screen> while it draws, later');
    expect(written()?.header).toMatchObject({ width: 100, height: 30 });
    expect('input' in recorder).toBe(false);
    expect(news.map((one) => one.state)).toEqual(['begun', 'stopped']);
    expect(statSync(join(folder, 'seat', 'a.cast')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'seat')).mode & 0o777).toBe(0o700);
  });

  test('that is armed makes no file before there is output, and draws what was there before', async () => {
    const recorder = newRecorder();
    recorder.chapter('first');
    recorder.chapter('second');
    recorder.arm();
    expect(readdirSync(folder)).toEqual([]);
    say(recorder, 'output');
    await drawn();
    recorder.chapter('third');
    recorder.close();
    await recorder.settled();
    expect(all('o').join('')).toBe('<screen>output');
    expect(all('m')).toEqual(['second', 'third']);
  });

  test('draws the screen again where another shell writes', async () => {
    const recorder = newRecorder();
    recorder.start();
    await drawn();
    recorder.newShell();
    say(recorder, 'new');
    await drawn();
    recorder.stop();
    await recorder.settled();
    expect(all('o').join('')).toBe('<screen><screen>new');
  });

  test('keeps of a flood what the screen shows, and follows again when it is over', async () => {
    const recorder = newRecorder({ maxBytes: 20_000_000 });
    recorder.start();
    await drawn();
    for (let second = 0; second < 8; second++) {
      for (let n = 0; n < 100; n++) {
        say(recorder, 'y'.repeat(100_000));
        clock.move(10);
        await drawn();
      }
    }
    clock.move(500);
    await drawn();
    say(recorder, 'the prompt');
    recorder.stop();
    await recorder.settled();
    const text = all('o').join('');
    expect(text.slice(-18)).toBe('<screen>the prompt');
    expect(text.length).toBeLessThan(1_000_000);
    expect(text.split('<screen>').length).toBeGreaterThan(25);
  });

  test('that is stopped in a flood ends with what is in sight, and with the terminal it ends at once', async () => {
    for (const isGone of [false, true]) {
      const picture = isGone ? () => new Promise<Uint8Array>(() => {}) : undefined;
      const recorder = newRecorder({ maxBytes: 20_000_000, ...(picture ? { picture } : {}) });
      recorder.start();
      await drawn();
      for (let n = 0; n < 10; n++) say(recorder, 'y'.repeat(100_000));
      recorder.stop();
      if (isGone) recorder.close();
      await recorder.settled();
      expect(all('o').join('').slice(-8)).toBe(isGone ? '' : '<screen>');
      expect(news.map((one) => one.state)).toEqual(['begun', 'stopped']);
      news = [];
      rmSync(join(folder, 'seat', 'a.cast'));
    }
  });

  test('ends at its largest size with a mark that says so', async () => {
    const recorder = newRecorder({ maxBytes: 50_000 });
    recorder.start();
    await drawn();
    for (let n = 0; n < 20; n++) {
      say(recorder, 'line\r\n'.repeat(1000));
      clock.move(500);
    }
    expect(news.at(-1)).toMatchObject({ state: 'ended', because: expect.stringMatching(/It has reached/) });
    expect(recorder.id).toBeUndefined();
    await recorder.settled();
    expect(all('m')).toEqual([expect.stringMatching(/^The recording ends here\. It has reached/)]);
    expect(statSync(join(folder, 'seat', 'a.cast')).size).toBeLessThanOrEqual(50_000);
  });

  test('writes over nothing and through no link: it ends and says why, and the terminal goes on', async () => {
    const other = join(folder, 'other');
    writeFileSync(other, 'precious');
    symlinkSync(other, join(folder, 'link.cast'));
    for (const path of [other, join(folder, 'link.cast'), join(other, 'below.cast')]) {
      const recorder = newRecorder({ path });
      recorder.start();
      await drawn();
      say(recorder, 'output');
      clock.move(100);
      await expect.poll(() => news.at(-1)).toMatchObject({ state: 'ended', because: expect.stringMatching(/disk/) });
      recorder.close();
      await recorder.settled();
      news = [];
    }
    expect(readFileSync(other, 'utf8')).toBe('precious');
  });

  test('may record again after it was stopped', async () => {
    const recorder = newRecorder();
    recorder.start();
    recorder.stop();
    await recorder.settled();
    rmSync(join(folder, 'seat', 'a.cast'));
    recorder.start();
    await drawn();
    recorder.stop();
    await recorder.settled();
    expect(all('o').join('')).toBe('<screen>');
  });
});
