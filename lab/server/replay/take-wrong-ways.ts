import { fillVariables, type StepMistake, toProblem } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Judge } from './judge.ts';
import { resolveVariable } from './resolve-variable.ts';

/** A command of a wrong way may take so long: a deploy that pulls, a node that leaves. */
const COMMAND_LIMIT_MS = 60_000;
/** So soon a check has to name the cause: an image that no node has is tried for a while before Swarm gives up on it. */
const SAYS_LIMIT_MS = 30_000;

export interface WrongWayOptions {
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  /** How soon a check has to name the cause, in ms. */
  readonly saysLimitMs?: number;
}

/**
 * Takes the wrong ways of a step one after another, each from where the step begins: something has to say the sentence that
 * names the cause, and the step must not become green by it. Resolves with what did not go so, as sentences.
 */
export async function takeWrongWays(
  mistakes: readonly StepMistake[],
  judge: Judge,
  { sandbox, signal, saysLimitMs = SAYS_LIMIT_MS }: WrongWayOptions,
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const mistake of mistakes) {
    const heard = await takeOne(mistake, judge, { sandbox, signal, saysLimitMs });
    if (heard !== undefined) problems.push(`The wrong way "${mistake.title}": ${heard}`);
  }
  return problems;
}

async function takeOne(
  mistake: StepMistake,
  judge: Judge,
  { sandbox, signal, saysLimitMs }: Required<WrongWayOptions>,
): Promise<string | undefined> {
  await runAll(mistake.do, sandbox, signal);
  const isSaid = await judge.untilSaid(mistake.says, saysLimitMs, signal);
  const said = judge.because;
  const back = await runAll(mistake.undo, sandbox, signal);
  if (judge.state === 'met') return 'it makes the step green.';
  if (!isSaid) return `nothing says "${mistake.says}". Said was: ${said.join(' ')}`;
  return back && `the way back failed: ${back}`;
}

/** Runs commands; a wrong way may well fail, so that only what they said last is given back. */
async function runAll(commands: StepMistake['do'], sandbox: Sandbox, signal: AbortSignal): Promise<string | undefined> {
  for (const { node: name, run } of commands) {
    const node = sandbox.nodes.find((candidate) => candidate.name === name);
    if (!node) return `there is no ${name}.`;
    try {
      const lines = await fillVariables(run, (variable) => resolveVariable(variable, sandbox.nodes, signal));
      const limited = AbortSignal.any([signal, AbortSignal.timeout(COMMAND_LIMIT_MS)]);
      const { exitCode, stderr, stdout } = await node.run(['bash', '-lc', lines], limited);
      if (exitCode !== 0)
        return `"${run}" on ${name} ended with exit code ${exitCode}: ${(stderr || stdout).trim().slice(-300)}`;
    } catch (error) {
      signal.throwIfAborted();
      return `"${run}" on ${name}: ${toProblem(error).detail}`;
    }
  }
  return undefined;
}
