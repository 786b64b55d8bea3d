import type { CheckOf } from '../../../contract/index.ts';
import type { CloudFacts, CloudInstance, CloudKeys, Sandbox, SandboxNode } from '../../sandbox/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, runningNode } from '../node-in-the-way.ts';
import { list } from '../wording.ts';
import { type KeyFiles, keysLack, readKeyFiles } from './cloud-keys.ts';

type CloudCheck = CheckOf<'cloud'>;

/** What the account says, and what is in the learner's files. */
export interface CloudEvidence {
  readonly facts: CloudFacts;
  readonly keys?: CloudKeys;
  readonly files?: KeyFiles;
  /** Machines that answered on the port that was asked. */
  readonly answering?: readonly string[];
}

/** The account of the lab's cloud: its keys on the first node, its instances, their zones, groups and addresses. */
export const cloud: Kind<'cloud', CloudEvidence> = {
  async look(check, { sandbox, signal }) {
    const account = sandbox.cloud;
    const isOfFiles = check.keys || check.region !== undefined;
    if (!account || (!account.facts && !isOfFiles)) return undefined;
    const found = {
      facts: account.facts ?? NOTHING,
      ...(account.keys ? { keys: account.keys } : {}),
    };
    const node = firstRunning(sandbox);
    if (!node) return found;
    if (check.answersOn !== undefined) {
      return lookAt('The port', signal, async (limited) => ({
        ...found,
        answering: await answeringOn(node, check, account.facts?.instances ?? [], limited),
      }));
    }
    if (!isOfFiles) return found;
    return lookAt(`The keys on ${node.name}`, signal, async (limited) => ({
      ...found,
      files: await readKeyFiles(node, limited),
    }));
  },
  judge(check, { evidence }) {
    if (!evidence) return couldNotCheck('The cloud of the lab is starting.');
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    return (
      filesLack(check, evidence) ??
      firstLack(check.machine ?? [], (name) => machineLack(check, name, evidence)) ??
      zonesLack(check, evidence) ??
      met(fact(check, evidence))
    );
  },
};

/** An account that is not asked yet. */
const NOTHING: CloudFacts = { instances: [], addresses: [] };

function firstRunning(sandbox: Sandbox) {
  return runningNode(sandbox, sandbox.nodes[0]?.name ?? '');
}

/** Asks all at once; whatever comes back over HTTP is an answer. */
const ASK = `port=$1; shift; for pair; do
  curl -s -o /dev/null -m 1 "http://\${pair#*=}:$port/" && echo "\${pair%%=*}" &
done; wait`;

async function answeringOn(
  node: SandboxNode,
  { machine = [], answersOn }: CloudCheck,
  instances: readonly CloudInstance[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const asked = instances.filter((one) => machine.includes(one.machine) && one.state === 'running');
  const pairs = asked.map((one) => `${one.machine}=${one.publicAddress}`);
  if (pairs.length === 0) return [];
  const { stdout } = await node.run(['sh', '-c', ASK, 'sh', String(answersOn), ...pairs], signal);
  return stdout.split('\n').filter(Boolean);
}

function answerLack({ answersOn }: CloudCheck, { machine, publicAddress }: CloudInstance, evidence: CloudEvidence) {
  if (answersOn === undefined || evidence.answering?.includes(machine)) return undefined;
  return notYet(
    `Nothing answers on port ${answersOn} of ${machine} at its public address, ${publicAddress}.`,
    'A service has to publish the port, and a security group has to let it in.',
  );
}

function filesLack({ keys, region }: CloudCheck, { files, keys: right }: CloudEvidence): Finding | undefined {
  if (!keys && region === undefined) return undefined;
  if (!files || !right) return couldNotCheck('The files of the aws command were not read yet.');
  const lack = keys ? keysLack(files, right) : undefined;
  if (lack) return lack;
  if (region === undefined || files.region === region) return undefined;
  return files.region === ''
    ? notYet('~/.aws/config has no region.', `aws configure set region ${region} writes it there.`)
    : notYet(
        `The region in ~/.aws/config is ${files.region}, not ${region}.`,
        'A machine is rented in one region; another one knows nothing of it.',
      );
}

function firstLack(names: readonly string[], lackOf: (name: string) => Finding | undefined): Finding | undefined {
  for (const name of names) {
    const lack = lackOf(name);
    if (lack) return lack;
  }
  return undefined;
}

const instanceOf = ({ facts }: CloudEvidence, name: string): CloudInstance | undefined =>
  facts.instances.find((one) => one.machine === name);

function machineLack(check: CloudCheck, name: string, evidence: CloudEvidence): Finding | undefined {
  const instance = instanceOf(evidence, name);
  if (!instance) return notYet(`The account has no instance with the tag Name ${name}.`);
  if (instance.state !== 'running')
    return notYet(
      `${name} is ${instance.state}.`,
      instance.state === 'pending' ? 'It boots: this takes some seconds.' : undefined,
    );
  return (
    zoneLack(check, instance) ??
    tagsLack(check, instance) ??
    opensLack(check, instance) ??
    staticLack(check, name, evidence) ??
    answerLack(check, instance, evidence)
  );
}

function zoneLack({ zone }: CloudCheck, instance: CloudInstance): Finding | undefined {
  if (zone === undefined || instance.zone === zone) return undefined;
  return notYet(
    `${instance.machine} is in zone ${instance.zone}, not in ${zone}.`,
    'A machine stays in the zone where it was made. Terminate it, and run it again with --placement AvailabilityZone=….',
  );
}

function tagsLack({ tags = {} }: CloudCheck, instance: CloudInstance): Finding | undefined {
  for (const [key, value] of Object.entries(tags)) {
    const is = instance.tags[key];
    if (is === value) continue;
    const rest = is === undefined ? `no tag ${key}` : `the tag ${key}=${is}, not ${key}=${value}`;
    return notYet(`${instance.machine} has ${rest}.`, 'aws ec2 create-tags sets tags of an instance that is there.');
  }
  return undefined;
}

function opensLack({ opens = [] }: CloudCheck, { machine, opens: rules, groups }: CloudInstance): Finding | undefined {
  const isOpen = (port: number) =>
    rules.some(({ protocol, from, to }) => protocol === '-1' || (protocol === 'tcp' && from <= port && port <= to));
  const closed = opens.find((port) => !isOpen(port));
  if (closed === undefined) return undefined;
  const likely =
    closed === 22
      ? 'Groups given to an instance replace those it had: name the default group too, which lets SSH in.'
      : undefined;
  return notYet(
    `Port ${closed} of ${machine} is closed to the outside: its security groups are ${list(groups)}, and none of them lets ${closed} in.`,
    likely,
  );
}

function staticLack(check: CloudCheck, name: string, { facts }: CloudEvidence): Finding | undefined {
  if (!check.static || facts.addresses.some((one) => one.machine === name)) return undefined;
  const free = facts.addresses.find((one) => one.machine === '');
  return free
    ? notYet(
        `The static address ${free.address} is allocated, but bound to no machine.`,
        'aws ec2 associate-address binds it.',
      )
    : notYet(`${name} has no static address.`);
}

function zonesLack({ zones, machine = [] }: CloudCheck, evidence: CloudEvidence): Finding | undefined {
  if (zones === undefined) return undefined;
  const found = new Set(machine.flatMap((name) => instanceOf(evidence, name)?.zone ?? []));
  if (found.size === zones) return undefined;
  return notYet(
    `${list(machine)} are in ${found.size === 1 ? 'one zone' : `${found.size} zones`} (${[...found].toSorted().join(', ')}), not in ${zones}.`,
  );
}

function fact(check: CloudCheck, evidence: CloudEvidence): string {
  const { machine = [], keys, region } = check;
  if (machine.length === 0)
    return keys ? 'The keys are in files that only root reads, and in no history.' : `The region is ${region}.`;
  const places = machine.map((name) => `${name} in ${instanceOf(evidence, name)?.zone ?? 'no zone'}`);
  return `The account runs ${list(places)}.`;
}
