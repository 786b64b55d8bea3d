import type { CheckOf, ClusterSnapshot, ServiceView } from '../../../contract/index.ts';
import { notConverged, wrongNumber } from '../convergence.ts';
import { type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { runs, tasksOf, wantedTasks } from '../tasks-of.ts';
import { count, number, sentence } from '../wording.ts';
import { isSameImage } from './image-name.ts';
import { portTaken, wrongParts } from './service-parts.ts';

type ServiceCheck = CheckOf<'service'>;

/** A service: whether it is there, what it asks for, and whether that runs. */
export const service: Kind<'service'> = {
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const { snapshot } = world;
    const found = snapshot.services.find((s) => s.name === check.service);
    if (check.exists === false) {
      return found
        ? notYet(`There is still a service ${check.service}.`)
        : met(`There is no service ${check.service}.`);
    }
    if (!found)
      return notYet(
        `There is no service ${check.service}.`,
        portTaken(check, snapshot) ?? otherName(check.service, snapshot),
      );
    return wrongSpec(check, found, world) ?? wrongTasks(check, found, world) ?? met(fact(found, snapshot));
  },
};

/** A service that is there under another name. */
function otherName(wanted: string, { services }: ClusterSnapshot): string | undefined {
  const [only] = services;
  if (!only) return undefined;
  return services.length === 1
    ? `There is one with the name ${only.name}. A service gets its name by --name, and cannot change it.`
    : `A service gets its name by --name ${wanted}.`;
}

function wrongSpec(check: ServiceCheck, found: ServiceView, world: World): Finding | undefined {
  const { service: name, mode, image, args, replicas } = check;
  const taken = `The name ${name} is taken by a service with another spec. Remove it first, or update it.`;
  if (mode !== undefined && found.mode !== mode) return notYet(`${name} is ${found.mode}, not ${mode}.`, taken);
  if (image !== undefined && !isSameImage(found.image, image)) {
    return notYet(`${name} uses the image ${found.image.replace(/@.*/, '')}; ${image} is wanted.`, taken);
  }
  if (args !== undefined && !isSameCommand(found, args)) {
    const has = [...found.command, ...found.args].join(' ');
    return notYet(
      `${name} runs ${has === '' ? 'what its image runs by itself' : `“${has}”`}; “${args.join(' ')}” is wanted.`,
      taken,
    );
  }
  if (replicas !== undefined && found.replicas !== replicas) {
    return notYet(sentence(`${name} asks for ${count(found.replicas ?? 0, 'task')}; ${number(replicas)} are wanted.`));
  }
  return wrongVersion(check, found, world) ?? wrongParts(check, found, world);
}

function wrongVersion(
  { service: name, sameSpec }: ServiceCheck,
  found: ServiceView,
  { baseline }: World,
): Finding | undefined {
  if (sameSpec === undefined) return undefined;
  const before = baseline.services.find((s) => s.name === name);
  const isSame = before?.id === found.id && before.version === found.version;
  if (isSame === sameSpec) return undefined;
  if (!sameSpec) return notYet(`${name} has the spec it had when this step was opened.`);
  const what = before === undefined ? 'is new' : before.id === found.id ? 'was updated' : 'was removed and made again';
  return notYet(`${name} ${what} since this step was opened; here its spec has to stay as it was.`);
}

function isSameCommand(found: ServiceView, args: readonly string[]): boolean {
  const wanted = JSON.stringify(args);
  return JSON.stringify(found.args) === wanted || JSON.stringify([...found.command, ...found.args]) === wanted;
}

function wrongTasks(check: ServiceCheck, found: ServiceView, world: World): Finding | undefined {
  const short = check.running === undefined ? undefined : wrongNumber(found, check.running, world);
  return short ?? (check.converged ? notConverged(found, world) : undefined);
}

function fact(found: ServiceView, snapshot: ClusterSnapshot): string {
  const running = tasksOf(snapshot, found.name).filter(runs).length;
  const asked = wantedTasks(snapshot, found);
  return `${found.name} is there: ${number(running)} of ${number(asked)} ${running === 1 ? 'runs' : 'run'}.`;
}
