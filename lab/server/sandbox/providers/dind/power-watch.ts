import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Logger as Log } from 'pino';
import { linesOf } from './engine-events.ts';
import type { OuterEngine } from './outer-engine.ts';
import { ownedBy } from './ownership.ts';

/** Waits between attempts to reach an engine that went away. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5000;

/** Events after which a container's power may be another. */
const ACTIONS = ['start', 'die', 'pause', 'unpause', 'destroy'];

/** What a follower of a container is told. */
interface PowerFollower {
  /** Something happened to the container, or the engine is back: look at it. */
  look(): void;
  /** The engine that runs the container does not answer. */
  lost(): void;
}

/** One stream of the outer engine's events for all nodes of a provider. */
export interface PowerWatch {
  /** Follows a container by name; the returned function ends that. */
  follow(container: string, follower: PowerFollower): () => void;
  close(): void;
}

/** Watches the containers of a data folder; an engine that goes away is asked again until it is back. */
export function watchPower(outer: OuterEngine, key: string, log: Log): PowerWatch {
  const followers = new Map<string, PowerFollower>();
  const ending = new AbortController();
  void keepWatching(outer, key, { followers, log, signal: ending.signal });
  return {
    follow(container, follower) {
      followers.set(container, follower);
      return () => {
        if (followers.get(container) === follower) followers.delete(container);
      };
    },
    close: () => ending.abort(),
  };
}

interface Watching {
  readonly followers: ReadonlyMap<string, PowerFollower>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

async function keepWatching(outer: OuterEngine, key: string, watching: Watching): Promise<void> {
  const { followers, log, signal } = watching;
  let waitMs = FIRST_WAIT_MS;
  let isAway = false;
  while (!signal.aborted) {
    try {
      const stream = await openEvents(outer, key, signal);
      if (isAway) log.info({ docker: outer.path }, 'Docker is back');
      isAway = false;
      waitMs = FIRST_WAIT_MS;
      for (const follower of followers.values()) follower.look();
      for await (const line of linesOf(stream)) followers.get(containerOf(line))?.look();
    } catch (error) {
      // Once, not with every attempt: an engine may be away for hours.
      if (!signal.aborted && !isAway) log.warn({ err: error, docker: outer.path }, 'Docker went away');
    }
    if (signal.aborted) return;
    isAway = true;
    for (const follower of followers.values()) follower.lost();
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

async function openEvents(outer: OuterEngine, key: string, signal: AbortSignal): Promise<Readable> {
  const filters = JSON.stringify({ type: ['container'], event: ACTIONS, ...ownedBy(key) });
  const options: Docker.GetEventsOptions & { abortSignal: AbortSignal } = { filters, abortSignal: signal };
  return (await outer.docker.getEvents(options)) as Readable;
}

function containerOf(line: string): string {
  const event = JSON.parse(line) as { Actor?: { Attributes?: { name?: string } } };
  return event.Actor?.Attributes?.name ?? '';
}
