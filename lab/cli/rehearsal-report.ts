import { duration } from '../bootstrap/progress.mjs';
import type { Course } from '../contract/index.ts';
import type { RehearsalRow } from '../server/replay/index.ts';

interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows a rehearsal while it goes on: a line for each step, and on a terminal what is done now. */
export function createRehearsalScreen(screen: Screen, course: Course) {
  const titles = new Map(course.outline.modules.flatMap((module) => module.steps.map((step) => [step.id, step.title])));
  const widths = {
    module: longest(course.outline.modules.map(({ id }) => id)),
    id: longest([...titles.keys()]),
    title: longest([...titles.values()]),
  };
  const clear = screen.isTTY ? '\r\u001b[K' : '';
  return {
    say(what: string): void {
      if (screen.isTTY) screen.write(`${clear}… ${what}`.slice(0, (screen.columns ?? 80) + clear.length - 1));
    },
    row(row: RehearsalRow): void {
      const time = `${row.seconds.toFixed(1)} s`.padStart(8);
      const mark = row.result === 'passed' ? '✓' : '✗';
      const title = (titles.get(row.step) ?? '').padEnd(widths.title);
      // Two clusters may be rehearsed in at once, so that each line says where it belongs.
      const place = `${row.module.padEnd(widths.module)}  ${row.step.padEnd(widths.id)}`;
      screen.write(`${clear}  ${mark} ${place}  ${title} ${time}\n`);
      if (row.firstTry) screen.write(`      Took a second try. ${row.firstTry}\n`);
      if (row.because) screen.write(`      ${row.because}\n`);
    },
    end(): void {
      screen.write(clear);
    },
  };
}

/** The sum of a rehearsal in one line. */
export function summaryOf(rows: readonly RehearsalRow[], ms: number): string {
  const failed = rows.filter((row) => row.result === 'failed').length;
  if (rows.length === 0) return '\nNo step was rehearsed. That counts as a failure.';
  return `\n${rows.length - failed} passed, ${failed} failed  (${duration(ms)})`;
}

/** The rows as JUnit XML: a suite for each module, a case for each step. */
export function junitReport(rows: readonly RehearsalRow[]): string {
  const suites = [...Map.groupBy(rows, (row) => `${row.course}.${row.module}`)].map(([name, cases]) => {
    const failures = cases.filter((row) => row.result === 'failed').length;
    const body = cases.map((row) => {
      const head = `    <testcase classname="${attribute(name)}" name="${attribute(row.step)}" time="${row.seconds}"`;
      if (row.result === 'passed') return `${head}/>`;
      return `${head}>\n      <failure message="${attribute(row.because ?? '')}"/>\n    </testcase>`;
    });
    const counts = `tests="${cases.length}" failures="${failures}"`;
    return `  <testsuite name="${attribute(name)}" ${counts}>\n${body.join('\n')}\n  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for an attribute; control characters have no place in XML. */
function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '').replace(/\p{Cc}/gu, ' ');
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
