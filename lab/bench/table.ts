import type { FigureResult } from './figure.ts';

/** The results as a table for people. */
export function tableOf(results: readonly FigureResult[]): string {
  const head = ['figure', 'ours', 'theirs', 'ratio', 'goal', ''];
  const rows = results.map((r) => [
    r.name,
    shown(r.ours, r.unit),
    shown(r.theirs, r.unit) + (r.against ? ` (${r.against})` : ''),
    r.ratio.toFixed(2),
    r.goal,
    r.met ? 'met' : 'MISSED',
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number, unit: string): string {
  if (value === Number.POSITIVE_INFINITY) return 'never';
  const digits = value >= 100 ? 0 : Math.abs(value) < 1 && value !== 0 ? 2 : 1;
  return `${value.toFixed(digits)} ${unit}`;
}
