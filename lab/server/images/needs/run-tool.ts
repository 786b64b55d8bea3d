import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { LabError } from '../../../contract/index.ts';

const execute = promisify(execFile);

/** A program of this machine that fetches something for an image. */
export interface Tool {
  readonly command: readonly [string, ...string[]];
  readonly folder: string;
  /** What it fetches, as in "The packages could not be fetched". */
  readonly what: string;
  /** What to do when the program is not there. */
  readonly install: string;
  readonly signal: AbortSignal;
}

/** Runs it; a failure says what could not be fetched, with the program's last words. */
export async function runTool({ command, folder, what, install, signal }: Tool): Promise<void> {
  const [program, ...words] = command;
  try {
    await execute(program, words, { cwd: folder, signal, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    signal.throwIfAborted();
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const missing = code === 'ENOENT' ? program : 'pip';
    const why =
      code === 'ENOENT' || /No module named pip/.test(stderr)
        ? `${missing} is not there. ${install}`
        : reasonIn(stderr) || `${program} ended with ${String(code)}.`;
    throw new LabError('noImage', `${what} could not be fetched: ${why}`, { cause: error });
  }
}

/** npm says the reason first and how it is used after that; others end with it. */
function reasonIn(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim());
  const ofNpm = lines.flatMap((line) => /^npm error (.+)/.exec(line)?.[1] ?? []);
  return (ofNpm.length > 0 ? ofNpm.slice(0, 4) : lines.slice(-4)).join(' ');
}
