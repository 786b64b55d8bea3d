import type { ClusterSnapshot, ServiceView } from '../../contract/index.ts';
import type { Sandbox } from '../sandbox/index.ts';
import { LOOK_LIMIT_MS } from './join-tokens.ts';
import { newestFailure, tasksOf } from './tasks-of.ts';
import { list } from './wording.ts';

/** By image: the names of the nodes that have it. */
export type ImageHolders = Readonly<Record<string, readonly string[]>>;

/** What engines say of an image they neither have nor get (seen with Docker 26). */
const NOT_FOUND =
  /no such image|pull access denied|manifest unknown|manifest for .* not found|failed to (pull|resolve)|connection refused/i;

/** A reference without the digest that the spec carries behind it. */
const bare = (image: string): string => image.replace(/@.*/, '');

/** The image of a service, if a node did not find it. */
export function imagesNotFound(service: ServiceView, snapshot: ClusterSnapshot): string[] {
  const failed = newestFailure(tasksOf(snapshot, service.name));
  return failed && NOT_FOUND.test(failed.error ?? '') ? [bare(service.image)] : [];
}

/** Asks every engine that runs. One that does not answer has nothing to give. */
export async function readHolders(
  { nodes }: Sandbox,
  images: readonly string[],
  signal: AbortSignal,
): Promise<ImageHolders> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(LOOK_LIMIT_MS)]);
  const running = nodes.filter((node) => node.power === 'running');
  const found = await Promise.all(
    images.map(async (image) => {
      const having = await Promise.all(
        running.map(async (node) => {
          const there = await node.engine.image(image, limited).catch(() => undefined);
          return there ? [node.name] : [];
        }),
      );
      signal.throwIfAborted();
      return [image, having.flat()] as const;
    }),
  );
  return Object.fromEntries(found);
}

/** Why a node does not get an image: it lies on some nodes only, or the registry in its name does not give it. */
export function whoHasIt(
  image: string,
  having: readonly string[] | undefined,
  { nodes }: ClusterSnapshot,
): string | undefined {
  const registry = /^([^/]+[.:][^/]*|localhost)\//.exec(image)?.[1];
  if (registry) {
    return `The name begins with ${registry}: the nodes ask the registry there. It does not run, the image was never pushed, or it lost its images when its task moved.`;
  }
  if (!having || having.length === 0) return `No node has ${image}. Is the name right?`;
  if (having.length === nodes.length) return undefined;
  return `Only ${list(having)} ${having.length === 1 ? 'has' : 'have'} ${image}. Push it to a registry that every node reaches, and let its name begin with that registry.`;
}
