import { describe, expect, it } from 'vitest';
import { coin, miner } from '../connection/sample-messages.ts';
import { countCoins, moveTo, NO_SECONDS } from './live-seconds.ts';
import { changesBefore, changesToShow, changeText, noteChange } from './miner-changes.ts';
import { SPANS, series, thinOut } from './series.ts';
import { summaryText, tableRows } from './summary-text.ts';

const [twoMinutes, quarter] = SPANS;

describe('seconds counted from the stream', () => {
  const started = moveTo(NO_SECONDS, 100_600);

  it('begin with the first whole second', () => {
    const counted = countCoins(started, [coin({ at: 100_900 }), coin({ at: 101_100 })]);
    expect(moveTo(counted, 102_400).over).toEqual([{ at: 101, coins: 1 }]);
  });

  it('wait for coins that are told late, and hold 0 where none came', () => {
    expect(moveTo(started, 102_100).over).toEqual([]);
    expect(moveTo(started, 103_300).over).toEqual([
      { at: 101, coins: 0 },
      { at: 102, coins: 0 },
    ]);
  });

  it('do not change once they are over', () => {
    const over = moveTo(started, 102_400);
    expect(moveTo(countCoins(over, [coin({ at: 101_500 })]), 103_300).over.map((s) => s.coins)).toEqual([0, 0]);
  });

  it('are not kept without end, not even after an hour asleep', () => {
    expect(moveTo(started, 3_700_000).over.length).toBeLessThanOrEqual(150);
  });
});

describe('the line', () => {
  it('goes on from the history with what the stream told, as means of five seconds', () => {
    const history = { stepSeconds: 1, points: [{ at: 10, coins: 10 }] };
    const live = [
      { at: 10, coins: 99 },
      { at: 11, coins: 20 },
      { at: 12, coins: 30 },
    ];
    expect(series(history, live, twoMinutes)).toEqual([
      { at: 10, rate: 10 },
      { at: 11, rate: 15 },
      { at: 12, rate: 20 },
    ]);
  });

  it('divides longer steps by their seconds', () => {
    expect(series({ stepSeconds: 5, points: [{ at: 0, coins: 50 }] }, [], quarter)).toEqual([{ at: 0, rate: 10 }]);
  });

  it('has at most 240 points, however long the time', () => {
    const days = Array.from({ length: 5000 }, (_, i) => ({ at: i * 60, rate: 4 }));
    const thin = thinOut(days);
    expect(thin.length).toBeLessThanOrEqual(240);
    expect(thin.every((point) => point.rate === 4)).toBe(true);
  });
});

describe('a change of the number of miners', () => {
  it('is one change when they come one after the other', () => {
    const changes = noteChange(noteChange([], 1, 2, 100), 2, 3, 104);
    expect(changes.map(changeText)).toEqual(['miner 1 to 3']);
  });

  it('is none when it is taken back at once', () => {
    expect(noteChange(noteChange([], 3, 0, 100), 0, 3, 105)).toEqual([]);
  });

  it('is another one later', () => {
    expect(noteChange(noteChange([], 1, 3, 100), 3, 5, 130).map(changeText)).toEqual(['miner 1 to 3', 'miner 3 to 5']);
  });

  it('before the page was open is read from the start times', () => {
    const miners = [miner({ since: 10_000 }), miner({ since: 500_000 }), miner({ since: 503_000 })];
    expect(changesBefore(miners).map((change) => [change.at, changeText(change)])).toEqual([
      [10, '+1 miner'],
      [500, '+2 miners'],
    ]);
  });

  it('is shown inside the drawn time, and not where its words would cover those of a later one', () => {
    const changes = [50, 120, 180, 185].map((at) => ({ at, from: 1, to: 2 }));
    const drawn = [
      { at: 100, rate: 1 },
      { at: 200, rate: 1 },
    ];
    expect(changesToShow(changes, drawn).map((change) => change.at)).toEqual([120, 185]);
  });
});

it('is told in words and in a table of a dozen rows, newest first', () => {
  const points = Array.from({ length: 120 }, (_, i) => ({ at: i, rate: i < 60 ? 10 : 30 }));
  expect(summaryText(points, [{ at: 60, from: 1, to: 3 }], twoMinutes)).toMatch(
    /^Coins per second over the last 2 minutes: from 10\.0 to 30\.0, 20\.0 in the mean, 30\.0 now\. At \d\d:01:00: miner 1 to 3\.$/,
  );
  const rows = tableRows(points);
  expect(rows).toHaveLength(12);
  expect(rows[0]?.at).toBe(119);
});
