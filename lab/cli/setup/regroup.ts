import { LabError } from '../../contract/index.ts';
import { passOn } from '../pass-on.ts';
import { type HostFacts, isOnPath } from './host-facts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Set in the environment of the second run, so that there is no third. */
const MARK = 'DEVCOIN_LAB_IN_GROUP';

/** What the lab and its tools read of the environment: sudo does not keep it. */
const KEPT =
  /^(HOME|PATH|TERM|COLORTERM|NO_COLOR|LANG|LC_\w+|TZ|TMPDIR|USER|LOGNAME|SHELL|XDG_\w+|\w+_proxy|\w+_PROXY|NODE_EXTRA_CA_CERTS|CHROME|DOCKER_HOST|DEVCOIN_LAB_\w+)$/;

/**
 * Runs this command again as a member of the group docker: a login older than the membership does not have it yet.
 * Does not return.
 */
export async function continueInGroup(facts: HostFacts, env: Environment): Promise<never> {
  const command = [process.execPath, ...process.argv.slice(1)];
  const marked = { ...env, [MARK]: '1' };
  const again = env[MARK] ? undefined : inGroup(command, facts, marked);
  const [program, ...argv] = again ?? [];
  if (!program) {
    throw new LabError(
      'noEngine',
      `${facts.user} is in the group docker, but not in this login yet. Log out and in, then run the same command again.`,
    );
  }
  process.env[MARK] = '1';
  process.exit(await passOn(argv, program));
}

/** The command line that gives a command the group; undefined where this machine has no way. */
export function inGroup(
  command: readonly string[],
  facts: Pick<HostFacts, 'user' | 'gid' | 'hasSudo' | 'hasTerminal'>,
  env: Environment,
  has: (program: string) => boolean = (program) => isOnPath(program, env),
): readonly string[] | undefined {
  if (has('sg')) {
    return ['sg', 'docker', '-c', `exec ${command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}`];
  }
  // Debian 13 has no sg; setpriv comes with every Linux and reads the groups anew.
  if (!facts.hasSudo || !has('setpriv')) return undefined;
  const kept = Object.entries(env).flatMap(([name, value]) => (KEPT.test(name) && value ? [`${name}=${value}`] : []));
  const sudo = facts.hasTerminal ? ['sudo'] : ['sudo', '-n'];
  const user = ['setpriv', `--reuid=${facts.user}`, `--regid=${facts.gid}`, '--init-groups'];
  return [...sudo, ...user, 'env', '-i', ...kept, ...command];
}
