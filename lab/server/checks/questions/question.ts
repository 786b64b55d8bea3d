import type { CheckOf, ClusterSnapshot } from '../../../contract/index.ts';
import type { Site, Trouble } from '../finding.ts';

export type AnswerCheck = CheckOf<'answer'>;

/** What is right at this moment. */
export interface Expectation {
  /** Texts that are right, the plainest first. */
  readonly texts: readonly string[];
  accepts(given: string): boolean;
  /** The fact, for one who knows it. */
  fact(given: string): string;
  /** Where the answer can be found, for one who does not. */
  readonly where: string;
}

/** What a question may look at: the cluster, and what was read for it. */
export interface Ground<E> {
  readonly snapshot: ClusterSnapshot;
  readonly evidence?: E;
}

/** A value that a question may ask for: where it is read, and what is right. E is what no snapshot has. */
export interface Question<E extends object = object> {
  /** It has an answer only while managers answer. */
  readonly asksManagers?: boolean;
  /** Where there is a look, there is no answer before it. */
  look?(check: AnswerCheck, site: Site): Promise<E | Trouble | undefined>;
  /** What is right now, or why nothing is. */
  expect(check: AnswerCheck, ground: Ground<E>): Expectation | Trouble;
}

/** An answer without case and space. */
export const bare = (text: string): string => text.toLowerCase().replace(/[\s"'“”.*]+/g, '');

/** The words of an answer, without case, marks, and what joins them. */
export const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s*"'“”.,;&+]+/)
    .filter((word) => word !== '' && word !== 'and');

/** A node by its name, by its id or the beginning of it, or by both as `docker node ls` prints them. */
export function isNode(given: string, { name, id }: { name: string; id?: string }): boolean {
  const isId = (word: string) => id !== undefined && word.length >= 3 && id.toLowerCase().startsWith(word);
  const words = wordsOf(given);
  return words.length > 0 && words.every((word) => word === name.toLowerCase() || isId(word));
}
