import { LabError } from '../../contract/index.ts';
import { passOn } from '../pass-on.ts';
import { type HostFacts, isOnPath } from './host-facts.ts';

/** Set in the environment of the second run, so that there is no third. */
const MARK = 'DEVCOIN_LAB_IN_GROUP';

/**
 * Runs this command again as a member of the group docker: a login older than the membership does not have it yet.
 * Does not return.
 */
export async function continueInGroup(
  facts: HostFacts,
  env: Readonly<Record<string, string | undefined>>,
): Promise<never> {
  if (env[MARK] || !isOnPath('sg', env)) {
    throw new LabError(
      'noEngine',
      `${facts.user} is in the group docker since this login began. Log out and in, then run the same command again.`,
    );
  }
  const words = [process.execPath, ...process.argv.slice(1)].map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  process.env[MARK] = '1';
  process.exit(await passOn(['docker', '-c', `exec ${words.join(' ')}`], 'sg'));
}
