/** Ids and names in the shapes of Docker's own. */
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';
const HEX = '0123456789abcdef';
const ADJECTIVES = ['brave', 'calm', 'eager', 'gentle', 'happy', 'keen', 'lively', 'modest', 'quiet', 'witty'];
const THINGS = ['anchor', 'beacon', 'crane', 'dolphin', 'engine', 'harbor', 'kelp', 'lantern', 'otter', 'whale'];

export type Random = () => number;

function letters(random: Random, alphabet: string, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random() * alphabet.length)];
  return text;
}

/** The id of a swarm's object: 25 letters and digits. */
export const swarmObjectId = (random: Random): string => letters(random, BASE36, 25);

/** The id of a container or an image. */
export const longId = (random: Random): string => letters(random, HEX, 64);

/** What every join token of one swarm begins with: the digest of its certificate authority. */
export const tokenDigest = (random: Random): string => letters(random, BASE36, 50);

/** A join token; the last part is what tells a manager's from a worker's. */
export const joinToken = (random: Random, digest: string): string =>
  `SWMTKN-1-${digest}-${letters(random, BASE36, 25)}`;

/** A name for something that was given none. */
export function madeUpName(random: Random): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? 'calm';
  return `${pick(ADJECTIVES)}_${pick(THINGS)}`;
}
