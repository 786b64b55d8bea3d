import { LabError } from '../../contract/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';

/** What may be typed into a shell as it is: a value with anything else in it is not a token or an address. */
const PLAIN = /^[\w.:-]+$/;

/** The live value of a variable of a course; throws LabError with what is missing when there is none. */
export async function resolveVariable(
  variable: string,
  nodes: readonly SandboxNode[],
  signal: AbortSignal,
): Promise<string> {
  const value = await lookUp(variable, nodes, signal);
  if (!PLAIN.test(value))
    throw new LabError('sandboxNotReady', `The value of {{${variable}}} is not fit to be typed into a shell.`);
  return value;
}

async function lookUp(variable: string, nodes: readonly SandboxNode[], signal: AbortSignal): Promise<string> {
  if (variable === 'token.manager')
    return (await fromManager(nodes, (node) => node.engine.swarm(signal))).JoinTokens.Manager;
  if (variable === 'token.worker')
    return (await fromManager(nodes, (node) => node.engine.swarm(signal))).JoinTokens.Worker;
  if (variable === 'address.leader') {
    const members = await fromManager(nodes, (node) => node.engine.nodes(signal));
    const address = members.find((member) => member.ManagerStatus?.Leader)?.ManagerStatus?.Addr;
    if (address) return address.replace(/:\d+$/, '');
    throw new LabError('sandboxNotReady', 'No manager leads now. Wait until one is elected, then run this again.');
  }
  const node = nodes.find(({ name }) => variable === `address.${name}`);
  if (node) return node.address;
  throw new LabError('badMessage', `The lab does not know {{${variable}}}.`);
}

/** The answer of the first manager that can say; one that is cut off may be silent for long, so all are asked at once. */
async function fromManager<T>(nodes: readonly SandboxNode[], ask: (node: SandboxNode) => Promise<T>): Promise<T> {
  try {
    return await Promise.any(nodes.filter((node) => node.power === 'running').map(ask));
  } catch (error) {
    throw new LabError(
      'sandboxNotReady',
      'No manager answers, so there is nothing to join yet. Make the swarm first, or wait until its managers have a quorum.',
      { cause: error },
    );
  }
}
