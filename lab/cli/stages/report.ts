import { duration } from '../../bootstrap/progress.mjs';
import type { Outcome } from './totals.ts';

/** Enough for a dozen failed tests; what came before them is mostly what passed. */
const SHOWN_LINES = 200;

/** What the failed stages said last, each under its title. */
export function failureReport(outcomes: readonly Outcome[]): string {
  return outcomes
    .filter((outcome) => outcome.failed > 0)
    .map(({ title, output, problem }) => [`── ${title}`, lastLines(output), problem ?? ''].filter(Boolean).join('\n'))
    .join('\n\n');
}

function lastLines(output: string): string {
  const lines = output.trim().split('\n');
  const left = lines.length - SHOWN_LINES;
  return left > 0 ? [`(${left} lines before)`, ...lines.slice(left)].join('\n') : lines.join('\n');
}

/** The stages with their durations and results, one a line. */
export function stageTable(outcomes: readonly Outcome[]): string {
  const width = Math.max(...outcomes.map(({ title }) => title.length));
  return outcomes
    .map(({ title, ms, passed, failed }) => {
      const result = failed > 0 ? `✗ ${passed} passed, ${failed} failed` : `✓ ${passed} passed`;
      return `  ${title.padEnd(width)}  ${duration(ms).padStart(10)}  ${result}`;
    })
    .join('\n');
}

/** The sum over all stages. */
export function sumOf(outcomes: readonly Outcome[]): { readonly passed: number; readonly failed: number } {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  };
}
