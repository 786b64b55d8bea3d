import type { CheckOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type JoinTokens, type Kind, met, notYet, type Site } from '../finding.ts';
import { LOOK_LIMIT_MS, readJoinTokens } from '../join-tokens.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { said } from '../wording.ts';

type FileCheck = CheckOf<'file'>;

/** More is no file of an exercise. */
const MAX_BYTES = 256 * 1024;

/** A file's text, or none; with the join tokens of that moment when they were asked for. */
export interface FileEvidence {
  readonly text?: string;
  readonly tokens?: JoinTokens;
}

/** A file on a node, compared with a live value or searched for a text. */
export const file: Kind<'file', FileEvidence> = {
  async look(check, site) {
    const node = site.sandbox.nodes.find((n) => n.name === check.node);
    if (node?.power !== 'running') return undefined;
    const [text, tokens] = await Promise.all([
      readText(check, node, site),
      check.equals ? readJoinTokens(site) : undefined,
    ]);
    if ('trouble' in text) return text;
    if (tokens && 'trouble' in tokens) return tokens;
    return { ...text, ...(tokens ? { tokens } : {}) };
  },
  judge(check, world) {
    const node = world.snapshot.nodes.find((n) => n.name === check.node);
    if (!node) return couldNotCheck(`This cluster has no ${check.node}, though the course names it.`);
    if (node.power !== 'running') return notYet(`${node.name} is ${node.power}, and its files with it.`);
    const inTheWay = check.equals ? swarmInTheWay(world) : undefined;
    if (inTheWay) return inTheWay;
    const { evidence } = world;
    if (!evidence) return couldNotCheck(`${check.path} on ${check.node} was not read yet.`);
    return 'trouble' in evidence ? couldNotCheck(evidence.trouble) : judgeText(check, evidence);
  },
};

async function readText(
  check: FileCheck,
  node: Site['sandbox']['nodes'][number],
  { signal }: Site,
): Promise<{ text?: string } | { trouble: string }> {
  try {
    const bytes = await node.readFile(
      check.path,
      MAX_BYTES,
      AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]),
    );
    return bytes ? { text: new TextDecoder().decode(bytes) } : {};
  } catch (error) {
    signal.throwIfAborted();
    return {
      trouble: `${check.path} on ${check.node} could not be read: ${said(error instanceof Error ? error.message : String(error))}`,
    };
  }
}

function judgeText(check: FileCheck, { text, tokens }: FileEvidence): Finding {
  const { node, path, equals, contains, lacks } = check;
  if (text === undefined) return notYet(`There is no ${path} on ${node}.`);
  if (text.trim() === '')
    return notYet(
      `${path} on ${node} is empty.`,
      'The command before the > failed, or it ran on a node that is no manager.',
    );
  if (equals && tokens) {
    const wrong = wrongToken(check, text.trim(), tokens);
    if (wrong) return wrong;
  }
  if (contains !== undefined && !text.includes(contains))
    return notYet(`${path} on ${node} does not contain “${contains}”.`);
  if (lacks !== undefined && text.includes(lacks)) {
    const line = text.split('\n').find((one) => one.includes(lacks)) ?? '';
    return notYet(`${path} on ${node} has the line “${line.trim().slice(0, 120)}”.`);
  }
  return met(equals ? `${path} on ${node} holds the ${roleIn(equals)} token.` : `${path} on ${node} is there.`);
}

function roleIn(equals: NonNullable<FileCheck['equals']>): 'manager' | 'worker' {
  return equals === 'joinToken.manager' ? 'manager' : 'worker';
}

function wrongToken({ node, path, equals }: FileCheck, text: string, tokens: JoinTokens): Finding | undefined {
  const role = roleIn(equals ?? 'joinToken.manager');
  const other = role === 'manager' ? 'worker' : 'manager';
  if (text === tokens[role]) return undefined;
  if (text === tokens[other])
    return notYet(
      `${path} on ${node} holds the ${other} token, not the ${role} token.`,
      `docker swarm join-token takes the word ${role}.`,
    );
  if (text.includes(tokens[role])) {
    return notYet(
      `${path} on ${node} holds more than the ${role} token.`,
      'With -q docker swarm join-token prints the token alone.',
    );
  }
  if (text.startsWith('SWMTKN-')) {
    return notYet(
      `${path} on ${node} holds a token, but not the ${role} token of this swarm.`,
      'It is cut, or from a swarm that is gone, or the token was rotated since.',
    );
  }
  return notYet(`${path} on ${node} does not hold the ${role} token.`);
}
