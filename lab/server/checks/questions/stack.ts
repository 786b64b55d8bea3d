import type { ClusterSnapshot } from '../../../contract/index.ts';
import { askManager } from '../ask-manager.ts';
import type { Site, Trouble } from '../finding.ts';
import { lookAt, runningNode } from '../node-in-the-way.ts';
import { runs } from '../tasks-of.ts';
import { list, number } from '../wording.ts';
import { type AnswerCheck, bare, type Question } from './question.ts';

/** The virtual address of a service on a network of the swarm. */
export const virtualIp: Question<{ readonly address?: string }> = {
  asksManagers: true,
  look({ expect: { service = '', network = '' } }, site) {
    return askManager(site, `the addresses of ${service}`, async (engine, signal) => {
      const [services, networks] = await Promise.all([engine.services(signal), engine.networks(signal)]);
      const id = networks.find((one) => one.Name === network)?.Id;
      const found = services.find((one) => one.Spec.Name === service);
      const address = found?.Endpoint?.VirtualIPs?.find((one) => one.NetworkID === id)?.Addr;
      return address ? { address: address.replace(/\/.*/, '') } : {};
    });
  },
  expect({ expect: { service = '', network = '' } }, { evidence }) {
    const address = evidence?.address;
    if (!address) return { trouble: `${service} has no virtual address on ${network} now.` };
    return {
      texts: [address],
      accepts: (given) => given.trim().replace(/\/\d+$/, '') === address,
      fact: () => `${address} stands for all tasks of ${service}.`,
      where: `docker service inspect ${service} shows it below VirtualIPs, with the length of the network behind a slash.`,
    };
  },
};

/** How many nodes run a task that is on a network. */
export const nodesOnNetwork: Question = {
  asksManagers: true,
  expect({ expect: { network = '' } }, { snapshot }) {
    const nodes = nodesOf(network, snapshot);
    if (nodes.length === 0) return { trouble: `No task on ${network} runs now.` };
    return {
      texts: [String(nodes.length), number(nodes.length)],
      accepts: (given) => [String(nodes.length), number(nodes.length)].includes(bare(given).replace(/nodes?$/, '')),
      fact: () => `Tasks on ${network} run on ${list(nodes)}.`,
      where:
        'docker stack ps names the node of each task. Count every node once, and only for services on that network.',
    };
  },
};

function nodesOf(network: string, { services, tasks }: ClusterSnapshot): string[] {
  const ids = new Set(services.filter((one) => one.networks.includes(network)).map((one) => one.id));
  return [...new Set(tasks.flatMap((t) => (runs(t) && ids.has(t.serviceId) && t.node ? [t.node] : [])))].toSorted();
}

/** What a program in a container of a service prints. */
export const execOutput: Question<{ readonly output?: string }> = {
  look: runInService,
  expect({ expect: { service = '' } }, { evidence }) {
    const output = evidence?.output?.trim();
    if (!output) return { trouble: `There is nothing to be read in a container of ${service} now.` };
    return {
      texts: [output],
      accepts: (given) => given.trim() === output,
      fact: () => `That is what ${service} has.`,
      where: `docker exec works on the node that has the container: docker service ps ${service} names it.`,
    };
  },
};

async function runInService(
  { expect: { service = '', run = [] } }: AnswerCheck,
  { sandbox, snapshot, signal }: Site,
): Promise<{ output?: string } | Trouble> {
  const container = snapshot.containers.find((one) => one.service === service && one.state === 'running');
  const node = container && runningNode(sandbox, container.node);
  if (!node) return {};
  return lookAt(`What ${service} has`, signal, async (limited) => {
    const { exitCode, output } = await node.engine.exec(container.id, run, limited);
    return exitCode === 0 ? { output } : {};
  });
}
