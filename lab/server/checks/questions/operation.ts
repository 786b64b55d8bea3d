import type { EngineLogLine } from '../../sandbox/index.ts';
import { askManager } from '../ask-manager.ts';
import { type ServiceJson, valueIn } from '../service-json.ts';
import { bare, isNode, type Question } from './question.ts';

/** A node where a task of a service wrote a line with a text. */
export const nodeOfLog: Question<{ readonly lines: readonly EngineLogLine[] }> = {
  asksManagers: true,
  look({ expect: { service = '' } }, site) {
    if (!site.snapshot.services.some(({ name }) => name === service)) return Promise.resolve({ lines: [] });
    return askManager(site, `the log of ${service}`, async (engine, signal) => ({
      lines: await engine.serviceLogs(service, signal),
    }));
  },
  expect({ expect: { service = '', text = '' } }, { snapshot, evidence }) {
    const ids = new Set(evidence?.lines.filter((line) => line.text.includes(text)).map(({ memberId }) => memberId));
    const places = snapshot.members.filter(({ id }) => ids.has(id)).map(({ id, hostname: name }) => ({ id, name }));
    if (places.length === 0) return { trouble: `No line in the log of ${service} has “${text}” yet.` };
    const placeOf = (given: string) => places.find((place) => isNode(given, place));
    return {
      texts: places.map(({ name }) => name),
      accepts: (given) => placeOf(given) !== undefined,
      fact: (given) => `The line was written on ${placeOf(given)?.name ?? given}.`,
      where: `Each line of docker service logs ${service} begins with the task and, after an @, its node.`,
    };
  },
};

/** A value in what `docker service inspect` prints. */
export const inspected: Question<{ readonly service?: ServiceJson }> = {
  asksManagers: true,
  look({ expect }, site) {
    return askManager(site, 'services', async (engine, signal) => {
      const service = (await engine.services(signal)).find(({ Spec }) => Spec.Name === expect.service);
      return service ? { service } : {};
    });
  },
  expect({ expect: { service = '', at = '' } }, { evidence }) {
    const value = evidence?.service ? valueIn(evidence.service, at) : undefined;
    if (value === undefined || value === null) return { trouble: `${service} has no ${at} now.` };
    // The digest behind an image is nothing that a person types.
    const text = String(value).replace(/@sha256:.*/, '');
    return {
      texts: [text],
      accepts: (given) => bare(given.replace(/@sha256:.*/, '')) === bare(text),
      fact: () => `${service} has ${text} there.`,
      where: `docker service inspect ${service} has it at ${at}.`,
    };
  },
};
