import { setTimeout as delay } from 'node:timers/promises';
import type { Logger as Log } from 'pino';
import type { EngineEvent, NodeEngine } from '../sandbox/index.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2000;

export interface FollowOptions {
  readonly engine: NodeEngine;
  readonly signal: AbortSignal;
  readonly log: Log;
  onEvent(event: EngineEvent): void;
  /** The stream had ended and is open anew: events in between are lost. */
  onAgain(): void;
}

/** Hands on the events of an engine until the signal; a stream that ends is opened again. */
export async function followEvents({ engine, signal, log, onEvent, onAgain }: FollowOptions): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  for (let turn = 0; !signal.aborted; turn++) {
    try {
      if (turn > 0) onAgain();
      for await (const event of engine.events(signal)) {
        waitMs = FIRST_WAIT_MS;
        if (signal.aborted) return;
        onEvent(event);
      }
    } catch (error) {
      if (!signal.aborted) log.debug({ err: error }, 'the events of an engine broke off');
    }
    await delay(waitMs, undefined, { signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}
