import { fillVariables, type StepMistake, toProblem } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import type { Judge } from './judge.ts';
import { resolveVariable } from './resolve-variable.ts';

/** What is done may take so long: a deploy that pulls, a node that leaves or boots. */
const DEED_LIMIT_MS = 60_000;
const SHOWN_CHARACTERS = 300;
/** So soon a check has to name the cause: an image that no node has is tried for a while before Swarm gives up on it. */
const SAYS_LIMIT_MS = 30_000;

export interface WrongWayOptions {
  readonly sandbox: Sandbox;
  readonly signal: AbortSignal;
  /** How soon a check has to name the cause, in ms. */
  readonly saysLimitMs?: number;
}

/**
 * Takes a wrong way from where its step begins, and goes back: something has to say the sentence that names the cause, and the
 * step must not become green by it. Resolves with what did not go so, as sentences.
 */
export async function takeWrongWay(
  mistake: StepMistake,
  judge: Judge,
  options: WrongWayOptions,
): Promise<readonly string[]> {
  const because = await takeOne(mistake, judge, options);
  return because === undefined ? [] : [`The wrong way "${mistake.title}": ${because}`];
}

async function takeOne(
  mistake: StepMistake,
  judge: Judge,
  { sandbox, signal, saysLimitMs = SAYS_LIMIT_MS }: WrongWayOptions,
): Promise<string | undefined> {
  await doAll(mistake.do, sandbox, signal);
  const isSaid = await judge.untilSaid(mistake.says, saysLimitMs, signal);
  const said = judge.because;
  const back = await doAll(mistake.undo, sandbox, signal);
  if (judge.state === 'met') return 'it makes the step green.';
  if (!isSaid) return `nothing says "${mistake.says}". Said was: ${said.join(' ')}`;
  return back && `the way back failed: ${back}`;
}

/** Does one thing after another; a wrong way may well fail, so that only the first failure is given back. */
async function doAll(deeds: StepMistake['do'], sandbox: Sandbox, signal: AbortSignal): Promise<string | undefined> {
  for (const deed of deeds) {
    const node = sandbox.nodes.find((candidate) => candidate.name === deed.node);
    if (!node) return `there is no ${deed.node}.`;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(DEED_LIMIT_MS)]);
    try {
      if ('fault' in deed) await node.fault(deed.fault, limited);
      else {
        const lines = await fillVariables(deed.run, (variable) => resolveVariable(variable, sandbox.nodes, signal));
        const { exitCode, stderr, stdout } = await node.run(['bash', '-lc', lines], limited);
        if (exitCode !== 0) return `${nameOf(deed)} ended with exit code ${exitCode}: ${lastWords(stderr || stdout)}`;
      }
    } catch (error) {
      signal.throwIfAborted();
      return `${nameOf(deed)}: ${toProblem(error).detail}`;
    }
  }
  return undefined;
}

function nameOf(deed: StepMistake['do'][number]): string {
  return `"${'fault' in deed ? deed.fault : deed.run}" on ${deed.node}`;
}

function lastWords(text: string): string {
  return text.trim().slice(-SHOWN_CHARACTERS);
}
