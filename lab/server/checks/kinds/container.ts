import type { CheckOf, ClusterSnapshot, ContainerView } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { count, isOrAre, list, number, sentence } from '../wording.ts';

type ContainerCheck = CheckOf<'container'>;

/** Containers counted on every engine that answers: this holds without a manager, and for those of compose. */
export const container: Kind<'container'> = {
  judge(check, { snapshot }) {
    if (snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    const groups = groupsOf(check, snapshot);
    const silent = silentEngines(check, snapshot);
    const findings = groups.map((group) => judgeGroup(check, group, snapshot));
    const bad = findings.filter((finding) => finding.state !== 'met');
    if (bad.length > 0 || check.gone) {
      if (silent.length > 0) return couldNotCheck(`The Docker engine of ${list(silent)} does not answer.`);
    }
    if (bad.length === 0) return met(findings.map(({ because }) => because).join(' '));
    // Several services that are missing are one fact: nothing was started.
    const missing = groups.filter(({ containers }) => containers.length === 0);
    if (!check.gone && missing.length > 1 && missing.length === bad.length) {
      return notYet(`${list(missing.map(({ name }) => name))} have no container${placeOf(check)}.`);
    }
    return bad[0] ?? couldNotCheck('Nothing was compared.');
  },
};

/** Containers that are counted together, and what they are of. */
interface Group {
  readonly name: string;
  readonly containers: readonly ContainerView[];
}

function groupsOf({ service, compose, project }: ContainerCheck, { containers }: ClusterSnapshot): Group[] {
  if (service !== undefined) return [{ name: service, containers: containers.filter((c) => c.service === service) }];
  const inProject = containers.filter(
    (c) => c.compose !== undefined && (project === undefined || c.project === project),
  );
  if (!compose) return [{ name: `the project ${project}`, containers: inProject }];
  return compose.map((name) => ({ name, containers: inProject.filter((c) => c.compose === name) }));
}

function judgeGroup(check: ContainerCheck, group: Group, snapshot: ClusterSnapshot): Finding {
  const { name, containers } = group;
  if (check.gone) return gone(group);
  const there = check.node === undefined ? containers : containers.filter((c) => c.node === check.node);
  const elsewhere = containers.filter((c) => !there.includes(c));
  if (elsewhere.length > 0 && check.node !== undefined) {
    return notYet(
      `${name} has ${count(elsewhere.length, 'container')} on ${list(nodesOf(elsewhere))}; all are wanted on ${check.node}.`,
      'docker compose starts containers on the one engine it talks to: that of the terminal it runs in.',
    );
  }
  const running = there.filter((c) => c.state === 'running');
  const notRunning = check.exactly === undefined ? undefined : ended(name, there);
  if (notRunning) return notRunning;
  const wanted = check.exactly ?? check.running ?? 1;
  const isRight = check.exactly === undefined ? running.length >= wanted : running.length === wanted;
  if (isRight) return met(fact(group, running));
  return notYet(
    sentence(`${howMany(name, running)}; ${number(wanted)} ${isOrAre(wanted)} wanted.`),
    running.length < wanted ? nodesThatAreOff(snapshot) : undefined,
  );
}

function gone({ name, containers }: Group): Finding {
  if (containers.length === 0) return met(`There is no container of ${name} any more.`);
  const runs = containers.some((c) => c.state === 'running');
  return notYet(
    sentence(`${count(containers.length, 'container')} of ${name} ${isOrAre(containers.length)} still there.`),
    runs
      ? undefined
      : 'They are stopped, not removed: docker compose stop keeps containers, docker compose down removes them.',
  );
}

/** One that restarts or has ended beside those that run: Docker starts it again and again, or gave up. */
function ended(name: string, there: readonly ContainerView[]): Finding | undefined {
  const [one] = there.filter((c) => c.state !== 'running');
  if (!one) return undefined;
  const how = {
    restarting: 'restarts again and again',
    exited: 'has ended',
    created: 'was made and has not started',
    paused: 'is paused',
  }[one.state];
  return notYet(
    `The container ${one.name} on ${one.node} ${how ?? `is ${one.state}`}.`,
    whyNotRunning(name, one.state),
  );
}

function whyNotRunning(name: string, state: string): string {
  if (state === 'created') {
    return `Docker could not start it: a port that is taken, or a file that it mounts and that is not there. docker compose up -d ${name} says why.`;
  }
  return state === 'paused' ? 'docker compose unpause lets it go on.' : `docker compose logs ${name} says why.`;
}

const nodesOf = (containers: readonly ContainerView[]): string[] =>
  [...new Set(containers.map((c) => c.node))].toSorted();

function howMany(name: string, running: readonly ContainerView[]): string {
  const where = running.length > 0 ? ` on ${list(nodesOf(running))}` : '';
  return `${count(running.length, 'container')} of ${name} ${running.length > 1 ? 'run' : 'runs'}${where}`;
}

function fact({ name }: Group, running: readonly ContainerView[]): string {
  return sentence(`${howMany(name, running)}.`);
}

function placeOf({ node }: ContainerCheck): string {
  return node === undefined ? '' : ` on ${node}`;
}

function silentEngines({ node }: ContainerCheck, { nodes }: ClusterSnapshot): string[] {
  return nodes
    .filter((n) => n.power === 'running' && n.engine === 'down' && (node === undefined || n.name === node))
    .map((n) => n.name);
}

function nodesThatAreOff({ nodes }: ClusterSnapshot): string | undefined {
  const off = nodes.filter((n) => n.power !== 'running').map((n) => n.name);
  return off.length > 0 ? `${list(off)} ${isOrAre(off.length)} off, and what ran there is gone with it.` : undefined;
}
