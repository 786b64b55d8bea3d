import { LabError } from '../../../../contract/index.ts';
import type { RunResult } from '../../provider.ts';
import type { Machine } from './model/index.ts';
import type { ProgramIo } from './program.ts';
import { findProgram, ShellExit } from './shell/index.ts';
import type { Held } from './world.ts';

/** Output of a run beyond this is cut. */
const MAX_OUTPUT_CHARS = 1024 * 1024;
const NO_SUCH_PROGRAM = 127;

export interface ProgramRun {
  readonly argv: readonly string[];
  readonly input?: string | Uint8Array;
  readonly signal: AbortSignal;
}

/** Runs one program on a machine to its end, with a session of its own. */
export async function runProgram(
  held: Held,
  machine: Machine,
  { argv, input, signal }: ProgramRun,
): Promise<RunResult> {
  const [name = '', ...args] = argv;
  const program = findProgram(name);
  if (!program)
    return { exitCode: NO_SUCH_PROGRAM, stdout: '', stderr: `exec: "${name}": executable file not found in $PATH\n` };
  const said = { stdout: '', stderr: '' };
  const append = (key: keyof typeof said) => (text: string) => {
    said[key] = (said[key] + text).slice(0, MAX_OUTPUT_CHARS);
  };
  const off = new AbortController();
  const stopWatching = held.site.onPower(machine, (power) => {
    if (power === 'stopped')
      off.abort(new LabError('nodeDown', `${machine.name} went off while a program ran on it. Start it to go on.`));
  });
  const io: ProgramIo = {
    stdin: typeof input === 'string' ? input : new TextDecoder().decode(input),
    isTty: false,
    out: append('stdout'),
    err: append('stderr'),
    signal: AbortSignal.any([signal, off.signal]),
  };
  try {
    const exitCode = await program(args, io, held.home(machine).session());
    io.signal.throwIfAborted();
    return { exitCode, ...said };
  } catch (error) {
    if (error instanceof ShellExit) return { exitCode: error.status, ...said };
    throw error;
  } finally {
    stopWatching();
  }
}
