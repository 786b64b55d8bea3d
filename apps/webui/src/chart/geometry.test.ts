import { describe, expect, it } from 'vitest';
import {
  across,
  areaPath,
  down,
  frameOf,
  gridValues,
  linePath,
  nearestIndex,
  roundTop,
  timeMarks,
} from './geometry.ts';

const at = (hour: number, minute: number, second = 0) => new Date(2026, 10, 21, hour, minute, second).getTime() / 1000;
const points = [
  { at: 100, rate: 0 },
  { at: 110, rate: 20 },
  { at: 120, rate: 40 },
];

it.each([
  [0, 1],
  [0.2, 0.2],
  [0.9, 1],
  [4, 4],
  [9.9, 10],
  [32.8, 40],
  [41, 80],
  [187, 200],
  [1999, 2000],
])('rounds %d up to %d, which four grid lines divide', (highest, top) => {
  expect(roundTop(highest)).toBe(top);
});

describe('a frame', () => {
  const frame = frameOf(points);

  it('reaches from the first to the last point and above the highest', () => {
    expect(frame).toEqual({ from: 100, to: 120, top: 40 });
    expect(gridValues(frame)).toEqual([0, 10, 20, 30, 40]);
  });

  it('turns points into places', () => {
    expect(across(110, frame)).toBe(0.5);
    expect(down(10, frame)).toBe(0.75);
    expect(linePath(points, frame)).toBe('M0.0 240.0L400.0 120.0L800.0 0.0');
    expect(areaPath(points, frame)).toBe('M0.0 240.0L400.0 120.0L800.0 0.0L800 240L0 240Z');
  });

  it('finds the nearest point to a place', () => {
    expect([0, 0.24, 0.26, 0.74, 0.76, 1.2].map((share) => nearestIndex(points, share, frame))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });

  it('has a width with one point and draws nothing with none', () => {
    expect(frameOf([{ at: 5, rate: 1 }])).toEqual({ from: 5, to: 6, top: 1 });
    expect(areaPath([], frameOf([]))).toBe('');
  });
});

it('marks round times and leaves the right to "now"', () => {
  const marks = timeMarks({ from: at(14, 30, 25), to: at(14, 32, 25), top: 1 });
  expect(marks.map((mark) => mark.text)).toEqual(['14:30:30', '14:31:00', '14:31:30', '14:32:00']);
  const hour = timeMarks({ from: at(13, 32), to: at(14, 32), top: 1 });
  expect(hour.map((mark) => mark.text)).toEqual(['14:00']);
  const quarter = timeMarks({ from: at(14, 17), to: at(14, 32), top: 1 });
  expect(quarter.map((mark) => mark.text)).toEqual(['14:20', '14:25']);
});
