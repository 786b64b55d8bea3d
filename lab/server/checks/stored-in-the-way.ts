import type { StoredView } from '../../contract/index.ts';
import { type Finding, notYet } from './finding.ts';
import { list } from './wording.ts';

/** What is wanted of a config's or a secret's being there. */
interface WantedStored {
  readonly kind: 'config' | 'secret';
  readonly name: string;
  readonly exists: boolean;
  readonly newerThanStep?: boolean | undefined;
}

/** Why it is not there as it should be; undefined when it is, or is rightly not. */
export function notStored(
  { kind, name, exists, newerThanStep }: WantedStored,
  found: StoredView | undefined,
  all: readonly StoredView[],
  openedAt: number,
): Finding | undefined {
  if (!exists) {
    return found
      ? notYet(
          `There is still a ${kind} ${name}.`,
          `docker ${kind} rm ${name} removes it, once no service uses it any more.`,
        )
      : undefined;
  }
  if (!found) {
    const others = all.map((one) => one.name);
    return notYet(
      `There is no ${kind} ${name}.`,
      others.length > 0 ? `There ${others.length === 1 ? 'is' : 'are'} ${list(others)}.` : undefined,
    );
  }
  if (!newerThanStep || found.createdAt > openedAt) return undefined;
  return notYet(
    `The ${kind} ${name} was there before this step was opened.`,
    `A ${kind} cannot be changed. Remove it and make it again, or make one with a new name.`,
  );
}
