import { couldNotCheck, type Kind, met, notYet } from '../finding.ts';
import { count, isOrAre, list, number, sentence } from '../wording.ts';

/** Containers of a service, counted on every engine that answers: this holds without a manager. */
export const container: Kind<'container'> = {
  judge({ service, running }, { snapshot }) {
    if (snapshot.seq === 0) return couldNotCheck('The cluster was not read yet.');
    const there = snapshot.containers.filter((c) => c.service === service && c.state === 'running');
    const nodes = [...new Set(there.map((c) => c.node))].toSorted();
    if (there.length >= running) {
      return met(
        sentence(
          `${count(there.length, 'container')} of ${service} ${there.length === 1 ? 'runs' : 'run'} on ${list(nodes)}.`,
        ),
      );
    }
    const silent = snapshot.nodes.filter((n) => n.power === 'running' && n.engine === 'down').map((n) => n.name);
    if (silent.length > 0) return couldNotCheck(`The Docker engine of ${list(silent)} does not answer.`);
    const where = nodes.length > 0 ? ` on ${list(nodes)}` : '';
    const found = sentence(
      `${count(there.length, 'container')} of ${service} ${there.length > 1 ? 'run' : 'runs'}${where}; ${number(running)} ${isOrAre(running)} wanted.`,
    );
    const off = snapshot.nodes.filter((n) => n.power !== 'running').map((n) => n.name);
    return notYet(
      found,
      off.length > 0 ? `${list(off)} ${isOrAre(off.length)} off, and what ran there is gone with it.` : undefined,
    );
  },
};
