import {
  type BoardAnswer,
  type BoardRow,
  type CommandView,
  type CourseOutline,
  hasFailed,
} from '../../contract/index.ts';
import { spanWords } from '../kit/index.ts';

/** So long at one step without an answer of the checks means that somebody may need a hand. */
const SLOW_MS = 6 * 60_000;
const STUCK_MS = 12 * 60_000;

export type Mood = 'stuck' | 'slow' | 'failed' | 'offline' | 'plain' | 'done';

/** A learner as the board shows them. */
export interface BoardLine {
  readonly row: BoardRow;
  readonly mood: Mood;
  /** From 1 over the course; 0 when the step is unknown. */
  readonly number: number;
  readonly title: string;
  readonly atStepMs: number;
  readonly done: number;
  readonly cells: readonly BoardCell[];
}

/** One step of one learner. */
interface BoardCell {
  readonly step: string;
  readonly module: string;
  readonly state: 'open' | 'done' | 'here';
  readonly metAt?: number;
}

const ORDER: readonly Mood[] = ['stuck', 'failed', 'slow', 'plain', 'offline', 'done'];

/** The learners of a course, who needs the instructor first on top. */
export function boardLines(answer: BoardAnswer, course: CourseOutline, now: number): readonly BoardLine[] {
  const lines = answer.rows.filter((row) => row.course === course.id).map((row) => boardLine(row, course, now));
  return lines.toSorted(
    (a, b) =>
      ORDER.indexOf(a.mood) - ORDER.indexOf(b.mood) || b.atStepMs - a.atStepMs || a.row.name.localeCompare(b.row.name),
  );
}

function boardLine(row: BoardRow, course: CourseOutline, now: number): BoardLine {
  const steps = course.modules.flatMap((module) => module.steps.map((step) => ({ step, module })));
  const at = steps.findIndex(({ step }) => step.id === row.progress.step);
  const cells = steps.map(({ step, module }) => cellOf(row, step.id, module.id));
  const done = cells.filter((cell) => cell.metAt !== undefined).length;
  const atStepMs = Math.max(0, now - row.stepSince);
  return {
    row,
    number: at + 1,
    title: steps[at]?.step.title ?? row.progress.step,
    atStepMs,
    done,
    cells,
    mood: moodOf(row, { atStepMs, isDone: done === steps.length, minutes: steps[at]?.step.minutes ?? 0 }),
  };
}

function cellOf(row: BoardRow, step: string, module: string): BoardCell {
  const metAt = row.progress.met[step];
  const isHere = row.progress.step === step;
  const state = isHere ? 'here' : metAt === undefined ? 'open' : 'done';
  return { step, module, state, ...(metAt === undefined ? {} : { metAt }) };
}

function moodOf(row: BoardRow, o: { atStepMs: number; isDone: boolean; minutes: number }): Mood {
  if (row.sandbox === 'failed') return 'failed';
  if (o.isDone) return 'done';
  if (!row.online) return 'offline';
  const isMet = row.progress.met[row.progress.step] !== undefined;
  // A step that is meant to take long is not slow before twice its own time.
  const meantMs = o.minutes * 60_000;
  if (!isMet && o.atStepMs >= Math.max(STUCK_MS, 4 * meantMs)) return 'stuck';
  if (!isMet && o.atStepMs >= Math.max(SLOW_MS, 2 * meantMs)) return 'slow';
  return 'plain';
}

/** Lines whose name, step or sentence has every word of the filter. */
export function filterLines(lines: readonly BoardLine[], filter: string): readonly BoardLine[] {
  const words = filter.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ row, title, number }) => {
    const text = `${row.name} ${number} ${title} ${row.failing ?? ''} ${row.command?.text ?? ''}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** For each step how many learners have met it and how many are at it. */
export function stepCounts(lines: readonly BoardLine[]): readonly { met: number; here: number }[] {
  const cells = lines[0]?.cells ?? [];
  return cells.map((_, at) => ({
    met: lines.filter((line) => line.cells[at]?.metAt !== undefined).length,
    here: lines.filter((line) => line.cells[at]?.state === 'here').length,
  }));
}

/** The last command of a learner, in words: "docker ps" and "node1, exit 1, 2 min ago". */
export function commandWords(
  command: CommandView,
  now: number,
): { readonly text: string; readonly line: string; readonly how: string; readonly tone: string } {
  const { text, node, startedAt, ms, exitCode } = command;
  const line = text.replace(/\s+/g, ' ').trim();
  if (ms === undefined) return { text, line, how: `${node}, runs ${spanWords(now - startedAt)}`, tone: '' };
  const end = exitCode === undefined ? 'shell gone' : exitCode === 0 ? 'ok' : `exit ${exitCode}`;
  const how = `${node}, ${end}, ${spanWords(Math.max(0, now - startedAt - ms))} ago`;
  return { text, line, how, tone: hasFailed(command) ? 'warn' : '' };
}
