import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type createProgress, duration } from '../../bootstrap/progress.mjs';
import { runChild } from './child.ts';
import { type Counting, countStage, type Outcome } from './totals.ts';

/** A program that proves something about the tree. */
export interface Stage {
  readonly title: string;
  /** `RESULTS` stands for the file that the results go to. */
  readonly argv: readonly string[];
  readonly limitMs: number;
  readonly count: Counting;
  readonly env?: Readonly<Record<string, string>>;
}

/** Stands for the path of the results in a stage's arguments and environment. */
export const RESULTS = '{results}';

type Progress = ReturnType<typeof createProgress>;

/** Runs stages, some at a time in the order given, and counts what each did. A failed one holds up no other. */
export async function runStages(
  stages: readonly Stage[],
  o: { readonly cwd: string; readonly atOnce: number; readonly signal: AbortSignal; readonly progress: Progress },
): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'devcoin-lab-results-'));
  const outcomes: Outcome[] = [];
  const waiting = stages.map((stage, i) => ({ stage, results: join(folder, `${i}.json`) }));
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !o.signal.aborted; next = waiting.shift()) {
      outcomes.push(await runStage(next.stage, next.results, o));
    }
  };
  try {
    await Promise.all(Array.from({ length: o.atOnce }, worker));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return outcomes;
}

class StageFailed extends Error {
  readonly outcome: Outcome;

  constructor(outcome: Outcome) {
    super(outcome.title);
    this.outcome = outcome;
  }
}

async function runStage(
  stage: Stage,
  results: string,
  o: { readonly cwd: string; readonly signal: AbortSignal; readonly progress: Progress },
): Promise<Outcome> {
  try {
    return await o.progress.step(stage.title, async (say, note) => {
      const outcome = await outcomeOf(stage, results, { ...o, say });
      note(
        outcome.failed > 0 ? `${outcome.failed} failed` : stage.count.by === 'exit' ? '' : `${outcome.passed} passed`,
      );
      if (outcome.failed > 0) throw new StageFailed(outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof StageFailed) return error.outcome;
    throw error;
  }
}

async function outcomeOf(
  stage: Stage,
  results: string,
  o: { readonly cwd: string; readonly signal: AbortSignal; readonly say: (detail: string) => void },
): Promise<Outcome> {
  const since = performance.now();
  const put = (text: string): string => text.replace(RESULTS, results);
  const onLine = (line: string): void => {
    const words = stripVTControlCharacters(line).trim();
    // Logs of the lab, one JSON object a line, are for the report.
    if (words && !words.startsWith('{')) o.say(words);
  };
  const env = Object.fromEntries(Object.entries(stage.env ?? {}).map(([name, value]) => [name, put(value)]));
  const argv = stage.argv.map(put);
  const end = await runChild({ argv, cwd: o.cwd, env, limitMs: stage.limitMs, signal: o.signal, onLine });
  const counts = countStage(stage.count, end.exitCode, read(results));
  const late = end.timedOut ? `It was ended after ${duration(stage.limitMs)}.` : undefined;
  return {
    title: stage.title,
    ms: performance.now() - since,
    output: end.output,
    ...counts,
    ...(late ? { failed: Math.max(1, counts.failed), problem: late } : {}),
  };
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // No file, or one cut short, is the stage's failure: counted as such.
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      return undefined;
    throw error;
  }
}
