import { describe, expect, test } from 'vitest';
import { firstLayout, selectedNode, selectNode, shownNodes, splitLayout } from './pane-layout.ts';

const names = ['node1', 'node2', 'node3'];

describe('one pane', () => {
  test('shows the first node, then the one that is selected', () => {
    const layout = firstLayout(names, false);
    expect(shownNodes(layout)).toEqual(['node1']);
    expect(shownNodes(selectNode(layout, 'node3'))).toEqual(['node3']);
  });

  test('becomes two with the selected node in its place, in the order of the tabs', () => {
    const layout = splitLayout(selectNode(firstLayout(names, false), 'node3'), true, names);
    expect(shownNodes(layout)).toEqual(['node2', 'node3']);
    expect(selectedNode(layout)).toBe('node3');
  });

  test('stays one where there is one node', () => {
    expect(splitLayout(firstLayout(['node1'], true), true, ['node1']).isSplit).toBe(false);
  });

  test('does not become two of the same', () => {
    const layout = splitLayout(selectNode(firstLayout(names, false), 'node2'), true, names);
    expect(new Set(shownNodes(layout)).size).toBe(2);
  });
});

describe('two panes', () => {
  const layout = firstLayout(names, true);

  test('show a node in the pane of the selected one', () => {
    expect(shownNodes(selectNode(layout, 'node3'))).toEqual(['node3', 'node2']);
  });

  test('only change the side for a node that is to be seen', () => {
    const right = selectNode(layout, 'node2');
    expect(shownNodes(right)).toEqual(['node1', 'node2']);
    expect(selectedNode(right)).toBe('node2');
    expect(shownNodes(selectNode(right, 'node3'))).toEqual(['node1', 'node3']);
  });

  test('become one with the selected node', () => {
    expect(shownNodes(splitLayout(selectNode(layout, 'node2'), false, names))).toEqual(['node2']);
  });
});
