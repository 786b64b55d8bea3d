import type { Logger as Log } from 'pino';
import { followEvents } from '../cluster/index.ts';
import type { EngineEvent, SandboxNode } from '../sandbox/index.ts';

export interface FollowNodeOptions {
  readonly node: SandboxNode;
  readonly log: Log;
  readonly signal: AbortSignal;
  onEvent(event: EngineEvent): void;
  /** Events may have been missed. */
  onGap(): void;
  onPower(): void;
}

/** Hands on what happens to a node and in it until the signal, also after it was off for a while. */
export function followNode({ node, log, signal, onEvent, onGap, onPower }: FollowNodeOptions): void {
  let stream = new AbortController();
  const listen = (): void => {
    stream.abort();
    if (node.power !== 'running') return;
    stream = new AbortController();
    const either = AbortSignal.any([signal, stream.signal]);
    void followEvents({ engine: node.engine, signal: either, log, onEvent, onAgain: onGap });
  };
  const unfollow = node.onPower(() => {
    listen();
    onPower();
  });
  signal.addEventListener('abort', unfollow, { once: true });
  listen();
}
