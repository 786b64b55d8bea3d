import type { Site, Trouble } from '../finding.ts';
import { lookAt, runningNode } from '../node-in-the-way.ts';
import { isOrAre, list } from '../wording.ts';
import { type AnswerCheck, type Question, wordsOf } from './question.ts';

/** The networks of one engine, and those of each compose service that runs there, by name. */
export interface ComposeNetworks {
  readonly networks: readonly string[];
  readonly of: Readonly<Record<string, readonly string[]>>;
}

const COMPOSE_LABEL = 'com.docker.compose.service';

async function look(
  { expect }: AnswerCheck,
  { sandbox, signal }: Site,
): Promise<ComposeNetworks | Trouble | undefined> {
  const node = runningNode(sandbox, expect.node ?? '');
  if (!node) return { trouble: `${expect.node ?? 'No node'} does not run, so its networks cannot be read.` };
  return lookAt(`The networks of ${node.name}`, signal, async (limited) => {
    const [networks, containers] = await Promise.all([node.engine.networks(limited), node.engine.containers(limited)]);
    const running = containers.filter(({ State, Labels }) => State === 'running' && Labels[COMPOSE_LABEL]);
    const byService = Map.groupBy(running, ({ Labels }) => Labels[COMPOSE_LABEL] ?? '');
    const of = [...byService].map(([service, its]) => [
      service,
      its.flatMap(({ NetworkSettings }) => Object.keys(NetworkSettings?.Networks ?? {})),
    ]);
    return { networks: networks.map(({ Name }) => Name), of: Object.fromEntries(of) };
  });
}

/** An answer that has to name exactly these, in any order. */
const naming = (names: readonly string[]) => (given: string) => {
  const words = new Set(wordsOf(given));
  return words.size === names.length && names.every((name) => words.has(name.toLowerCase()));
};

/** Which of some networks an engine does not have. */
export const missingNetworks: Question<ComposeNetworks> = {
  look,
  expect({ expect: { networks: wanted = [], node = '' } }, { evidence }) {
    const missing = wanted.filter((name) => !evidence?.networks.includes(name));
    if (missing.length === 0) return { trouble: `${node} has ${list(wanted)} by now: none is missing.` };
    return {
      texts: [missing.join(' ')],
      accepts: naming(missing),
      fact: () => `${node} does not have ${list(missing)}.`,
      where: `docker network ls lists the networks of the engine; the file names those it wants. Name every one that is missing.`,
    };
  },
};

/** Which compose services that run are not on a network. */
export const servicesNotOn: Question<ComposeNetworks> = {
  look,
  expect({ expect: { network = '', node = '' } }, { evidence }) {
    const all = Object.entries(evidence?.of ?? {});
    const outside = all.filter(([, networks]) => !networks.includes(network)).map(([service]) => service);
    if (all.length === 0) return { trouble: `No service of a compose file runs on ${node} now.` };
    if (outside.length === 0) return { trouble: `Every service that runs on ${node} is on ${network} now.` };
    return {
      texts: [outside.join(' ')],
      accepts: naming(outside),
      fact: () => `${list(outside)} ${isOrAre(outside.length)} not on ${network}.`,
      where: `docker network inspect ${network} lists the containers that are on it. docker compose ps lists those that run.`,
    };
  },
};

const YES = /^(yes|y|ja|true)\b/i;
const NO = /^(no|n|nein|false)\b/i;

/** Whether one compose service can open a connection to another: they need a network in common. */
export const canReach: Question<ComposeNetworks> = {
  look,
  expect({ expect: { from = '', to = '' } }, { evidence }) {
    const [first, second] = [from, to].map((service) => evidence?.of[service]);
    if (!first || !second) return { trouble: `${first ? to : from} does not run now.` };
    const shared = first.filter((name) => second.includes(name));
    const can = shared.length > 0;
    return {
      texts: [can ? 'yes' : 'no'],
      accepts: (given) => (can ? YES : NO).test(given.trim()),
      fact: () =>
        can ? `${from} and ${to} are both on ${list(shared)}.` : `${from} and ${to} have no network in common.`,
      where: 'Two containers reach each other only over a network that both are on.',
    };
  },
};
