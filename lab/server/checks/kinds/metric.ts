import type { CheckOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { askPort, type HttpAnswer } from '../http-request.ts';
import { failureSentence, statusSentence } from '../http-sentences.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';

type MetricCheck = CheckOf<'metric'>;

export interface MetricEvidence {
  readonly answer: HttpAnswer;
}

/** What a Prometheus answers to a query. */
export const metric: Kind<'metric', MetricEvidence> = {
  async look({ node: name, port, query }, { sandbox, signal }) {
    const node = runningNode(sandbox, name);
    if (!node) return undefined;
    const path = `/api/v1/query?query=${encodeURIComponent(query)}`;
    return lookAt('What Prometheus knows', signal, async (limited) => ({
      answer: await askPort(node, { port, path }, limited),
    }));
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay = nodeInTheWay(check.node, snapshot, 'ports');
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck('Prometheus was not asked yet.');
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const { answer } = evidence;
    const place = { node: check.node, port: check.port };
    if ('failed' in answer) return notYet(...failureSentence(answer.failed, place));
    if (answer.status !== 200) return notYet(...statusSentence(answer, 200, place));
    return judgeValue(check, answer.body);
  },
};

/** The part of an answer that counts: https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
interface QueryAnswer {
  readonly data?: { readonly result?: readonly { readonly value?: readonly [number, string] }[] };
}

function judgeValue({ node, port, called, equals, atLeast }: MetricCheck, body: string): Finding {
  let result: NonNullable<QueryAnswer['data']>['result'];
  try {
    ({ result } = (JSON.parse(body) as QueryAnswer).data ?? {});
  } catch {
    result = undefined;
  }
  if (!result) return notYet(`What answers on port ${port} of ${node} is not Prometheus.`);
  const value = Number(result[0]?.value?.[1] ?? 0);
  const fact = `Prometheus sees ${value} ${called}`;
  if (equals !== undefined && value !== equals) return notYet(`${fact}; ${equals} ${isOrAre(equals)} wanted.`);
  if (atLeast !== undefined && value < atLeast)
    return notYet(`${fact}; at least ${atLeast} ${isOrAre(atLeast)} wanted.`);
  return met(`${fact}.`);
}

const isOrAre = (value: number): string => (value === 1 ? 'is' : 'are');
