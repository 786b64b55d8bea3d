import type { Miner } from '../connection/api-types.ts';

/** A node and the miners on it. */
export interface NodeMiners {
  node: string;
  miners: readonly Miner[];
}

const MOST_NODES = 12;
const byName = new Intl.Collator('en', { numeric: true });

/** Miners by node, with the nodes that have none but are known; miners that name no node are not here. */
export function minersByNode(miners: readonly Miner[], known: readonly string[]): readonly NodeMiners[] {
  const names = new Set([...known, ...miners.flatMap((miner) => miner.node ?? [])]);
  return [...names]
    .sort(byName.compare)
    .slice(0, MOST_NODES)
    .map((node) => ({ node, miners: miners.filter((miner) => miner.node === node) }));
}

/** Names of nodes known so far, with those that just answered. */
export function knowNodes(known: readonly string[], seen: readonly (string | null)[]): readonly string[] {
  const fresh = seen.filter((node): node is string => !!node && !known.includes(node));
  return fresh.length === 0 ? known : [...new Set([...known, ...fresh])];
}

/** On how many nodes, in words; without names nobody can tell. */
export function nodesText(miners: readonly Miner[]): string {
  const nodes = new Set(miners.flatMap((miner) => miner.node ?? []));
  if (miners.length === 0) return 'none running';
  if (nodes.size === 0) return '';
  return nodes.size === 1 ? `on ${[...nodes][0]}` : `on ${nodes.size} nodes`;
}
