import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, visit, type YAMLMap } from 'yaml';
import type { Finding } from './finding.ts';

const TOP_KEYS = ['version', 'name', 'services', 'networks', 'volumes', 'configs', 'secrets', 'include'];
/** Lists of a service whose names must be declared at the top of the file, with the key that holds the name in the long form. */
const DECLARED = { networks: undefined, secrets: 'source', configs: 'source' } as const;
const FILE_NAME = /(^|\/)[^/]*(compose|stack)[^/]*\.ya?ml$/i;

/** Whether Compose or `docker stack deploy` is to read the file: by its name, or by services at its top. */
export function isComposeFile(path: string, document: Document.Parsed): boolean {
  const top = document.contents;
  return isMap(top) && (top.has('services') || FILE_NAME.test(path));
}

/** What Compose would refuse or misread, of the mistakes that learners make. */
export function composeFindings(document: Document.Parsed, text: string): readonly Finding[] {
  const top = document.contents;
  if (!isMap(top)) return [];
  return [...unknownKeys(top), ...services(top), ...singleDollars(document, text)];
}

function unknownKeys(top: YAMLMap): Finding[] {
  return top.items.flatMap((pair) => {
    const key = nameOf(pair);
    if (TOP_KEYS.includes(key) || key.startsWith('x-')) return [];
    const near = TOP_KEYS.find((known) => distance(known, key) <= 2);
    const hint = near ? `Did you mean ${near}?` : `There are ${TOP_KEYS.join(', ')}.`;
    return [finding(pair.key, 'error', `Compose knows no ${key} at the left edge. ${hint}`)];
  });
}

function services(top: YAMLMap): Finding[] {
  const all = top.get('services');
  if (!isMap(all)) {
    const pair = top.items.find((it) => nameOf(it) === 'services');
    return pair
      ? [finding(pair.key, 'error', 'Below services stands one key for each service, indented by two spaces.')]
      : [];
  }
  const names = all.items.map(nameOf);
  return all.items.flatMap((pair) => {
    const name = nameOf(pair);
    if (!isMap(pair.value))
      return [finding(pair.key, 'error', `The service ${name} has nothing below it, such as its image.`)];
    return [...imageOf(pair, pair.value), ...undeclared(name, pair.value, top), ...dependsOn(name, pair.value, names)];
  });
}

function imageOf(pair: Pair, service: YAMLMap): Finding[] {
  if (['image', 'build', 'extends'].some((key) => service.has(key))) return [];
  return [
    finding(pair.key, 'error', `The service ${nameOf(pair)} says no image and no build, so there is nothing to run.`),
  ];
}

function undeclared(service: string, body: YAMLMap, top: YAMLMap): Finding[] {
  return Object.entries(DECLARED).flatMap(([key, source]) => {
    const declared = top.get(key);
    const known = isMap(declared) ? declared.items.map(nameOf) : [];
    return namesIn(body.get(key, true), source)
      .filter(({ name }) => name !== 'default' && !known.includes(name))
      .map(({ name, node }) =>
        finding(node, 'error', `${service} uses ${name}, which is not declared. Add it below ${key} at the left edge.`),
      );
  });
}

function dependsOn(service: string, body: YAMLMap, names: readonly string[]): Finding[] {
  return namesIn(body.get('depends_on', true))
    .filter(({ name }) => !names.includes(name))
    .map(({ name, node }) =>
      finding(node, 'error', `${service} depends on ${name}, but there is no service of that name.`),
    );
}

interface Named {
  readonly name: string;
  readonly node: unknown;
}

/** The names in a list, in a list of maps that say them under `source`, or the keys of a map. */
function namesIn(node: unknown, source?: string): Named[] {
  if (isMap(node)) return node.items.map((pair) => ({ name: nameOf(pair), node: pair.key }));
  if (!isSeq(node)) return [];
  return node.items.flatMap((item) => {
    const named = isMap(item) && source ? item.get(source, true) : item;
    return isScalar(named) ? [{ name: String(named.value), node: named }] : [];
  });
}

/** A single dollar is filled in by Compose on the machine that reads the file, before the container sees it. */
function singleDollars(document: Document.Parsed, text: string): Finding[] {
  const found: Finding[] = [];
  visit(document, {
    Scalar(_key, node) {
      const [start, end] = node.range ?? [0, 0];
      const source = text.slice(start, end);
      const isSubstituted = typeof node.value === 'string' && /(^|[^$])(\$\$)*\$\(/.test(node.value);
      const isSecret = /\/run\/secrets\//.test(source) && /(^|[^$])(\$\$)*\$[A-Za-z_{]/.test(source);
      if (!isSubstituted && !isSecret) return;
      const at = start + Math.max(0, source.search(/(?<!\$)(\$\$)*\$(?!\$)[({A-Za-z_]/));
      const message =
        'Compose fills in a single $ itself, before the container sees the text. Write $$ for the shell in the container.';
      found.push({ from: at, to: Math.min(at + 2, end), severity: 'error', message });
    },
  });
  return found;
}

function finding(node: unknown, severity: Finding['severity'], message: string): Finding {
  const [from, to] = (node as Node | undefined)?.range ?? [0, 1];
  return { from, to, severity, message };
}

function nameOf(pair: unknown): string {
  return isPair(pair) && isScalar(pair.key) ? String(pair.key.value) : '';
}

/** How many letters must be changed, added or left out to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + cost));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
