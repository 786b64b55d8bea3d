import type { CheckOf, ClusterSnapshot, ContainerView } from '../../../contract/index.ts';
import type { SandboxNode } from '../../sandbox/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, nodeInTheWay } from '../node-in-the-way.ts';
import { isOrAre, list } from '../wording.ts';

type NetworkCheck = CheckOf<'network'>;

/** A network of the wanted name as one engine lists it, with the containers that run on it there. */
interface FoundNetwork {
  readonly node: string;
  readonly driver: string;
  readonly scope: string;
  /** Ids of containers. */
  readonly containers: readonly string[];
}

export interface NetworkEvidence {
  readonly found: readonly FoundNetwork[];
  /** Where it was not found: what else that engine has, and which other nodes have one of that name. */
  readonly others?: { readonly names: readonly string[]; readonly elsewhere: readonly string[] };
}

/** A network on one engine, or the swarm's on all of them: its driver, its scope, and whose containers are on it. */
export const network: Kind<'network', NetworkEvidence> = {
  async look(check, { sandbox, signal }) {
    const nodes = sandbox.nodes.filter((n) => n.power === 'running' && (!check.node || n.name === check.node));
    if (nodes.length === 0) return undefined;
    return lookAt(`The networks of ${list(nodes.map((n) => n.name))}`, signal, async (limited) => {
      const found = (await Promise.all(nodes.map((node) => findOn(node, check.network, limited)))).flat();
      if (found.length > 0) return { found };
      const names = await Promise.all(nodes.map((node) => namesOn(node, limited)));
      const rest = sandbox.nodes.filter((n) => n.power === 'running' && !nodes.includes(n));
      const there = await Promise.all(
        rest.map(async (n) => ((await namesOn(n, limited)).includes(check.network) ? [n.name] : [])),
      );
      return { found, others: { names: names.flat(), elsewhere: there.flat() } };
    });
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay = check.node ? nodeInTheWay(check.node, snapshot, 'networks') : undefined;
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck(`The network ${check.network} was not looked for yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    return judgeFound(check, evidence, snapshot);
  },
};

async function findOn(node: SandboxNode, name: string, signal: AbortSignal): Promise<FoundNetwork[]> {
  const [networks, containers] = await Promise.all([node.engine.networks(signal), node.engine.containers(signal)]);
  return networks
    .filter(({ Name }) => Name === name)
    .map(({ Id, Driver, Scope }) => ({
      node: node.name,
      driver: Driver,
      scope: Scope,
      containers: containers
        .filter((c) => c.State === 'running' && c.NetworkSettings?.Networks?.[name]?.NetworkID === Id)
        .map((c) => c.Id),
    }));
}

async function namesOn(node: SandboxNode, signal: AbortSignal): Promise<string[]> {
  return (await node.engine.networks(signal)).map(({ Name }) => Name);
}

function judgeFound(check: NetworkCheck, { found, others }: NetworkEvidence, snapshot: ClusterSnapshot): Finding {
  const where = check.node ? ` on ${check.node}` : '';
  if (!check.exists) {
    return found.length === 0
      ? met(`There is no network ${check.network}${where}.`)
      : notYet(`The network ${check.network} is there${where}.`);
  }
  if (found.length === 0) return notYet(`There is no network ${check.network}${where}.`, whereInstead(check, others));
  const fitting = found.filter(({ driver, scope }) => fits(check.driver, driver) && fits(check.scope, scope));
  const [first] = fitting;
  if (!first) return wrongKind(check, found);
  const members = membersOf(fitting, snapshot);
  return wrongMembers(check, members) ?? met(fact(check, first, members));
}

/** A network of that name on another node, or one that is nearly called so. */
function whereInstead({ network: name, node }: NetworkCheck, others: NetworkEvidence['others']): string | undefined {
  if (!others) return undefined;
  if (others.elsewhere.length > 0) {
    return `There is one of that name on ${list(others.elsewhere)}. A bridge is a network of one machine, so ${node} needs its own.`;
  }
  const similar = others.names.find((other) => isNearly(other, name));
  return (
    similar &&
    `${node ?? 'The swarm'} has ${similar}, which is nearly it. A network cannot be renamed: remove it and create it anew.`
  );
}

/** Whether two names differ in one letter: one too many, one missing, one wrong; or in their hyphens and cases. */
function isNearly(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replaceAll('-', '_'));
  if (a === undefined || b === undefined || a === b) return a === b;
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  return restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1);
}

const fits = (wanted: string | undefined, has: string): boolean => wanted === undefined || wanted === has;

/** An overlay is of the swarm and a bridge of one engine: the driver decides the scope. */
function wrongKind({ network: name, driver, scope }: NetworkCheck, [found]: readonly FoundNetwork[]): Finding {
  if (!found) return couldNotCheck(`The network ${name} was not looked for yet.`);
  const again = `A network keeps its driver: docker network rm ${name}, then create it with --driver ${driver ?? (scope === 'swarm' ? 'overlay' : 'bridge')}.`;
  if (!fits(driver, found.driver)) {
    const reach = found.scope === 'swarm' ? 'all nodes of the swarm' : `${found.node} alone`;
    return notYet(`${name} has the driver ${found.driver}, for ${reach}; ${driver} is wanted.`, again);
  }
  return notYet(`${name} has the scope ${found.scope}; ${scope} is wanted.`, again);
}

/** The services whose containers are on it, by the names of their files. */
function membersOf(found: readonly FoundNetwork[], { containers }: ClusterSnapshot): string[] {
  const ids = new Set(found.flatMap((one) => one.containers.map((id) => `${one.node}/${id}`)));
  const there = containers.filter((c) => ids.has(c.key));
  return [...new Set(there.map(memberName))].toSorted();
}

/** Compose's word, else the service's, else the container's own name. */
const memberName = (c: ContainerView): string => c.compose ?? c.service ?? c.name;

/** A stack puts its name before that of the service. */
const isMember = (members: readonly string[], name: string): boolean =>
  members.some((member) => member === name || member.endsWith(`_${name}`));

function wrongMembers(
  { network: name, members: wanted, notMembers: unwanted }: NetworkCheck,
  members: readonly string[],
): Finding | undefined {
  const missing = (wanted ?? []).filter((one) => !isMember(members, one));
  if (missing.length > 0) {
    const has = members.length > 0 ? `${name} has ${list(members)}` : `No container is on ${name}`;
    return notYet(
      `${has}; ${list(missing)} ${isOrAre(missing.length)} missing.`,
      'Only running containers are on a network, and only if their file puts them there: docker compose ps, and the line networks of the service.',
    );
  }
  const intruders = (unwanted ?? []).filter((one) => isMember(members, one));
  if (intruders.length === 0) return undefined;
  return notYet(
    `${list(intruders)} ${isOrAre(intruders.length)} on ${name}, and should not be.`,
    'The file gives it that network, or somebody used docker network connect.',
  );
}

function fact(
  { network: name, node, members: wanted }: NetworkCheck,
  { driver, scope }: FoundNetwork,
  members: readonly string[],
): string {
  if (wanted) return `On ${name} ${isOrAre(members.length)} ${list(members)}.`;
  const where = scope === 'swarm' ? 'the swarm' : (node ?? 'one node');
  return `${name} is there, with the driver ${driver}, of ${where}.`;
}
