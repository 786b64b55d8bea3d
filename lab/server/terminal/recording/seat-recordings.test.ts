import { existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabError, MAX_RECORDINGS, type RecordingState } from '../../../contract/index.ts';
import type { TerminalTap } from '../tap.ts';
import { HandClock, silentLog } from '../terminal.fixtures.ts';
import { eventLine, headerLine, readCast } from './cast.ts';
import { SeatRecordings } from './seat-recordings.ts';

let data: string;
let folder: string;
let clock: HandClock;
let states: RecordingState[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'lab-recordings-'));
  folder = join(data, 'seat');
  clock = new HandClock();
  states = [];
});
afterEach(() => rmSync(data, { recursive: true }));

const open = (o: { all?: boolean; maxBytes?: number } = {}) =>
  new SeatRecordings({
    folder,
    all: false,
    maxBytes: 1_000_000,
    clock,
    log: silentLog,
    onState: (state) => states.push(state),
    ...o,
  });
function terminal(recordings: SeatRecordings, node = 'node1'): { say(output: string): void; close(): void } {
  const picture = () => Promise.resolve(Buffer.from('<screen>'));
  const taps: readonly TerminalTap[] = recordings.tap({ node, shell: 'main', size: { cols: 80, rows: 24 }, picture });
  return {
    say: (output) => {
      for (const tap of taps) tap.output(Buffer.from(output));
    },
    close: () => {
      for (const tap of taps) tap.close?.();
    },
  };
}
const textOf = async (recordings: SeatRecordings, id: string) =>
  readCast(await text(await recordings.read(id)))
    ?.events.map(([, , data]) => data)
    .join('');
const line = headerLine({ size: { cols: 80, rows: 24 }, startedAt: 0, title: '' }) + eventLine([3, 'o', 'kept']);
function put(name: string, content = line): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), content);
}
const A = 'node1-main-20261121t215000123';

describe('the recordings of a seat', () => {
  test('are made when the learner asks, listed with the newest first, read and deleted', async () => {
    const recordings = open();
    const shell = terminal(recordings);
    shell.say('before');
    await recordings.record('node1', 'main', true);
    expect(recordings.states).toEqual([
      expect.objectContaining({ node: 'node1', shell: 'main', on: true, by: 'learner' }),
    ]);
    clock.move(2000);
    shell.say('hello');
    await expect.poll(async () => (await recordings.list())[0]).toMatchObject({ node: 'node1', isOn: true });
    const [first] = await recordings.list();
    await expect(recordings.remove(first?.id ?? '')).rejects.toThrow(/Stop it first/);
    await recordings.record('node1', 'main', false);
    shell.close();
    await recordings.settled();
    put(`${A}.cast`);
    const list = await recordings.list();
    expect(list.map(({ id }) => id)).toEqual([A, first?.id]);
    expect(list[1]).toMatchObject({ node: 'node1', shell: 'main', startedAt: 1_000_000, seconds: 2 });
    expect(list[1]?.isOn).toBeUndefined();
    expect(await textOf(recordings, first?.id ?? '')).toBe('<screen>hello');
    await recordings.remove(first?.id ?? '');
    expect(await recordings.list()).toHaveLength(1);
    await recordings.removeAll();
    expect(existsSync(folder)).toBe(false);
    expect(states.map(({ on }) => on)).toEqual([true, false]);
  });

  test('go on in a new file when the server starts anew, and with a fresh cluster', async () => {
    const first = open();
    const shell = terminal(first);
    await first.record('node1', 'main', true);
    shell.close();
    await first.settled();
    clock.move(60_000);
    const second = open();
    const again = terminal(second);
    const other = terminal(second, 'node2');
    await expect
      .poll(() => {
        again.say('later');
        other.say('nothing of it');
        return second.states.map(({ node }) => node);
      })
      .toEqual(['node1']);
    again.close();
    await second.settled();
    expect(await second.list()).toHaveLength(2);
    await second.record('node1', 'main', false);
    const third = open();
    terminal(third).say('not recorded');
    await third.settled();
    expect(third.states).toEqual([]);
  });

  test('are made of all terminals where the lab wants it, which the learner is told and cannot change', async () => {
    const recordings = open({ all: true });
    const shell = terminal(recordings);
    await expect
      .poll(() => {
        shell.say('output');
        return recordings.states;
      })
      .toEqual([expect.objectContaining({ on: true, by: 'lab', because: expect.stringMatching(/^The lab records/) })]);
    await expect(recordings.record('node1', 'main', false)).rejects.toThrow(/The lab records/);
    shell.close();
    await recordings.settled();
    expect(await recordings.list()).toHaveLength(1);
  });

  test('are whole after a kill in the middle of a line, and empty ones are no error', async () => {
    put(`${A}.cast`, `${line}[4,"o","to`);
    put('node1-main-20261121t215000124.cast', '{"versi');
    put('node1-main-20261121t215000125.cast', '');
    const recordings = open();
    const list = await recordings.list();
    expect(list.map(({ seconds }) => seconds)).toEqual([0, 0, 3]);
    expect(await text(await recordings.read(A))).toBe(line);
    expect(await text(await recordings.read(list[0]?.id ?? ''))).toBe('');
    expect(await text(await recordings.read(list[1]?.id ?? ''))).toBe('');
  });

  test('are never found by a path, through a link or under a strange name', async () => {
    put('secret.txt', 'secret');
    put('odd name.cast');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'node2-main-20261121t215000123.cast'));
    linkSync(join(folder, 'secret.txt'), join(folder, 'node3-main-20261121t215000123.cast'));
    mkdirSync(join(folder, 'node4-main-20261121t215000123.cast'));
    const recordings = open();
    expect(await recordings.list()).toEqual([]);
    const ids = [...readdirSync(folder), ...readdirSync(folder).map((name) => name.replace(/\.cast$/, ''))];
    for (const id of [...ids, '../seat/secret.txt', 'secret', '', '.', '..', '/etc/passwd', 'wanted.json']) {
      await expect(recordings.read(id), id).rejects.toThrow(LabError);
      await expect(recordings.remove(id), id).rejects.toThrow(LabError);
    }
    expect(readdirSync(folder)).toHaveLength(5);
  });

  test('are not more than a seat may have', async () => {
    for (let n = 0; n < MAX_RECORDINGS; n++) put(`node1-main-20261121t215000${String(n).padStart(3, '0')}.cast`);
    const recordings = open();
    terminal(recordings);
    await expect(recordings.record('node1', 'main', true)).rejects.toThrow(/100 recordings .* Delete some/);
    const all = open({ all: true });
    terminal(all);
    await expect
      .poll(() => states)
      .toEqual([expect.objectContaining({ on: false, because: expect.stringMatching(/Delete some/) })]);
  });

  test('are asked for a terminal that is open', async () => {
    await expect(open().record('node9', 'main', true)).rejects.toThrow(/Open the terminal of node9 first/);
  });
});
