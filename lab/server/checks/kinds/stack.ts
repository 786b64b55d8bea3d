import type { CheckOf, ClusterSnapshot, ServiceView } from '../../../contract/index.ts';
import { notConverged } from '../convergence.ts';
import { type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { type ImageHolders, imagesNotFound, readHolders, whoHasIt } from '../image-holders.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { count, list, number, sentence } from '../wording.ts';

type StackCheck = CheckOf<'stack'>;

export interface StackEvidence {
  /** For images that some node did not find: the nodes that have them. */
  readonly holders: ImageHolders;
}

/** The services of a stack: whether they are there, whether they run, and what holds up those that do not. */
export const stack: Kind<'stack', StackEvidence> = {
  async look(check, { sandbox, snapshot, signal }) {
    const missing = servicesOf(check, snapshot).flatMap((one) => imagesNotFound(one, snapshot));
    if (!check.converged || missing.length === 0) return { holders: {} };
    return { holders: await readHolders(sandbox, missing, signal) };
  },
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const services = servicesOf(check, world.snapshot);
    if (!check.exists) return gone(check, services);
    if (services.length === 0) return absent(check, world.snapshot);
    return missing(check, services) ?? unfinished(check, services, world) ?? met(fact(check, services));
  },
};

function servicesOf({ stack: name }: StackCheck, { services }: ClusterSnapshot): ServiceView[] {
  return services.filter((s) => s.stack === name);
}

/** A service's name in the file: without that of the stack. */
const inFile = (stackName: string, { name }: ServiceView): string =>
  name.startsWith(`${stackName}_`) ? name.slice(stackName.length + 1) : name;

function gone({ stack: name }: StackCheck, services: readonly ServiceView[]): Finding {
  if (services.length === 0) return met(`No service belongs to a stack ${name}.`);
  const names = services.map((s) => s.name);
  return notYet(`The stack ${name} is there: ${list(names)}.`, `docker stack rm ${name} takes it down.`);
}

function absent({ stack: name }: StackCheck, { services }: ClusterSnapshot): Finding {
  const newest = services.filter((s) => s.stack !== undefined).toSorted((a, b) => b.createdAt - a.createdAt);
  const other = newest[0]?.stack;
  return notYet(
    `There is no service of a stack ${name}.`,
    other ? `There is a stack ${other}. The last word of docker stack deploy is its name.` : undefined,
  );
}

function missing(check: StackCheck, services: readonly ServiceView[]): Finding | undefined {
  const has = services.map((s) => inFile(check.stack, s));
  const lacks = (check.services ?? []).filter((name) => !has.includes(name));
  if (lacks.length === 0) return undefined;
  return notYet(
    `The stack ${check.stack} has ${list(has)}; ${list(lacks)} ${lacks.length === 1 ? 'is' : 'are'} missing.`,
    'docker stack deploy ends at the first service that the swarm refuses, and its last line says why. Or the file has no such service.',
  );
}

/** All that do not run yet, and the one whose words say most. */
function unfinished(
  check: StackCheck,
  services: readonly ServiceView[],
  world: World<StackEvidence>,
): Finding | undefined {
  if (!check.converged) return undefined;
  const open = services.flatMap((service) => {
    const finding = notConverged(service, world);
    return finding ? [{ service, finding }] : [];
  });
  const telling = open.find(({ finding }) =>
    /was (rejected|running and failed)|no suitable node/.test(`${finding.because}${finding.likely}`),
  );
  const first = telling ?? open[0];
  if (!first) return undefined;
  const { service, finding } = first;
  const names = open.map((one) => one.service.name);
  const others =
    open.length > 1
      ? `${sentence(number(open.length))} of ${count(services.length, 'service')} do not run: ${list(names)}. `
      : '';
  return notYet(`${others}${service.name}: ${finding.because}`, imageCause(service, world) ?? finding.likely);
}

function imageCause(service: ServiceView, { snapshot, evidence }: World<StackEvidence>): string | undefined {
  const [image] = imagesNotFound(service, snapshot);
  if (image === undefined || !evidence || 'trouble' in evidence) return undefined;
  return whoHasIt(image, evidence.holders[image], snapshot);
}

function fact({ stack: name, converged }: StackCheck, services: readonly ServiceView[]): string {
  const all = `${count(services.length, 'service')} ${services.length === 1 ? 'belongs' : 'belong'} to the stack ${name}`;
  return sentence(converged ? `${all}, and all run.` : `${all}.`);
}
