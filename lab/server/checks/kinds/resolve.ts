import type { CheckOf, ClusterSnapshot } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { list } from '../wording.ts';

type ResolveCheck = CheckOf<'resolve'>;

/** The address that each name leads to; empty where the node knows none. */
export interface ResolveEvidence {
  readonly addresses: Readonly<Record<string, string>>;
}

/** Asks as the programs of the node do: the hosts file first, then the name servers, which may be silent. */
const ASK = 'for name; do echo "$name $(timeout 1 getent ahostsv4 "$name" | head -n 1)" & done; wait';

/** Names that a node knows, and where they lead. */
export const resolve: Kind<'resolve', ResolveEvidence> = {
  async look(check, { sandbox, signal }) {
    const node = runningNode(sandbox, check.node);
    if (!node) return undefined;
    return lookAt(`The names that ${check.node} knows`, signal, async (limited) => {
      const { stdout } = await node.run(['sh', '-c', ASK, 'sh', ...check.name], limited);
      const lines = stdout.split('\n').map((line) => line.split(/\s+/));
      return {
        addresses: Object.fromEntries(lines.flatMap(([name, address]) => (name ? [[name, address ?? '']] : []))),
      };
    });
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay = nodeInTheWay(check.node, snapshot, 'names');
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck(`The names that ${check.node} knows were not read yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const unknown = check.name.filter((name) => !evidence.addresses[name]);
    if (unknown.length > 0) return notKnown(check, unknown);
    for (const name of check.name) {
      const wrong = wrongAddress(check, name, evidence.addresses[name] ?? '', snapshot);
      if (wrong) return wrong;
    }
    return met(
      `On ${check.node} ${list(check.name)} ${check.name.length === 1 ? 'leads' : 'lead'} to ${list(placesOf(check, evidence, snapshot))}.`,
    );
  },
};

function notKnown({ node, name: names }: ResolveCheck, unknown: readonly string[]): Finding {
  const isOneOfSeveral = unknown.length < names.length;
  return notYet(
    `${node} does not know the ${unknown.length === 1 ? 'name' : 'names'} ${list(unknown)}.`,
    isOneOfSeveral
      ? 'The other name is known. One line of /etc/hosts may hold several names behind its address.'
      : undefined,
  );
}

function wrongAddress(
  { to, node }: ResolveCheck,
  name: string,
  address: string,
  { nodes }: ClusterSnapshot,
): Finding | undefined {
  const place = nodes.find((n) => n.address === address)?.name;
  if (place && (!to || to.includes(place))) return undefined;
  if (place) return notYet(`On ${node} ${name} leads to ${place}, not to ${list(to ?? [])}.`);
  if (address.startsWith('127.')) {
    return notYet(
      `On ${node} ${name} leads to ${address}, not to the address of a node.`,
      `${address} is always the machine that asks: on any other machine the same line would lead astray.`,
    );
  }
  return notYet(
    `On ${node} ${name} leads to ${address}, which is none of the nodes.`,
    `The first line of /etc/hosts that has the name counts. hostname -i prints the address of the node it runs on.`,
  );
}

function placesOf({ name: names }: ResolveCheck, { addresses }: ResolveEvidence, { nodes }: ClusterSnapshot): string[] {
  return [...new Set(names.map((name) => nodes.find((n) => n.address === addresses[name])?.name ?? ''))];
}
