import { expect, it } from 'vitest';
import { miner } from '../connection/sample-messages.ts';
import { knowNodes, minersByNode, nodesText } from './by-node.ts';
import { assignHues } from './hues.ts';

const ids = (n: number) => Array.from({ length: n }, (_, i) => `m${i}`);

it('gives each of eight miners a hue of its own, and then begins again', () => {
  expect([...assignHues(new Map(), ids(9)).values()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1]);
});

it('lets a miner keep its hue and gives a free one to the next', () => {
  const hues = assignHues(assignHues(new Map(), ['a', 'b', 'c']), ['a', 'c', 'd']);
  expect(['a', 'c', 'd'].map((id) => hues.get(id))).toEqual([1, 3, 2]);
});

it('forgets miners that left long ago', () => {
  let hues: ReadonlyMap<string, number> = new Map();
  for (const id of ids(500)) hues = assignHues(hues, [id]);
  expect(hues.size).toBeLessThan(70);
});

it('lays miners on nodes, with the known nodes that have none, in the order of their numbers', () => {
  const miners = [
    miner({ id: 'a', node: 'node10' }),
    miner({ id: 'b', node: 'node2' }),
    miner({ id: 'c', node: null }),
  ];
  expect(minersByNode(miners, ['node1']).map(({ node, miners: on }) => [node, on.length])).toEqual([
    ['node1', 0],
    ['node2', 1],
    ['node10', 1],
  ]);
});

it('remembers nodes, each once', () => {
  expect(knowNodes(['node1'], ['node2', null, 'node2', 'node1'])).toEqual(['node1', 'node2']);
});

it('says on how many nodes, as far as it is known', () => {
  const on = (...nodes: (string | null)[]) => nodesText(nodes.map((node) => miner({ node })));
  expect([on(), on('node2', 'node2'), on('node1', 'node2'), on(null, null)]).toEqual([
    'none running',
    'on node2',
    'on 2 nodes',
    '',
  ]);
});
