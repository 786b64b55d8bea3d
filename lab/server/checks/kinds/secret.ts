import { type Kind, met } from '../finding.ts';
import { notStored } from '../stored-in-the-way.ts';
import { swarmInTheWay } from '../swarm-in-the-way.ts';

/** A secret: all that the swarm tells of one is its name and when it was made. */
export const secret: Kind<'secret'> = {
  judge(check, world) {
    const inTheWay = swarmInTheWay(world);
    if (inTheWay) return inTheWay;
    const { secrets } = world.snapshot;
    const found = secrets.find((one) => one.name === check.secret);
    const absent = notStored({ ...check, name: check.secret }, found, secrets, world.baseline.at);
    return absent ?? met(found ? `The secret ${check.secret} is there.` : `There is no secret ${check.secret}.`);
  },
};
