import type { JoinTokens } from '../finding.ts';
import { readJoinTokens } from '../join-tokens.ts';
import type { Question } from './question.ts';

/** A token is SWMTKN-1, the digest of the certificate authority, and a secret, joined by dashes. */
const LAST_PART = /\b(last|secret|end|fourth|4th|final|tail)\b|third (dash|hyphen)|letzte/i;
const OTHER_PART =
  /\b(before|middle|digest|hash|first|begin\w*|start\w*|prefix|second|all|whole|everything|nothing|none|same|both)\b|third part/i;

/** The part in which the two join tokens differ. */
export const joinTokenDifference: Question<{ readonly tokens: JoinTokens }> = {
  asksManagers: true,
  async look(_, site) {
    const tokens = await readJoinTokens(site);
    return 'trouble' in tokens ? tokens : { tokens };
  },
  expect({ choices }, { evidence }) {
    if (!evidence) return { trouble: 'The join tokens are not known.' };
    const secretOf = (token: string) => token.slice(token.lastIndexOf('-') + 1);
    const { manager, worker } = evidence.tokens;
    const secrets = [secretOf(manager), secretOf(worker)].map((s) => s.toLowerCase());
    const accepts = (given: string) => {
      if (secrets.some((secret) => given.toLowerCase().includes(secret))) return true;
      return LAST_PART.test(given) && !OTHER_PART.test(given);
    };
    return {
      texts: [...(choices ?? []).filter(accepts), 'the last part'],
      accepts,
      fact: () => 'Only the last part, the secret, differs: it decides whether a node becomes a manager or a worker.',
      where: 'Put one token below the other: docker swarm join-token -q manager, then worker.',
    };
  },
};
