import type { SandboxCloud } from '../../sandbox/index.ts';
import type { Question } from './question.ts';

interface OfCloud {
  readonly cloud: Pick<SandboxCloud, 'facts' | 'zones'>;
}

const NO_CLOUD = { trouble: 'The cloud of the lab is starting.' };

/** The zones of the region. */
export const zones: Question<OfCloud> = {
  look: async (_, { sandbox: { cloud } }) => (cloud ? { cloud: { facts: cloud.facts, zones: cloud.zones } } : NO_CLOUD),
  expect(_, { evidence }) {
    if (!evidence) return NO_CLOUD;
    const names = evidence.cloud.zones;
    const count = String(names.length);
    const letters = names.map((name) => name.at(-1) ?? '');
    const accepts = (given: string) => {
      const words: readonly string[] = given.toLowerCase().match(/[a-z0-9-]+/g) ?? [];
      const named = words.filter((word) => names.includes(word) || letters.includes(word));
      return (
        words.includes(count) ||
        words.includes('three') ||
        new Set(named.map((word) => word.at(-1))).size === names.length
      );
    };
    return {
      texts: [names.join(', ')],
      accepts,
      fact: () => `The region has the zones ${names.join(', ')}.`,
      where: 'aws ec2 describe-availability-zones lists them: ZoneName.',
    };
  },
};

/** The address of a machine on the private network. */
export const privateAddress: Question<OfCloud> = {
  look: zones.look,
  expect({ expect: { machine = '' } }, { evidence }) {
    const instance = evidence?.cloud.facts?.instances.find((one) => one.machine === machine);
    if (!instance || instance.state === 'terminated') return { trouble: `${machine} is not rented now.` };
    const { privateAddress: right, publicAddress: open } = instance;
    return {
      texts: [right],
      accepts: (given) => given.replace(/[\s"']/g, '') === right,
      fact: () => `${right} is the private address of ${machine}.`,
      where: `aws ec2 describe-instances tells PrivateIpAddress and PublicIpAddress of ${machine}; ${open} is the public one.`,
    };
  },
};
