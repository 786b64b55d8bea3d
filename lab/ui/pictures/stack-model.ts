import type { ClusterSnapshot } from '../../contract/index.ts';
import { isRunning, shortService } from './task-words.ts';

/** One of the five parts of DevCoin, as it runs now. */
export interface StackPart {
  readonly name: string;
  readonly title: string;
  /** Tasks or containers that run, by node in the order of nodes. */
  readonly places: readonly { readonly node: string; readonly count: number }[];
  readonly words: string;
  readonly isThere: boolean;
}

/** DevCoin as it runs now: as a stack of the swarm, by Compose on one engine, or not at all. */
export interface StackPicture {
  readonly parts: readonly StackPart[];
  readonly sentence: string;
}

const TITLES: Readonly<Record<string, string>> = {
  proxy: 'proxy',
  webui: 'web UI',
  api: 'api',
  miner: 'miner',
  redis: 'redis',
};

/** Which parts of DevCoin run, how many of each, and where. */
export function stackPicture(snapshot: ClusterSnapshot): StackPicture {
  const parts = Object.keys(TITLES).map((name) => servicePart(snapshot, name) ?? composePart(snapshot, name));
  const running = parts.filter((part) => part.places.length > 0);
  if (running.length === 0 && !parts.some((part) => part.isThere))
    return { parts, sentence: 'Nothing of DevCoin runs yet.' };
  const nodes = new Set(running.flatMap((part) => part.places.map((place) => place.node)));
  const where = nodes.size === 1 ? `on ${[...nodes][0]}` : `on ${nodes.size} nodes`;
  const how = parts.some((part) => part.words.includes('container')) ? 'by Compose, ' : '';
  return { parts, sentence: `${running.length} of ${parts.length} parts run, ${how}${where}.` };
}

function servicePart(snapshot: ClusterSnapshot, name: string): StackPart | undefined {
  const service = snapshot.services.find((s) => shortService(s.name, s.stack) === name && s.stack !== undefined);
  if (!service) return undefined;
  const tasks = snapshot.tasks.filter((task) => task.serviceId === service.id && isRunning(snapshot, task));
  const places = placesOf(
    snapshot,
    tasks.map((task) => task.node),
  );
  const wanted = service.mode === 'replicated' ? (service.replicas ?? 0) : undefined;
  const words = wanted === undefined ? counted(tasks.length, 'task') : `${tasks.length} of ${counted(wanted, 'task')}`;
  return { name, title: TITLES[name] ?? name, places, words, isThere: true };
}

function composePart(snapshot: ClusterSnapshot, name: string): StackPart {
  const own = snapshot.containers.filter((container) => container.compose === name && container.state === 'running');
  const places = placesOf(
    snapshot,
    own.map((container) => container.node),
  );
  const words = own.length === 0 ? 'not there' : counted(own.length, 'container');
  return { name, title: TITLES[name] ?? name, places, words, isThere: own.length > 0 };
}

function placesOf({ nodes }: ClusterSnapshot, names: readonly (string | undefined)[]): StackPart['places'] {
  return nodes
    .map(({ name }) => ({ node: name, count: names.filter((other) => other === name).length }))
    .filter((place) => place.count > 0);
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
