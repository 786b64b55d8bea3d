import type { CheckOf } from '../../../contract/index.ts';
import { askManager } from '../ask-manager.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { type ServiceJson, valueIn } from '../service-json.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';

type InspectCheck = CheckOf<'inspect'>;

export interface InspectEvidence {
  /** What a manager says of the service; absent when there is none. */
  readonly service?: ServiceJson;
}

/** A value in what `docker service inspect` prints, for what no other kind of check knows. */
export const inspect: Kind<'inspect', InspectEvidence> = {
  look(check, site) {
    return askManager(site, 'services', async (engine, signal) => {
      const service = (await engine.services(signal)).find(({ Spec }) => Spec.Name === check.service);
      return service ? { service } : {};
    });
  },
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const { evidence } = world;
    if (!evidence) return couldNotCheck(`${check.service} was not inspected yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    if (!evidence.service) return notYet(`There is no service ${check.service}.`);
    return judgeValue(check, valueIn(evidence.service, check.at));
  },
};

function judgeValue({ service, at, called, equals, atLeast, atMost }: InspectCheck, value: unknown): Finding {
  const name = called ?? at;
  const wanted = equals ?? (atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`);
  if (value === undefined || value === null) return notYet(`${service} has no ${name}; ${wanted} is wanted.`);
  const fact = `${service} has the ${name} ${value}`;
  const isRight =
    equals === undefined
      ? typeof value === 'number' && value >= (atLeast ?? value) && value <= (atMost ?? value)
      : value === equals;
  return isRight ? met(`${fact}.`) : notYet(`${fact}; ${wanted} is wanted.`);
}
