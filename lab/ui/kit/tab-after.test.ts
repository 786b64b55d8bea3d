import { expect, test } from 'vitest';
import { tabAfter } from './tab-after.ts';

const names = ['node1', 'node2', 'node3'];

test.each([
  ['node1', 'ArrowRight', 'node2'],
  ['node3', 'ArrowRight', 'node1'],
  ['node1', 'ArrowLeft', 'node3'],
  ['node2', 'Home', 'node1'],
  ['node2', 'End', 'node3'],
  ['node2', 'Enter', undefined],
])('from the tab of %s %s goes to %s', (from, key, to) => {
  expect(tabAfter(names, from, key)).toBe(to);
});
