import { MADE_OF_LABEL } from './build-recipe.ts';
import { orAbsent } from './engine.ts';
import type { Workbench } from './workbench.ts';

/** The label on an image that stands in for the real one; its value says what it is. */
export const STAND_IN_LABEL = 'org.devcoin-lab.stand-in';
/** The label on an image that has more than its name says; its value says what. */
const CARRIES_LABEL = 'org.devcoin-lab.carries';

/** Labels that say what an image itself is made of; whatever is built on it inherits them. */
export const INHERITED_LABELS = [STAND_IN_LABEL, CARRIES_LABEL] as const;

/** An image that the engine has. */
export interface PresentImage {
  readonly image: string;
  readonly id: string;
  readonly bytes: number;
  /** What it is made of, when it only stands in for the real one. */
  readonly standsIn?: string;
  /** What the lab put on top of it. */
  readonly carries?: string;
  /** The hash of what the lab built it from. */
  readonly madeOf?: string;
}

/** What the engine has under a name. */
export async function presentImage(bench: Pick<Workbench, 'docker'>, image: string): Promise<PresentImage | undefined> {
  const found = await orAbsent(bench.docker.getImage(image).inspect());
  if (!found) return undefined;
  const labels = found.Config?.Labels ?? {};
  const word = (key: string, label: string): object => (labels[label] ? { [key]: labels[label] } : {});
  return {
    image,
    id: found.Id,
    bytes: found.Size,
    ...word('standsIn', STAND_IN_LABEL),
    ...word('carries', CARRIES_LABEL),
    ...word('madeOf', MADE_OF_LABEL),
  };
}
