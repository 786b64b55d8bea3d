import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgress, duration, durationTable } from '../bootstrap/progress.mjs';
import { createPhases } from './phases.ts';

let written: string;
const screen = (isTTY: boolean) => ({ isTTY, columns: 60, write: (text: string) => (written += text) });
const open = (isTTY: boolean) => createProgress({ screen: screen(isTTY), now: Date.now });

beforeEach(() => {
  written = '';
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

describe('a duration', () => {
  it('is told in the unit a person would use', () => {
    expect([40, 1234, 9949, 9951, 61_000].map(duration)).toEqual(['0.0 s', '1.2 s', '9.9 s', '10 s', '1 min 1 s']);
  });
});

describe('the table of durations', () => {
  it('lines up and ends with the total', () => {
    const rows = [
      { title: 'Pages', ms: 1000, note: 'built' },
      { title: 'Docker Engine', ms: 12_000 },
    ];
    expect(durationTable(rows)).toBe(
      ['  Pages          1.0 s  built', '  Docker Engine   12 s', '  Total           13 s'].join('\n'),
    );
  });
});

describe('progress without a terminal', () => {
  it('says nothing of what is done within a second, but keeps it for the table', async () => {
    const progress = open(false);
    await progress.step('Pages', (_, note) => note('unchanged'));
    expect(written).toBe('');
    expect(progress.rows).toEqual([{ title: 'Pages', ms: 0, note: 'unchanged' }]);
  });

  it('tells what goes on after a second, on news, and at the end', async () => {
    const progress = open(false);
    await progress.step('Images', async (say) => {
      await vi.advanceTimersByTimeAsync(3000);
      say('unpacking');
      say('too soon for another line');
      await vi.advanceTimersByTimeAsync(2000);
    });
    expect(written).toBe('… Images (1.0 s)\n… Images: unpacking (3.0 s)\n✓ Images  5.0 s\n');
  });

  it('shows what failed however soon, and keeps no row of it', async () => {
    const progress = open(false);
    await expect(progress.step('Images', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(written).toBe('✗ Images  0.0 s\n');
    expect(progress.rows).toEqual([]);
  });
});

describe('progress on a terminal', () => {
  it('draws one line for all that goes on, no wider than the terminal, and leaves it clean', async () => {
    const progress = open(true);
    const wait = () => vi.advanceTimersByTimeAsync(1500);
    await Promise.all([
      progress.step('Types', (say) => {
        say('x'.repeat(100));
        return wait();
      }),
      progress.step('Tests', wait),
    ]);
    const lines = written.split('\r\u001b[K');
    expect(lines.some((line) => line.includes('Types'))).toBe(true);
    expect(lines.every((line) => line.length < 60)).toBe(true);
    expect(written.endsWith('\n')).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('phases', () => {
  it('become steps: the words before the colon name one, another name ends it', async () => {
    const progress = open(false);
    const phases = createPhases(progress);
    phases.tell('Node image: unpacking');
    await vi.advanceTimersByTimeAsync(1000);
    phases.tell('Node image: packing');
    await vi.advanceTimersByTimeAsync(1000);
    phases.tell('Opening the port');
    await phases.end();
    expect(progress.rows.map(({ title, ms }) => [title, ms])).toEqual([
      ['Node image', 2000],
      ['Opening the port', 0],
    ]);
  });

  it('show the one that failed', async () => {
    const phases = createPhases(open(false));
    phases.tell('Node image');
    await phases.end(new Error('no disk'));
    expect(written).toContain('✗ Node image');
  });
});
