import { quorumOf } from '../../../contract/index.ts';
import { runs, tasksOf } from '../tasks-of.ts';
import { bare, isNode, type Question } from './question.ts';

/** The node that leads. */
export const leader: Question = {
  asksManagers: true,
  expect(_, { snapshot }) {
    const found = snapshot.members.find((m) => m.leader);
    if (!found) return { trouble: 'No manager leads at this moment; they elect one.' };
    return {
      texts: [found.hostname],
      accepts: (given) => isNode(given, { name: found.hostname, id: found.id }),
      fact: () => `${found.hostname} is the leader.`,
      where: 'docker node ls on a manager has a column for it.',
    };
  },
};

/** A node where a task of a service runs. */
export const nodeOfTask: Question = {
  asksManagers: true,
  expect({ expect: { service = '', slot } }, { snapshot }) {
    const running = tasksOf(snapshot, service).filter((t) => runs(t) && (slot === undefined || t.slot === slot));
    const places = running.flatMap((t) =>
      t.node ? [{ name: t.node, ...(t.memberId ? { id: t.memberId } : {}) }] : [],
    );
    const subject = slot === undefined ? service : `${service}.${slot}`;
    if (places.length === 0) return { trouble: `${subject} does not run on any node now.` };
    const placeOf = (given: string) => places.find((place) => isNode(given, place));
    return {
      texts: places.map((place) => place.name),
      accepts: (given) => placeOf(given) !== undefined,
      fact: (given) => `${subject} runs on ${placeOf(given)?.name ?? given}.`,
      where: `docker service ps ${service} on a manager names the node of each task.`,
    };
  },
};

/** How many managers have to agree. */
export const quorum: Question = {
  expect(_, { snapshot: { swarm, members } }) {
    const managers = members.filter((m) => m.role === 'manager').length || swarm.managers;
    if (managers === 0) return { trouble: 'There is no manager yet.' };
    const needed = String(quorumOf(managers));
    const words = ['zero', 'one', 'two', 'three', 'four'];
    const texts = [needed, ...(words[quorumOf(managers)] ? [words[quorumOf(managers)] ?? ''] : [])];
    return {
      texts,
      accepts: (given) => texts.some((text) => bare(given) === text || bare(given) === `${text}managers`),
      fact: () => `Of ${managers} managers ${needed} have to agree.`,
      where: 'It is more than half of the managers.',
    };
  },
};
