import { type CheckOf, memberOf, type NodeView, type SwarmMember } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet, type World } from '../finding.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';
import { isOrAre, list, powerWord, sentence } from '../wording.ts';
import { addressLack, availabilityLack, type Lack, labelsLack, leaderLack, roleLack, stateLack } from './node-lacks.ts';

type NodeCheck = CheckOf<'node'>;

/** Named nodes: their place in the swarm, as the managers list it, and their power. */
export const node: Kind<'node'> = {
  judge(check, world) {
    if (world.snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    const views: NodeView[] = [];
    for (const name of check.node) {
      const view = world.snapshot.nodes.find((n) => n.name === name);
      if (!view) return couldNotCheck(`This cluster has no ${name}, though the course names it.`);
      views.push(view);
    }
    return (
      wrong(views, (view) => powerLack(check, view)) ??
      wrong(views, (view) => misstep(check, view, world)) ??
      wrong(views, (view) => memberLack(check, view, world)) ??
      (asksManagers(check) ? wrongByManagers(check, views, world) : undefined) ??
      met(fact(check))
    );
  },
};

/** The nodes that lack the same as the first that lacks something, in one sentence. */
function wrong(views: readonly NodeView[], lackOf: (view: NodeView) => Lack | undefined): Finding | undefined {
  const lacks = views.flatMap((view) => {
    const lack = lackOf(view);
    return lack ? [{ name: view.name, ...lack }] : [];
  });
  const [first] = lacks;
  if (!first) return undefined;
  const names = lacks.filter((lack) => lack.rest === first.rest).map((lack) => lack.name);
  return notYet(`${list(names)} ${isOrAre(names.length)} ${first.rest}.`, first.likely);
}

function powerLack({ power }: NodeCheck, view: NodeView): Lack | undefined {
  return power === undefined || view.power === power ? undefined : { rest: powerLackWords(view.power, power) };
}

function powerLackWords(is: NodeView['power'], wanted: string): string {
  return is === 'spare' ? powerWord(is) : `${is}, not ${wanted}`;
}

function asksManagers(check: NodeCheck): boolean {
  const { role, availability, state, leader, reachability, ownAddress, labels } = check;
  return [role, availability, state, leader, reachability, ownAddress, labels].some((wanted) => wanted !== undefined);
}

/** Judged from the engines alone, so that it holds without a quorum too. */
function memberLack(check: NodeCheck, view: NodeView, { snapshot }: World): Lack | undefined {
  const wanted = check.member ?? (asksManagers(check) ? true : undefined);
  if (wanted === undefined) return undefined;
  const isIn = view.local !== 'inactive' && view.memberId !== undefined;
  if (!wanted) return isIn ? { rest: 'in a swarm', likely: 'docker swarm leave takes a node out.' } : undefined;
  if (!isIn && view.power !== 'running') return { rest: `not in the swarm, and ${powerWord(view.power)}` };
  if (view.local === 'pending') return { rest: 'joining', likely: 'This takes a moment.' };
  if (view.local === 'error') return { rest: 'not in the swarm', ...(view.problem ? { likely: view.problem } : {}) };
  if (!isIn) return { rest: 'not in the swarm' };
  return otherSwarm(view, snapshot.swarm.id);
}

/** A step in the wrong direction is told before what is still to be done on other nodes. */
function misstep(check: NodeCheck, view: NodeView, { snapshot }: World): Lack | undefined {
  if (check.member === false || !asksManagers(check) || snapshot.swarm.state !== 'active') return undefined;
  const member = memberOf(snapshot, view.name);
  return otherSwarm(view, snapshot.swarm.id) ?? (member && roleLack(check, member));
}

function otherSwarm({ swarmId }: NodeView, wanted: string | undefined): Lack | undefined {
  if (!wanted || !swarmId || swarmId === wanted) return undefined;
  return {
    rest: 'in another swarm',
    likely: 'docker swarm init was run there too. docker swarm leave --force, then docker swarm join.',
  };
}

function wrongByManagers(check: NodeCheck, views: readonly NodeView[], world: World): Finding | undefined {
  const inTheWay = swarmInTheWay(world);
  if (inTheWay) return inTheWay;
  const silent = views.find((v) => v.power === 'running' && v.engine === 'down');
  if (silent && check.state !== 'down') return couldNotCheck(`The Docker engine of ${silent.name} does not answer.`);
  return wrong(views, (view) => {
    const member = memberOf(world.snapshot, view.name);
    return member
      ? lackOfMember(check, view, member, world)
      : { rest: 'not listed by the managers', likely: 'It may have been removed, or it is joining.' };
  });
}

function lackOfMember(check: NodeCheck, view: NodeView, member: SwarmMember, world: World): Lack | undefined {
  return (
    roleLack(check, member) ??
    stateLack(check, view, member) ??
    availabilityLack(check, member) ??
    leaderLack(check, member, world.snapshot) ??
    reachabilityLack(check, view, member) ??
    addressLack(check, view, member) ??
    labelsLack(check, member)
  );
}

function reachabilityLack({ reachability }: NodeCheck, view: NodeView, member: SwarmMember): Lack | undefined {
  if (reachability === undefined || member.reachability === reachability) return undefined;
  if (member.role === 'worker') return { rest: 'a worker, and only managers are reachable or not' };
  const likely =
    view.power === 'running'
      ? 'A manager that comes back needs a moment.'
      : `${view.name} is ${powerWord(view.power)}.`;
  return { rest: `${member.reachability ?? 'unknown'} as a manager, not ${reachability}`, likely };
}

function fact(check: NodeCheck): string {
  const { role, leader, state, availability, reachability, power } = check;
  const many = check.node.length > 1;
  const noun = role === undefined ? [] : [many ? `${role}s` : `a ${role}`];
  const traits = [
    ...(leader === undefined ? [] : [leader ? 'the leader' : 'not the leader']),
    ...(state === undefined ? [] : [state]),
    ...(availability === undefined ? [] : [AVAILABILITY[availability]]),
    ...(reachability === undefined ? [] : [reachability]),
    ...(power === undefined ? [] : [power]),
    ...Object.entries(check.labels ?? {}).map(([key, value]) => `labelled ${key}=${value}`),
    ...(check.ownAddress ? [many ? 'known by their own addresses' : 'known by its own address'] : []),
  ];
  const words = [...noun, ...traits];
  const said = words.length > 0 ? list(words) : check.member === false ? 'not in a swarm' : 'in the swarm';
  return sentence(`${list(check.node)} ${isOrAre(check.node.length)} ${said}.`);
}

const AVAILABILITY = { active: 'active', pause: 'paused for new tasks', drain: 'drained' } as const;
