import type { CheckOf, JsonExpectation } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { askPort, type HttpAnswer } from '../http-request.ts';
import { failureSentence, statusSentence } from '../http-sentences.ts';
import { valueAt, wrongValue } from '../json-value.ts';
import { nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { list, said } from '../wording.ts';

type HttpCheck = CheckOf<'http'>;

/** So many readings tell whether a number grows: one may be the same twice. */
const READINGS = 4;

/** What a port of a node answered, and the newest readings of the numbers that must grow, by their path. */
interface NodeAnswer {
  readonly answer: HttpAnswer;
  readonly readings: Readonly<Record<string, readonly number[]>>;
}

export interface HttpEvidence {
  readonly answers: Readonly<Record<string, NodeAnswer>>;
}

/** A request to a port of a node, made by the lab: its status, its text, its headers, and what its JSON says. */
export const http: Kind<'http', HttpEvidence> = {
  async look(check, { sandbox, signal }, before) {
    const old = before && 'answers' in before ? before.answers : {};
    const { port, path, host } = check;
    try {
      const asked = check.node.map(async (name) => {
        const node = runningNode(sandbox, name);
        if (!node) return [];
        const answer = await askPort(node, { port, path, ...(host ? { host } : {}) }, signal);
        return [[name, { answer, readings: readingsOf(check, answer, old[name]?.readings ?? {}) }] as const];
      });
      return { answers: Object.fromEntries((await Promise.all(asked)).flat()) };
    } catch (error) {
      signal.throwIfAborted();
      return {
        trouble: `Port ${port} could not be asked: ${said(error instanceof Error ? error.message : String(error))}`,
      };
    }
  },
  judge(check, { snapshot, evidence }) {
    for (const name of check.node) {
      const inTheWay = nodeInTheWay(name, snapshot, 'ports');
      if (inTheWay) return inTheWay;
    }
    if (evidence && 'trouble' in evidence) return couldNotCheck(evidence.trouble);
    for (const name of check.node) {
      const found = evidence?.answers[name];
      if (!found) return couldNotCheck(`Port ${check.port} of ${name} was not asked yet.`);
      const wrong = judgeAnswer(check, name, found);
      if (wrong) return wrong;
    }
    return met(fact(check, evidence?.answers[check.node[0] ?? '']?.answer));
  },
};

function readingsOf({ json }: HttpCheck, answer: HttpAnswer, old: NodeAnswer['readings']): NodeAnswer['readings'] {
  const growing = (json ?? []).filter(({ grows }) => grows);
  const next = growing.map(({ path }) => {
    const value = 'body' in answer ? valueAt(answer.body, path).value : undefined;
    const before = old[path] ?? [];
    return [path, typeof value === 'number' ? [...before, value].slice(-READINGS) : before] as const;
  });
  return Object.fromEntries(next);
}

function judgeAnswer(check: HttpCheck, node: string, { answer, readings }: NodeAnswer): Finding | undefined {
  const place = { node, port: check.port, ...(check.host ? { host: check.host } : {}) };
  if ('failed' in answer) return notYet(...failureSentence(answer.failed, place));
  if (answer.status !== check.status) return notYet(...statusSentence(answer, check.status, place));
  const from = `${address(check, node)} answers ${answer.status}`;
  if (check.contains !== undefined && !answer.body.includes(check.contains)) {
    return notYet(`${from}, but its text does not contain “${check.contains}”.`);
  }
  return wrongHeader(check, answer.headers, from) ?? wrongJson(check.json ?? [], answer.body, readings, from);
}

function wrongHeader(
  { header }: HttpCheck,
  headers: Readonly<Record<string, string>>,
  from: string,
): Finding | undefined {
  if (!header) return undefined;
  const value = headers[header.name.toLowerCase()];
  if (value === undefined) return notYet(`${from} without the header ${header.name}.`);
  if (value.includes(header.contains)) return undefined;
  return notYet(`${from}, and its header ${header.name} is “${value}”; “${header.contains}” is wanted in it.`);
}

function wrongJson(
  wanted: readonly JsonExpectation[],
  body: string,
  readings: NodeAnswer['readings'],
  from: string,
): Finding | undefined {
  for (const one of wanted) {
    const { value, trouble } = valueAt(body, one.path);
    if (trouble) return notYet(`${from}, but ${trouble}`);
    const wrong = wrongValue(one, value) ?? (one.grows ? notGrowing(one.path, readings[one.path] ?? []) : undefined);
    if (wrong) return notYet(`${from}. ${wrong}`);
  }
  return undefined;
}

function notGrowing(path: string, readings: readonly number[]): string | undefined {
  const [first] = readings;
  const last = readings.at(-1);
  if (first === undefined || last === undefined) return `${path} is no number.`;
  if (last > first) return undefined;
  return readings.length < READINGS ? `${path} is ${last}; it is read again in a moment.` : `${path} stays at ${last}.`;
}

const address = ({ host, port, path }: HttpCheck, node: string): string =>
  `${host ?? node}${port === 80 ? '' : `:${port}`}${path === '/' ? '' : path}`;

function fact(check: HttpCheck, answer: HttpAnswer | undefined): string {
  const name = address(check, check.node[0] ?? '');
  const where = check.host || check.node.length > 1 ? ` on ${list(check.node)}` : '';
  const values = (check.json ?? []).map(({ path }) => {
    const value = answer && 'body' in answer ? valueAt(answer.body, path).value : undefined;
    return `${path} is ${JSON.stringify(value)}`;
  });
  return `${name} answers ${check.status}${where}${values.length > 0 ? `: ${list(values)}` : ''}.`;
}
