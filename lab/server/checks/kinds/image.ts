import type { CheckOf } from '../../../contract/index.ts';
import { couldNotCheck, type Finding, type Kind, met, notYet } from '../finding.ts';
import { lookAt, nodeInTheWay, runningNode } from '../node-in-the-way.ts';
import { count, isOrAre, list, sentence } from '../wording.ts';

type ImageCheck = CheckOf<'image'>;

/** When each image was made or named last, in ms since the epoch; none where the engine does not have it. */
export interface ImageEvidence {
  readonly madeAt: Readonly<Record<string, number | undefined>>;
}

/** Images on a node's engine: whether they are there, and whether they are of this step. */
export const image: Kind<'image', ImageEvidence> = {
  async look(check, { sandbox, signal }) {
    const node = runningNode(sandbox, check.node);
    if (!node) return undefined;
    return lookAt(`The images of ${check.node}`, signal, async (limited) => {
      const found = await Promise.all(
        check.image.map(async (reference) => [reference, madeAt(await node.engine.image(reference, limited))] as const),
      );
      return { madeAt: Object.fromEntries(found) };
    });
  },
  judge(check, { snapshot, baseline, evidence }) {
    const inTheWay = nodeInTheWay(check.node, snapshot, 'images');
    if (inTheWay) return inTheWay;
    if (!evidence) return couldNotCheck(`The images of ${check.node} were not read yet.`);
    if ('trouble' in evidence) return couldNotCheck(evidence.trouble);
    return check.exists ? missing(check, evidence, baseline.at) : leftOver(check, evidence);
  },
};

/** A build that finds everything in its cache gives the image its name anew and leaves its age. */
function madeAt(found: { Created: string; Metadata?: { LastTagTime?: string } } | undefined): number | undefined {
  if (!found) return undefined;
  const times = [found.Created, found.Metadata?.LastTagTime ?? ''].map((text) => Date.parse(text));
  return Math.max(0, ...times.filter((ms) => !Number.isNaN(ms)));
}

function missing(check: ImageCheck, { madeAt }: ImageEvidence, openedAt: number): Finding {
  const { image: wanted, node } = check;
  const absent = wanted.filter((reference) => madeAt[reference] === undefined);
  if (absent.length > 0) return notYet(`${node} does not have ${list(absent)}.`);
  const old = check.newerThanStep ? wanted.filter((reference) => (madeAt[reference] ?? 0) <= openedAt) : [];
  if (old.length > 0) {
    const verb = old.length === 1 ? 'was' : 'were';
    return notYet(
      `${list(old)} on ${node} ${verb} there before this step was opened.`,
      'Build again: what did not change takes no time.',
    );
  }
  return met(`${node} has ${list(wanted)}.`);
}

function leftOver({ image: unwanted, node }: ImageCheck, { madeAt }: ImageEvidence): Finding {
  const there = unwanted.filter((reference) => madeAt[reference] !== undefined);
  if (there.length === 0) return met(`${node} does not have ${list(unwanted)}.`);
  return notYet(sentence(`${count(there.length, 'image')} ${isOrAre(there.length)} still on ${node}: ${list(there)}.`));
}
