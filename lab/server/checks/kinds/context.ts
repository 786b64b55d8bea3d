import { couldNotCheck, type Kind, met, notYet } from '../finding.ts';
import { addressOf } from '../machine-address.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { list } from '../wording.ts';

/** Where each context leads, and where those that are checked have to. */
export interface ContextEvidence {
  readonly hosts: Readonly<Record<string, string>>;
  /** Machines by the context, as the right address is known now. */
  readonly wanted: Readonly<Record<string, string | undefined>>;
}

interface Meta {
  readonly Name?: string;
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** Contexts of the docker command on a node: it keeps each in a small file. */
export const context: Kind<'context', ContextEvidence> = {
  async look(check, { sandbox, signal }) {
    const node = runningNode(sandbox, check.node);
    if (!node) return undefined;
    const wanted = Object.fromEntries(
      check.name.map((name) => [name, addressOf(sandbox, check.to ?? name, check.by)] as const),
    );
    return lookAt(`The contexts of ${check.node}`, signal, async (limited) => {
      const print = 'for file in ~/.docker/contexts/meta/*/meta.json; do [ -e "$file" ] && cat "$file" && echo; done';
      const { stdout } = await node.run(['sh', '-c', print], limited);
      return { hosts: hostsIn(stdout), wanted };
    });
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay = nodeInTheWay(check.node, snapshot, 'contexts');
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck(`The contexts of ${check.node} were not read yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const missing = check.name.filter((name) => evidence.hosts[name] === undefined);
    if (missing.length > 0) {
      const others = Object.keys(evidence.hosts);
      const rest = others.length > 0 ? `, only ${list(others)}` : '';
      return notYet(`docker on ${check.node} has no context ${list(missing)}${rest}.`);
    }
    for (const name of check.name) {
      const address = evidence.wanted[name];
      if (!address) return notYet(`${check.to ?? name} has no ${check.by} address yet.`);
      const host = evidence.hosts[name] ?? '';
      if (host.replace(/\/$/, '') === `ssh://root@${address}`) continue;
      return notYet(
        `The context ${name} leads to ${host}, not to ssh://root@${address}.`,
        'docker context update changes where it leads; docker context rm takes it away.',
      );
    }
    return met(
      `docker on ${check.node} has the ${check.name.length === 1 ? 'context' : 'contexts'} ${list(check.name)}.`,
    );
  },
};

function hostsIn(lines: string): Record<string, string> {
  const hosts: Record<string, string> = {};
  for (const line of lines.split('\n').filter((text) => text.trim().startsWith('{'))) {
    try {
      const { Name, Endpoints } = JSON.parse(line) as Meta;
      if (Name) hosts[Name] = Endpoints?.docker?.Host ?? '';
    } catch {
      // A file that is being written; the next look reads it whole.
    }
  }
  return hosts;
}
