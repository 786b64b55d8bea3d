import type { CheckOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { addressOf } from '../machine-address.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { list, powerWord } from '../wording.ts';

type SshCheck = CheckOf<'ssh'>;

/** What ssh said of each machine: empty where it was let in. Machines without an address are left out. */
export interface SshEvidence {
  readonly said: Readonly<Record<string, string>>;
}

/** Tries all at once, as somebody who cannot be asked; prints the name and the last words of each. */
const TRY = `for pair; do (
  words=$(ssh -o BatchMode=yes -o ConnectTimeout=2 "root@\${pair#*=}" true 2>&1 < /dev/null) && words=
  printf '%s\\t%s\\n' "\${pair%%=*}" "$(printf %s "$words" | tail -n 1 | tr '\\t' ' ')"
) & done; wait`;

/** Whether ssh gets from one node to others with a key, without a question. */
export const ssh: Kind<'ssh', SshEvidence> = {
  async look(check, { sandbox, signal }, before) {
    const node = runningNode(sandbox, check.from);
    if (!node) return undefined;
    const known = before && !('trouble' in before) ? before.said : {};
    // One that let us in is not asked again: the question costs a process on both sides.
    const pairs = check.to.flatMap((machine) => {
      const address = known[machine] === '' ? undefined : addressOf(sandbox, machine, check.by);
      return address && runningNode(sandbox, machine) ? [`${machine}=${address}`] : [];
    });
    const kept = Object.fromEntries(
      Object.entries(known).filter(([machine, words]) => words === '' && runningNode(sandbox, machine)),
    );
    if (pairs.length === 0) return { said: kept };
    return lookAt(`What ssh on ${check.from} does`, signal, async (limited) => {
      const { stdout } = await node.run(['sh', '-c', TRY, 'sh', ...pairs], limited);
      const lines = stdout.split('\n').filter((line) => line.includes('\t'));
      const said = lines.map((line) => [line.slice(0, line.indexOf('\t')), line.slice(line.indexOf('\t') + 1)]);
      return { said: { ...kept, ...Object.fromEntries(said) } };
    });
  },
  judge(check, { snapshot, evidence }) {
    const inTheWay = nodeInTheWay(check.from, snapshot, 'ssh');
    if (inTheWay) return inTheWay;
    const off = check.to.filter((name) => snapshot.nodes.find((n) => n.name === name)?.power !== 'running');
    const power = snapshot.nodes.find((n) => n.name === off[0])?.power;
    if (off[0]) return notYet(`${off[0]} is ${powerWord(power ?? 'spare')}.`);
    if (!evidence) return couldNotCheck(`ssh on ${check.from} was not tried yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    const wanted = check.by === 'static' ? check.to.find((machine) => evidence.said[machine] === undefined) : undefined;
    if (wanted) return notYet(`${wanted} has no static address.`);
    const refused = check.to.find((machine) => evidence.said[machine] !== '');
    return refused
      ? refusal(check, refused, evidence.said[refused] ?? '')
      : met(`${check.from} reaches ${list(check.to)} by SSH.`);
  },
};

function refusal({ from, by }: SshCheck, machine: string, words: string): Finding {
  const place = by === 'name' ? machine : `the ${by} address of ${machine}`;
  if (/Host key verification failed/.test(words))
    return notYet(
      `ssh on ${from} does not know the key of ${place}, so it does not go there.`,
      'ssh-keyscan asks machines for their keys; ~/.ssh/known_hosts keeps those that you trust.',
    );
  if (/Permission denied/.test(words))
    return notYet(
      `${machine} does not let ${from} in: the public key of ${from} is not in its ~/.ssh/authorized_keys.`,
      'The line of id_ed25519.pub goes there, whole. The private key stays at home.',
    );
  if (/timed out|No route|refused/i.test(words))
    return notYet(
      `${place} does not answer on port 22.`,
      by === 'name' ? undefined : 'A security group has to let port 22 in, and the machine has to run.',
    );
  return notYet(words === '' ? `ssh to ${place} was not tried yet.` : `ssh to ${place} says: ${words}`);
}
