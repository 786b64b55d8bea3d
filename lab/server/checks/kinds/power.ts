import { type CheckOf, type ClusterSnapshot, memberOf, type NodeView } from '../../../contract/index.ts';
import { couldNotCheck, type Kind, met, notYet, type World } from '../finding.ts';
import { count, isOrAre, list, number, sentence } from '../wording.ts';

/** How many nodes of a role are stopped or run, by the host's word: no manager is asked. */
export const power: Kind<'power'> = {
  judge(check, world) {
    if (world.snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    const nodes = countedNodes(check, world);
    const noun = check.among === 'all' ? 'node' : check.among.slice(0, -1);
    if (nodes.length === 0) return notYet(`No node is a ${noun}.`);
    const stopped = nodes.filter((n) => n.power === 'stopped');
    const running = nodes.filter((n) => n.power === 'running');
    const of = (some: readonly NodeView[]) =>
      `${number(some.length)} of ${count(nodes.length, noun)} ${isOrAre(some.length)}`;
    if (check.stopped !== undefined && stopped.length !== check.stopped) {
      return notYet(sentence(`${of(stopped)} stopped; ${number(check.stopped)} must be.`), between(nodes));
    }
    if (check.running !== undefined && running.length !== check.running) {
      return notYet(
        sentence(`${of(running)} running; ${number(check.running)} must be.`),
        between(nodes) ?? off(nodes),
      );
    }
    const names = stopped.length > 0 ? `: ${list(stopped.map((n) => n.name))}` : '';
    return met(sentence(check.stopped === undefined ? `${of(running)} running.` : `${of(stopped)} stopped${names}.`));
  },
};

/** Roles are kept from the opening of the step, where nobody can tell them now. */
function countedNodes({ among }: CheckOf<'power'>, { snapshot, baseline }: World): readonly NodeView[] {
  if (among === 'all') return snapshot.nodes.filter((n) => n.power !== 'spare');
  const role = among === 'managers' ? 'manager' : 'worker';
  const roleOf = (name: string) => (memberOf(snapshot, name) ?? formerMember(baseline, name))?.role;
  return snapshot.nodes.filter((n) => roleOf(n.name) === role);
}

function formerMember(baseline: ClusterSnapshot, name: string) {
  return memberOf(baseline, name);
}

function between(nodes: readonly NodeView[]): string | undefined {
  const paused = nodes.filter((n) => n.power === 'paused').map((n) => n.name);
  const starting = nodes.filter((n) => n.power === 'starting').map((n) => n.name);
  if (paused.length > 0) return `${list(paused)} ${isOrAre(paused.length)} paused, which is neither.`;
  return starting.length > 0 ? `${list(starting)} ${isOrAre(starting.length)} starting.` : undefined;
}

function off(nodes: readonly NodeView[]): string | undefined {
  const names = nodes.filter((n) => n.power === 'stopped').map((n) => n.name);
  return names.length > 0 ? `${list(names)} ${isOrAre(names.length)} stopped.` : undefined;
}
