import type { CheckOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { placeIn, readYaml } from '../yaml-text.ts';

type YamlCheck = CheckOf<'yaml'>;

/** More is no file of an exercise. */
const MAX_BYTES = 256 * 1024;

export interface YamlEvidence {
  /** The text of the file, if it is there. */
  readonly text?: string;
}

/** A value at a place of a YAML file on a node, as the learner edits it. */
export const yaml: Kind<'yaml', YamlEvidence> = {
  async look({ node: name, path }, { sandbox, signal }) {
    const node = runningNode(sandbox, name);
    if (!node) return undefined;
    return lookAt(`${path} on ${name}`, signal, async (limited) => {
      const bytes = await node.readFile(path, MAX_BYTES, limited);
      return bytes ? { text: new TextDecoder().decode(bytes) } : {};
    });
  },
  judge(check, { snapshot, evidence }) {
    const { node, path } = check;
    const inTheWay = nodeInTheWay(node, snapshot, 'files');
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck(`${path} on ${node} was not read yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    if (evidence.text === undefined) return notYet(`There is no ${path} on ${node}.`);
    const read = readYaml(evidence.text);
    if (read.mistake) {
      const { line, words, likely } = read.mistake;
      return notYet(`${path} on ${node} has a mistake in line ${line}: ${words}`, likely);
    }
    return check.at === undefined
      ? met(`${path} on ${node} is YAML without a mistake.`)
      : judgePlace(check, check.at, read.root);
  },
};

function judgePlace(check: YamlCheck, at: string, root: unknown): Finding {
  const { path, node, exists, equals, not, contains } = check;
  const place = placeIn(root, at);
  if (exists === false) {
    return place.found ? notYet(`${path} on ${node} has ${at}.`) : met(`${path} on ${node} has no ${at}.`);
  }
  if (!place.found) {
    return notYet(
      `${path} on ${node} has no ${place.missing}.`,
      'Is it saved, and is it indented below the key it belongs to?',
    );
  }
  const { value } = place;
  if (equals !== undefined && value !== equals) return notYet(`${at} is ${shown(value)}; ${shown(equals)} is wanted.`);
  if (not !== undefined && value === not) {
    return notYet(`${at} is still ${shown(value)}.`, 'Change it, and save the file.');
  }
  if (contains !== undefined) {
    const wrong = lacks(at, contains, value);
    if (wrong) return wrong;
  }
  return met(`${at} is ${shown(value)}.`);
}

const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

function lacks(at: string, wanted: string, value: unknown): Finding | undefined {
  const words = Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(' ') : value;
  if (typeof words === 'string' && words.includes(wanted)) return undefined;
  if (typeof words === 'string' && wanted.includes('$$') && words.includes(wanted.replaceAll('$$', '$'))) {
    return notYet(
      `${at} has a single dollar in ${shown(wanted.replaceAll('$$', '$'))}.`,
      'docker stack deploy reads a single dollar as the beginning of a variable of your shell. Two dollars, $$, become one in the container.',
    );
  }
  if (hasEntry(value, wanted)) return undefined;
  return notYet(`${at} is ${shown(value)}; ${shown(wanted)} is missing.`);
}

/** An entry of a list by itself, or by its source in the long form; a key of a map. */
function hasEntry(value: unknown, wanted: string): boolean {
  if (Array.isArray(value)) return value.some((one) => one === wanted || (isMap(one) && one.source === wanted));
  return isMap(value) && wanted in value;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
