import type { CheckOf } from '../../../contract/index.ts';
import type { EngineLogLine } from '../../sandbox/index.ts';
import { askManager } from '../ask-manager.ts';
import { couldNotCheck, type Kind, met, notYet, type World } from '../finding.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { nameOf, runs, tasksOf } from '../tasks-of.ts';

export interface LogEvidence {
  readonly lines: readonly EngineLogLine[];
}

/** Lines in the log of a service, whichever of its tasks wrote them. */
export const log: Kind<'log', LogEvidence> = {
  look({ service }, site) {
    // A manager refuses when there is no such service; the judge says that better.
    if (!site.snapshot.services.some(({ name }) => name === service)) return Promise.resolve(undefined);
    return askManager(site, `the log of ${service}`, async (engine, signal) => ({
      lines: await engine.serviceLogs(service, signal),
    }));
  },
  judge({ service, contains }, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const { snapshot, evidence } = world;
    if (!snapshot.services.some(({ name }) => name === service)) return notYet(`There is no service ${service}.`);
    if (!evidence) return couldNotCheck(`The log of ${service} was not read yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const { lines } = evidence;
    if (lines.length === 0) return silent(service, world);
    const missing = contains.find((text) => !lines.some((line) => line.text.includes(text)));
    if (missing !== undefined) return notYet(`No line in the log of ${service} has “${missing}”.`);
    return met(found({ service, contains }, lines, world));
  },
};

/** A running program without a line most likely writes them where nobody looks. */
function silent(service: string, { snapshot }: World): ReturnType<typeof notYet> {
  const isRunning = tasksOf(snapshot, service).some(runs);
  if (!isRunning) return notYet(`The log of ${service} is empty, and no task of it runs.`);
  return notYet(
    `${service} runs, and its log is empty.`,
    'Docker keeps what a program writes to standard output and standard error. One that writes to a file in its container is not heard.',
  );
}

function found(
  { service, contains }: Pick<CheckOf<'log'>, 'service' | 'contains'>,
  lines: readonly EngineLogLine[],
  { snapshot }: World,
): string {
  const last = lines.findLast(({ text }) => text.includes(contains[0] ?? ''));
  const task = snapshot.tasks.find(({ id }) => id === last?.taskId);
  const who = task ? `${nameOf(task)}${task.slot !== undefined && task.node ? ` on ${task.node}` : ''}` : service;
  return contains.length === 1
    ? `${who} said “${contains[0]}”.`
    : `The log of ${service} has all ${contains.length} lines.`;
}
