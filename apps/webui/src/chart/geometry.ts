import { formatClock, formatMoment } from '../kit/format.ts';
import type { Point } from './series.ts';

/** The drawing's own size; it is stretched over the room there is, lines keep their width. */
export const WIDTH = 800;
export const HEIGHT = 240;

/** What the plot covers: unix seconds from left to right, coins a second from 0 to the top. */
export interface Frame {
  from: number;
  to: number;
  top: number;
}

const STEPS = [1, 2, 2.5, 5, 10];
const GRID_LINES = 4;

/** The smallest round number above a value that four grid lines divide into round parts. */
export function roundTop(highest: number): number {
  const part = (highest > 0 ? Math.max(highest, 0.04) : 1) / GRID_LINES;
  const power = 10 ** Math.floor(Math.log10(part));
  const step = STEPS.find((s) => s * power >= part * 0.999_999) ?? 10;
  return Number((step * power * GRID_LINES).toPrecision(6));
}

/** The frame for some points; it has a width even with one. */
export function frameOf(points: readonly Point[]): Frame {
  const from = points[0]?.at ?? 0;
  const to = Math.max(points.at(-1)?.at ?? 0, from + 1);
  return { from, to, top: roundTop(Math.max(0, ...points.map((point) => point.rate))) };
}

/** How far right a time is, from 0 to 1. */
export function across(at: number, frame: Frame): number {
  return (at - frame.from) / (frame.to - frame.from);
}

/** How far down a rate is, from 0 at the top to 1. */
export function down(rate: number, frame: Frame): number {
  return 1 - rate / frame.top;
}

/** The values at the grid lines, lowest first. */
export function gridValues(frame: Frame): readonly number[] {
  return Array.from({ length: GRID_LINES + 1 }, (_, i) => Number(((frame.top * i) / GRID_LINES).toPrecision(6)));
}

/** The line as an SVG path. */
export function linePath(points: readonly Point[], frame: Frame): string {
  return points
    .map((point, i) => {
      const x = (across(point.at, frame) * WIDTH).toFixed(1);
      const y = (down(point.rate, frame) * HEIGHT).toFixed(1);
      return `${i === 0 ? 'M' : 'L'}${x} ${y}`;
    })
    .join('');
}

/** The surface under the line as an SVG path. */
export function areaPath(points: readonly Point[], frame: Frame): string {
  const line = linePath(points, frame);
  return line && `${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`;
}

/** Which point is nearest to a place from 0 (left) to 1 (right). */
export function nearestIndex(points: readonly Point[], share: number, frame: Frame): number {
  const at = frame.from + share * (frame.to - frame.from);
  let best = 0;
  points.forEach((point, i) => {
    if (Math.abs(point.at - at) < Math.abs((points[best]?.at ?? 0) - at)) best = i;
  });
  return best;
}

const TIME_STEPS = [10, 30, 60, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400];
const MOST_TIMES = 4;
/** Right of this there is room for "now" only. */
const NOW_FROM = 0.86;

/** Round times below the plot, none so near to the right that it would touch "now". */
export function timeMarks(frame: Frame): readonly { share: number; text: string }[] {
  const length = frame.to - frame.from;
  const step = TIME_STEPS.find((seconds) => length / seconds <= MOST_TIMES) ?? length;
  const offset = new Date(frame.to * 1000).getTimezoneOffset() * 60;
  const marks: { share: number; text: string }[] = [];
  const first = Math.ceil((frame.from - offset) / step) * step + offset;
  for (let at = first; at <= frame.to; at += step) {
    const share = across(at, frame);
    const text = step < 60 ? formatClock(at * 1000, true) : formatMoment(at * 1000, frame.to * 1000);
    if (share <= NOW_FROM) marks.push({ share, text });
  }
  return marks;
}
