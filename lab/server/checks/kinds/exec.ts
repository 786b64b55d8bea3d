import type { CheckOf, ClusterSnapshot, ContainerView } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, runningNode } from '../node-in-the-way.ts';

type ExecCheck = CheckOf<'exec'>;

export interface ExecEvidence {
  /** Where it ran. */
  readonly node: string;
  readonly exitCode: number;
  readonly output: string;
}

/** A command in a running container of a service, on whichever node that is. */
export const exec: Kind<'exec', ExecEvidence> = {
  async look(check, { sandbox, snapshot, signal }) {
    const container = newestOf(check.service, snapshot);
    const node = container && runningNode(sandbox, container.node);
    if (!node) return undefined;
    return lookAt(`What ${check.run[0]} says in ${check.service}`, signal, async (limited) => {
      return { node: node.name, ...(await node.engine.exec(container.id, check.run, limited)) };
    });
  },
  judge(check, { snapshot, evidence }) {
    if (snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    if (!newestOf(check.service, snapshot)) return notYet(`No container of ${check.service} runs.`);
    if (!evidence) return couldNotCheck(`${check.service} was not asked yet.`);
    return 'trouble' in evidence ? couldNotCheck(evidence.trouble) : judgeOutput(check, evidence);
  },
};

/** One container of the service, the newest: after an update it is the one that counts. */
function newestOf(service: string, { containers }: ClusterSnapshot): ContainerView | undefined {
  return containers
    .filter((c) => c.service === service && c.state === 'running')
    .toSorted((a, b) => b.createdAt - a.createdAt)[0];
}

function judgeOutput(check: ExecCheck, { node, exitCode, output }: ExecEvidence): Finding {
  const { service, run, equals, contains, lacks } = check;
  const command = `“${run.join(' ')}” in ${service} on ${node}`;
  const text = output.trim();
  const prints = text === '' ? 'prints nothing' : `prints “${brief(text)}”`;
  if (check.exitCode !== 'any' && exitCode !== check.exitCode) {
    const words = text === '' ? '' : `: ${brief(text)}`;
    return notYet(`${command} ends with exit code ${exitCode}${words}`.replace(/([^.!?])$/, '$1.'));
  }
  if (equals !== undefined && text !== equals) return notYet(`${command} ${prints}; “${equals}” is wanted.`);
  if (contains !== undefined && !text.includes(contains)) {
    return notYet(`${command} ${prints}; “${contains}” is wanted in it.`);
  }
  if (lacks !== undefined && text.includes(lacks)) return notYet(`${command} ${prints}; “${lacks}” must not be in it.`);
  return met(`${command} ${prints}.`);
}

const brief = (text: string): string => (text.length > 160 ? `${text.slice(0, 157)}…` : text);
