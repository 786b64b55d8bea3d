import { fillVariables, type StepBlock, toProblem } from '../../contract/index.ts';
import type { Sandbox, SandboxNode } from '../sandbox/index.ts';
import type { Terminals } from '../terminal/index.ts';
import { listenTo } from './last-words.ts';
import { resolveVariable } from './resolve-variable.ts';

type Playable = Extract<StepBlock, { id: string }>;
type RunBlock = Extract<StepBlock, { type: 'run' }>;

/** Where blocks are played. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly terminals: Terminals;
}

/** The blocks of a step that are replayed, in reading order, the folded solutions among them. */
function playableBlocks(blocks: readonly StepBlock[]): readonly Playable[] {
  return blocks.flatMap((block) => {
    if (block.type === 'fold') return playableBlocks(block.blocks);
    return 'id' in block && !block.skip ? [block] : [];
  });
}

/**
 * Plays blocks one after another as the buttons of the guide do: commands are typed into the real terminals.
 * Resolves with a sentence for each block that could not be played or whose command failed: that need not be a mistake, the checks decide.
 */
export async function playBlocks(
  blocks: readonly StepBlock[],
  stage: Stage,
  { blockLimitMs, signal }: { blockLimitMs: number; signal: AbortSignal },
): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const block of playableBlocks(blocks)) {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(blockLimitMs)]);
    const done = await Promise.all(nodesOf(block).map((name) => playOn(block, nodeOf(stage, name), stage, limited)));
    signal.throwIfAborted();
    problems.push(...done.filter((problem) => problem !== undefined));
  }
  return problems;
}

/** Plays a block on one of its nodes; resolves with what went wrong, as a sentence. */
async function playOn(
  block: Playable,
  node: SandboxNode,
  { sandbox, terminals }: Stage,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    if (block.type === 'fault') await node.fault(block.action, signal);
    else if (block.type === 'save') await node.writeFile(block.path, Buffer.from(block.text), signal);
    else return await typeOn(block, node.name, terminals, await linesOf(block, sandbox, signal), signal);
    return undefined;
  } catch (error) {
    return `${nameOf(block)} on ${node.name}: ${signal.aborted ? 'it did not end in time.' : toProblem(error).detail}`;
  }
}

function linesOf(block: RunBlock, sandbox: Sandbox, signal: AbortSignal): Promise<string> {
  return fillVariables(block.lines, (variable) => resolveVariable(variable, sandbox.nodes, signal));
}

async function typeOn(
  block: RunBlock,
  node: string,
  terminals: Terminals,
  lines: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const terminal = terminals.terminal(node, 'main');
  const words = await listenTo(terminal);
  try {
    const { because, exitCode = 0 } = await terminal.run(lines, { signal });
    // What runs on would keep the next block from its prompt.
    if (signal.aborted) terminal.interrupt();
    if (because !== undefined) return `${nameOf(block)} on ${node}: ${because}`;
    if (exitCode === 0) return undefined;
    const said = await words.tell();
    return `${nameOf(block)} on ${node} ended with exit code ${exitCode}${said ? `: ${said}` : '.'}`;
  } finally {
    words.end();
  }
}

function nodesOf(block: Playable): readonly string[] {
  return block.type === 'save' ? [block.node] : block.nodes;
}

function nodeOf({ sandbox }: Stage, name: string): SandboxNode {
  const node = sandbox.nodes.find((candidate) => candidate.name === name);
  if (!node) throw new Error(`the sandbox has no node ${name}`);
  return node;
}

function nameOf(block: Playable): string {
  if (block.type === 'fault') return `The fault "${block.action}"`;
  if (block.type === 'save') return `The file ${block.path}`;
  const first = block.lines.trim().split('\n')[0] ?? '';
  return `The block "${first.length > 60 ? `${first.slice(0, 59)}…` : first}"`;
}
