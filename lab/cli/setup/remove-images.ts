import type { FoundEngine } from './ensure-engine.ts';
import { ask, get } from './probe-engine.ts';

/** The label of the disks that hold the images of courses (server/images). */
const GOLDEN_LABEL = 'org.devcoin-lab.golden';
const IN_USE = 409;

/** Removes the images of nodes and the disks they start from; what a cluster uses stays. */
export async function removeImages(
  { socket }: FoundEngine,
  signal: AbortSignal,
): Promise<{ readonly removed: number; readonly kept: number }> {
  const names = [...(await volumes(socket, signal)), ...(await images(socket, signal))];
  let removed = 0;
  let kept = 0;
  for (const path of names) {
    const { status, text } = await ask('DELETE', socket, path, signal);
    if (status === IN_USE) kept++;
    else if (status < 300) removed++;
    else if (status !== 404) throw new Error(`${path} answered ${status}: ${text.slice(0, 200)}`);
  }
  return { removed, kept };
}

async function volumes(socket: string, signal: AbortSignal): Promise<string[]> {
  const answer = JSON.parse(await get(socket, `/volumes?filters=${filter({ label: [GOLDEN_LABEL] })}`, signal)) as {
    readonly Volumes?: readonly { readonly Name: string }[] | null;
  };
  return (answer.Volumes ?? []).map(({ Name }) => `/volumes/${encodeURIComponent(Name)}`);
}

/** The image of a node first: its base cannot go before it. */
async function images(socket: string, signal: AbortSignal): Promise<string[]> {
  const reference = ['devcoin-lab/node', 'devcoin-lab/node-base', 'devcoin-lab/packages', 'devcoin-lab/bare/*'];
  const answer = JSON.parse(await get(socket, `/images/json?filters=${filter({ reference })}`, signal)) as readonly {
    readonly RepoTags?: readonly string[] | null;
  }[];
  const tags = answer.flatMap(({ RepoTags }) => RepoTags ?? []);
  return tags.sort().map((tag) => `/images/${encodeURIComponent(tag)}`);
}

function filter(fields: Readonly<Record<string, readonly string[]>>): string {
  return encodeURIComponent(JSON.stringify(fields));
}
