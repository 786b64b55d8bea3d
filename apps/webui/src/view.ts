import { countCoins, type LiveSeconds, moveTo, NO_SECONDS } from './chart/live-seconds.ts';
import { changesBefore, type MinerChange, noteChange } from './chart/miner-changes.ts';
import { addCoins } from './coins/latest.ts';
import type { Coin, PageServer, Summary } from './connection/api-types.ts';
import type { ConnectionState } from './connection/connection-state.ts';
import type { LiveMessage } from './connection/live.ts';
import { type Replica, seeReplica } from './connection/replicas.ts';
import { knowNodes } from './miners/by-node.ts';
import { assignHues } from './miners/hues.ts';

/** All that the page shows, at an instant. */
export interface View {
  connection: ConnectionState;
  retryAt: number | null;
  page: PageServer | null;
  summary: Summary | null;
  /** When the numbers were last known to be true, by this browser's clock. */
  toldAt: number;
  /** How far the API's clock is ahead of this browser's. */
  clockAheadMs: number;
  total: number;
  latest: readonly Coin[];
  seconds: LiveSeconds;
  changes: readonly MinerChange[];
  replicas: readonly Replica[];
  hues: ReadonlyMap<string, number>;
  nodes: readonly string[];
}

/** What is shown before anything is known. */
export const EMPTY_VIEW: View = {
  connection: 'loading',
  retryAt: null,
  page: null,
  summary: null,
  toldAt: 0,
  clockAheadMs: 0,
  total: 0,
  latest: [],
  seconds: NO_SECONDS,
  changes: [],
  replicas: [],
  hues: new Map(),
  nodes: [],
};

/** The view after some messages, which came within one frame. */
export function applyMessages(view: View, messages: readonly LiveMessage[], now: number): View {
  return messages.reduce((before, message) => applyMessage(before, message, now), view);
}

function applyMessage(view: View, message: LiveMessage, now: number): View {
  switch (message.kind) {
    case 'connection': {
      const broke = view.connection === 'live' && message.state !== 'live';
      return {
        ...view,
        connection: message.state,
        retryAt: message.retryAt,
        seconds: broke ? NO_SECONDS : view.seconds,
      };
    }
    case 'coins':
      return {
        ...view,
        total: message.total,
        toldAt: now,
        latest: addCoins(view.latest, message.coins),
        seconds: countCoins(view.seconds, message.coins),
      };
    case 'latest':
      // Coins of before a new start of Redis would never leave the list by themselves.
      return { ...view, latest: addCoins([], message.coins) };
    case 'summary':
      return applySummary(view, message, now);
  }
}

function applySummary(view: View, { summary, from }: Extract<LiveMessage, { kind: 'summary' }>, now: number): View {
  const { servedBy, miners } = summary;
  const nodes = knowNodes(view.nodes, [servedBy.node, ...miners.map((miner) => miner.node)]);
  // A request may be answered by another replica; while the stream flows it only tells that this one is there.
  if (from === 'probe' && view.connection === 'live') {
    return { ...view, nodes, replicas: seeReplica(view.replicas, servedBy, now) };
  }
  const before = view.summary?.miners.length;
  return {
    ...view,
    summary,
    nodes,
    toldAt: now,
    clockAheadMs: summary.at - now,
    total: summary.total,
    seconds: from === 'stream' ? moveTo(view.seconds, summary.at) : view.seconds,
    changes:
      before === undefined ? changesBefore(miners) : noteChange(view.changes, before, miners.length, summary.at / 1000),
    replicas: seeReplica(view.replicas, servedBy, now),
    hues: assignHues(
      view.hues,
      miners.map((miner) => miner.id),
    ),
  };
}
