import { type CheckOf, type ClusterSnapshot, quorumOf } from '../../contract/index.ts';
import type { JoinTokens, World } from './finding.ts';
import { runs, tasksOf } from './tasks-of.ts';

/** What is right at this moment. */
export interface Expectation {
  /** Texts that are right, the plainest first. */
  readonly texts: readonly string[];
  accepts(given: string): boolean;
  /** The fact, for one who knows it. */
  fact(given: string): string;
  /** Where the answer can be found, for one who does not. */
  readonly where: string;
}

type AnswerCheck = CheckOf<'answer'>;

/** What some questions need beside the snapshot. */
export interface AnswerEvidence {
  readonly tokens?: JoinTokens;
}

/** What is right now, or why nothing is. */
export function expectation(
  check: AnswerCheck,
  world: Pick<World<AnswerEvidence>, 'snapshot' | 'evidence'>,
): Expectation | { trouble: string } {
  const { snapshot, evidence } = world;
  switch (check.expect.value) {
    case 'leader':
      return leader(snapshot);
    case 'nodeOfTask':
      return nodeOfTask(check, snapshot);
    case 'quorum':
      return quorum(snapshot);
    case 'literal':
      return literal(check.expect.literal ?? []);
    case 'joinTokenDifference':
      return tokenDifference(check, evidence && 'tokens' in evidence ? evidence.tokens : undefined);
  }
}

/** An answer without case and space. */
const bare = (text: string): string => text.toLowerCase().replace(/[\s"'“”.*]+/g, '');

/** A node by its name, by its id or the beginning of it, or by both as `docker node ls` prints them. */
function isNode(given: string, { name, id }: { name: string; id?: string }): boolean {
  const isId = (word: string) => id !== undefined && word.length >= 3 && id.toLowerCase().startsWith(word);
  const words = given
    .toLowerCase()
    .split(/[\s*"'“”.,]+/)
    .filter((word) => word !== '');
  return words.length > 0 && words.every((word) => word === name.toLowerCase() || isId(word));
}

function leader({ members }: ClusterSnapshot): Expectation | { trouble: string } {
  const found = members.find((m) => m.leader);
  if (!found) return { trouble: 'No manager leads at this moment; they elect one.' };
  return {
    texts: [found.hostname],
    accepts: (given) => isNode(given, { name: found.hostname, id: found.id }),
    fact: () => `${found.hostname} is the leader.`,
    where: 'docker node ls on a manager has a column for it.',
  };
}

function nodeOfTask({ expect }: AnswerCheck, snapshot: ClusterSnapshot): Expectation | { trouble: string } {
  const service = expect.service ?? '';
  const running = tasksOf(snapshot, service).filter(
    (t) => runs(t) && (expect.slot === undefined || t.slot === expect.slot),
  );
  const places = running.flatMap((t) => (t.node ? [{ name: t.node, ...(t.memberId ? { id: t.memberId } : {}) }] : []));
  const subject = expect.slot === undefined ? service : `${service}.${expect.slot}`;
  if (places.length === 0) return { trouble: `${subject} does not run on any node now.` };
  const placeOf = (given: string) => places.find((place) => isNode(given, place));
  return {
    texts: places.map((place) => place.name),
    accepts: (given) => placeOf(given) !== undefined,
    fact: (given) => `${subject} runs on ${placeOf(given)?.name ?? given}.`,
    where: `docker service ps ${service} on a manager names the node of each task.`,
  };
}

function quorum({ swarm, members }: ClusterSnapshot): Expectation | { trouble: string } {
  const managers = members.filter((m) => m.role === 'manager').length || swarm.managers;
  if (managers === 0) return { trouble: 'There is no manager yet.' };
  const needed = String(quorumOf(managers));
  const words = ['zero', 'one', 'two', 'three', 'four'];
  const texts = [needed, ...(words[quorumOf(managers)] ? [words[quorumOf(managers)] ?? ''] : [])];
  return {
    texts,
    accepts: (given) => texts.some((text) => bare(given) === text || bare(given) === `${text}managers`),
    fact: () => `Of ${managers} managers ${needed} have to agree.`,
    where: 'It is more than half of the managers.',
  };
}

function literal(texts: readonly string[]): Expectation | { trouble: string } {
  if (texts.length === 0) return { trouble: 'The course does not say what is right here.' };
  return {
    texts,
    accepts: (given) => texts.some((text) => bare(text) === bare(given)),
    fact: () => 'That is right.',
    where: '',
  };
}

/** A token is SWMTKN-1, the digest of the certificate authority, and a secret, joined by dashes. */
const LAST_PART = /\b(last|secret|end|fourth|4th|final|tail)\b|third (dash|hyphen)|letzte/i;
const OTHER_PART =
  /\b(before|middle|digest|hash|first|begin\w*|start\w*|prefix|second|all|whole|everything|nothing|none|same|both)\b|third part/i;

function tokenDifference({ choices }: AnswerCheck, tokens: JoinTokens | undefined): Expectation | { trouble: string } {
  if (!tokens) return { trouble: 'The join tokens are not known.' };
  const secretOf = (token: string) => token.slice(token.lastIndexOf('-') + 1);
  const secrets = [secretOf(tokens.manager), secretOf(tokens.worker)].map((s) => s.toLowerCase());
  const accepts = (given: string) => {
    if (secrets.some((secret) => given.toLowerCase().includes(secret))) return true;
    return LAST_PART.test(given) && !OTHER_PART.test(given);
  };
  return {
    texts: [...(choices ?? []).filter(accepts), 'the last part'],
    accepts,
    fact: () => 'Only the last part, the secret, differs: it decides whether a node becomes a manager or a worker.',
    where: 'Put one token below the other: docker swarm join-token -q manager, then worker.',
  };
}
