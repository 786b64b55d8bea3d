import type { RedisAddress } from '../config.ts';
import { Problem } from '../problem.ts';

/** Why Redis gives no answers: it cannot be reached, is not ready, or does not take the password. */
export type Reason = 'unreachable' | 'loading' | 'password';

/** Redis gives no answers now. */
export class RedisAway extends Problem {
  readonly reason: Reason;

  constructor(reason: Reason, detail: string) {
    super(503, 'Redis is away', detail);
    this.reason = reason;
  }
}

/** Says in words for a learner what an error of the connection means. */
export function explainAway(error: Error | undefined, { host, port, password, passwordFile }: RedisAddress): RedisAway {
  const where = `Redis at ${host}:${port}`;
  const said = error?.message ?? '';
  if (said.includes('WRONGPASS') || said.includes('invalid password')) {
    return new RedisAway(
      'password',
      `${where} refused the password read from ${passwordFile} (WRONGPASS): give Redis and this program the same one.`,
    );
  }
  if (said.includes('NOAUTH')) {
    const found =
      password === undefined ? `there is no file ${passwordFile}` : `the one in ${passwordFile} was not taken`;
    return new RedisAway('password', `${where} wants a password (NOAUTH), and ${found}: mount the secret there.`);
  }
  if (said.includes('LOADING')) return new RedisAway('loading', `${where} is still loading its data (LOADING).`);
  const cause = said && !/closed|aborted|retries/i.test(said) ? `: ${said.replace(/\.$/, '')}` : '';
  return new RedisAway('unreachable', `${where} cannot be reached${cause}. This program goes on trying.`);
}
