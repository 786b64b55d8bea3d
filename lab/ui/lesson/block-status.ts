import type { BlockRun } from '../connection/index.ts';
import { clockTime, spanWords } from '../kit/index.ts';

/** What a run block shows of its runs. */
export interface BlockStatus {
  readonly look: 'fresh' | 'waiting' | 'running' | 'ran' | 'exited' | 'failed';
  /** Beside the node's badge. */
  readonly words: string;
  /** A sentence below the lines. */
  readonly because?: string;
}

/** One status of the runs on all nodes of a block; what is still going on comes first, then what went wrong. */
export function blockStatus(runs: readonly BlockRun[], now: number): BlockStatus {
  const many = runs.length > 1;
  const on = (run: BlockRun) => (many ? ` on ${run.node}` : '');
  const running = runs.find((r) => r.state === 'running');
  if (running) return { look: 'running', words: `running${on(running)}${ageWords(running, now)}` };
  const waiting = runs.find((r) => r.state === 'waiting');
  if (waiting) return { look: 'waiting', words: `waits${on(waiting)}`, ...because(waiting) };
  // A command that ran and said no is not a command that did not run.
  const failed = runs.find((r) => r.state === 'failed' && r.exitCode === undefined);
  if (failed) return { look: 'failed', words: `did not run${on(failed)}`, ...because(failed) };
  const exited = runs.find((r) => (r.exitCode ?? 0) !== 0);
  if (exited) return { look: 'exited', words: `${exitWords(exited.exitCode)}${on(exited)}`, ...because(exited) };
  const last = runs.at(-1);
  if (!last) return { look: 'fresh', words: '' };
  return { look: 'ran', words: last.at === undefined ? 'ran' : `ran ${clockTime(last.at)}` };
}

/** 130 is 128 and the number of SIGINT: Stop or Ctrl+C was pressed. */
function exitWords(code: number | undefined): string {
  return code === 130 ? 'stopped' : `exit ${code}`;
}

function because(run: BlockRun): { because?: string } {
  return run.because ? { because: run.because } : {};
}

function ageWords(run: BlockRun, now: number): string {
  const ms = run.at === undefined ? 0 : now - run.at;
  return ms >= 2000 ? ` ${spanWords(ms)}` : '';
}
