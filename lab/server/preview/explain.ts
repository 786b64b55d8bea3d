import {
  type ClusterSnapshot,
  ERRORS,
  LabError,
  nodesWithTask,
  offeredPorts,
  type PortOffer,
  runningTasks,
  type ServiceView,
} from '../../contract/index.ts';
import { ANSWER_LIMIT_MS, NoAnswer } from './ask-node.ts';
import type { ProxyTrouble } from './proxy-words.ts';
import type { Target } from './target.ts';

/** Why a port shows nothing, for the person who looks at it. */
export interface Explanation {
  readonly status: number;
  readonly title: string;
  /** What was found. */
  readonly found: string;
  /** What is likely behind it, or what to do. */
  readonly likely?: string;
  /** Ports that can be seen now. */
  readonly ports: readonly PortOffer[];
  /** Names that the proxy behind the port has rules for. */
  readonly hosts: readonly string[];
}

/** What went wrong between a target and the browser. */
export type Trouble =
  | { readonly kind: 'error'; readonly error: unknown }
  | {
      readonly kind: 'proxy';
      readonly says: ProxyTrouble;
      readonly status: number;
      readonly appHost: string;
      readonly hosts: readonly string[];
    };

/** Says why a target shows nothing, by what is known of the cluster. */
export function explain(trouble: Trouble, target: Target, snapshot: ClusterSnapshot): Explanation {
  const ports = offeredPorts(snapshot, target.node).filter((p) => p.port !== target.port || p.node !== target.node);
  if (trouble.kind === 'proxy') return { ...proxySentences(trouble, target), ports: [], hosts: trouble.hosts };
  const { error } = trouble;
  const end = { ports, hosts: [] };
  if (error instanceof NoAnswer) return { ...silence(error, target), ...end };
  if (!(error instanceof LabError)) throw error;
  const { status } = ERRORS[error.code];
  if (error.code === 'portClosed') return { status, ...closedSentences(target, snapshot), ...end };
  const titles: Partial<Record<LabError['code'], string>> = {
    nodeDown: `${target.node} does not answer`,
    portSilent: `Port ${target.port} of ${target.node} is silent`,
    unknownNode: `There is no ${target.node}`,
    sandboxNotReady: 'Your nodes are not up yet',
  };
  const title = titles[error.code] ?? ERRORS[error.code].title;
  const likely = error.code === 'portSilent' ? closedSentences(target, snapshot).likely : undefined;
  return { status, title, found: error.message, ...(likely && { likely }), ...end };
}

type Sentences = Pick<Explanation, 'title' | 'found' | 'likely'>;

function closedSentences(target: Target, snapshot: ClusterSnapshot): Sentences {
  const { node, port } = target;
  const said = {
    title: `Nothing listens on port ${port} of ${node}`,
    found: `${node} refuses connections to ${port}.`,
  };
  const likely = whyClosed(target, snapshot);
  return likely === undefined ? said : { ...said, likely };
}

function whyClosed(target: Target, snapshot: ClusterSnapshot): string | undefined {
  const { node, port } = target;
  const publisher = snapshot.services.find((s) => s.ports.some((p) => p.published === port && p.protocol === 'tcp'));
  if (publisher) return whyPublisherIsSilent(publisher, target, snapshot);
  const inside = snapshot.services.find((s) => s.ports.some((p) => p.target === port));
  const published = inside?.ports.find((p) => p.target === port)?.published;
  if (inside) return `${inside.name} listens on ${port} inside its tasks, and is published as ${published}.`;
  const local = snapshot.nodes.find((n) => n.name === node)?.local;
  if (local === 'inactive' && snapshot.services.length > 0) {
    return `${node} is in no swarm, so that ports of services do not reach it.`;
  }
  return snapshot.services.length > 0 ? `No service publishes ${port}.` : undefined;
}

function whyPublisherIsSilent(service: ServiceView, { node, port }: Target, snapshot: ClusterSnapshot): string {
  const said = `${service.name} publishes ${port}`;
  const running = runningTasks(snapshot, service);
  if (running.length === 0) {
    if (service.replicas === 0) return `${said}, but it is scaled to 0: there is no task that could answer.`;
    const error = snapshot.tasks
      .filter((task) => task.serviceId === service.id && task.error)
      .toSorted((a, b) => b.stateAt - a.stateAt)[0]?.error;
    return `${said}, but none of its tasks runs${error ? `: ${error}` : '.'}`;
  }
  if (snapshot.nodes.find((n) => n.name === node)?.local !== 'active') {
    return `${said}, but only nodes of the swarm answer for it, and ${node} is in none.`;
  }
  const published = service.ports.find((p) => p.published === port);
  const nodes = nodesWithTask(snapshot, service);
  if (published?.mode === 'host' && !nodes.includes(node)) {
    return `${said} in host mode: only nodes with a task answer, which is ${nodes.join(', ')}.`;
  }
  return `${said}, and a task runs. Its program may not listen on ${published?.target ?? port} yet.`;
}

function silence({ reason }: NoAnswer, { node, port }: Target): Omit<Explanation, 'ports' | 'hosts'> {
  const at = `port ${port} of ${node}`;
  if (reason === 'noHttp') {
    return {
      status: 502,
      title: `This is no web page`,
      found: `Something listens on ${at}, but it does not answer in HTTP.`,
      likely: 'It may be a database, an engine, or a page that wants TLS.',
    };
  }
  if (reason === 'hungUp') {
    return {
      status: 502,
      title: 'The connection was closed',
      found: `Something on ${at} took the connection and closed it without an answer.`,
      likely: 'The program may be starting or stopping, or it listens only on the address 127.0.0.1 of its container.',
    };
  }
  const found = `Something listens on ${at}, but it gave no answer within ${ANSWER_LIMIT_MS / 1000} s.`;
  return { status: 504, title: 'No answer', found };
}

function proxySentences(
  { says, status, appHost, hosts }: Extract<Trouble, { kind: 'proxy' }>,
  { node, port, host }: Target,
): Omit<Explanation, 'ports' | 'hosts'> {
  const at = `Traefik on port ${port} of ${node}`;
  if (says === 'noServer') {
    return {
      status,
      title: 'Traefik has nobody to ask',
      found: `${at} has a rule for ${appHost}, but what stands behind it does not answer.`,
      likely: 'Its service has no running task, its tasks are starting, or they share no network with Traefik.',
    };
  }
  const known =
    hosts.length > 0 ? 'It has rules for these names:' : 'No service or container here has a rule for Traefik.';
  return {
    status,
    title: host === undefined ? 'Traefik wants a name' : `Traefik does not know ${appHost}`,
    found: `${at} answered 404 to the name ${appHost}: it has no rule for it.`,
    likely: known,
  };
}
