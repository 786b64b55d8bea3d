import { LabError } from '../../contract/index.ts';
import type { SandboxNode } from '../sandbox/index.ts';

/** What may be typed into a shell as it is: a value with anything else in it is not a token or an address. */
const PLAIN = /^[\w.:-]+$/;
/** A public key as ssh-keygen writes it: nothing in it ends a text between single quotes. */
const PUBLIC_KEY = /^ssh-ed25519 [A-Za-z0-9+/=]+( [\w.@-]+)?$/;
const KEY_FILE = '~/.ssh/id_ed25519.pub';

/** The live value of a variable of a course; throws LabError with what is missing when there is none. */
export async function resolveVariable(
  variable: string,
  nodes: readonly SandboxNode[],
  signal: AbortSignal,
): Promise<string> {
  const value = await lookUp(variable, nodes, signal);
  const fits = variable.startsWith('key.') ? PUBLIC_KEY : PLAIN;
  if (!fits.test(value))
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
  const holder = nodes.find(({ name }) => variable === `key.${name}`);
  if (holder) return publicKeyOf(holder, signal);
  const node = nodes.find(({ name }) => variable === `address.${name}`);
  if (node) return node.address;
  throw new LabError('badMessage', `The lab does not know {{${variable}}}.`);
}

async function publicKeyOf(node: SandboxNode, signal: AbortSignal): Promise<string> {
  const bytes = await node.readFile(KEY_FILE, 4096, signal);
  if (bytes) return new TextDecoder().decode(bytes).trim();
  throw new LabError(
    'sandboxNotReady',
    `${node.name} has no key yet: there is no ${KEY_FILE}. Make one with ssh-keygen -t ed25519, then run this again.`,
  );
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
